"""Display names of uploads."""

from __future__ import annotations

import pytest

from assessment.filecheck import safe_name


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Rapat Forum Anak.pdf", "Rapat Forum Anak.pdf"),
        ("C:\\Users\\Budi\\foto.jpg", "foto.jpg"),
        ("../../etc/passwd", "passwd"),
        ("foto\0.php\r\n.jpg", "foto.php .jpg"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("\u2066\u200bnol lebar.pdf", "nol lebar.pdf"),
        ("\ud800surogat.pdf", "surogat.pdf"),
        ("Cafe\u0301.pdf", "Caf\u00e9.pdf"),
        ('a<b>"c"|d?*.pdf', "a_b__c__d__.pdf"),
        ("  banyak   spasi .pdf. ", "banyak spasi .pdf"),
        ("...", "berkas"),
        ("", "berkas"),
        ("folder/", "berkas"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
        ("y" * 300, "y" * 120),
        ("z." + "w" * 300, "z." + "w" * 118),
    ],
)
def test_safe_name_is_fit_to_show(raw, shown):
    assert safe_name(raw) == shown

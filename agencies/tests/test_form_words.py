"""Messages that name their field."""

from __future__ import annotations

from django import forms

from agencies.form_words import NamedFields


class Sample(NamedFields, forms.Form):
    title = forms.CharField(label="Judul")
    kind = forms.ChoiceField(label="Jenis", choices=[("a", "A")])
    file = forms.CharField(label="Berkas", error_messages={"required": "Pilih berkas."})
    note = forms.CharField(label="Catatan", required=False)


def test_what_is_required_says_its_name():
    errors = Sample({}).errors

    assert errors == {
        "title": ["Judul wajib diisi."],
        "kind": ["Jenis wajib dipilih."],
        "file": ["Pilih berkas."],
    }


def test_own_password_page_speaks_to_you(client, settings, world):
    client.force_login(world.home.people["leader"])

    page = client.get("/kata-sandi/").content.decode()
    refused = client.post("/kata-sandi/", {"old_password": "x", "new_password1": "y"})

    assert "Sandi anda" not in page
    text = refused.content.decode()
    assert "Kata sandi sekarang tidak cocok." in text
    assert "Ulangi kata sandi baru wajib diisi." in text
    assert "Ulangi kata sandi baru: " not in text

"""Words of titles and names, compared the way people do: case, spacing and small words ignored."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
SHORTEST = 3
#: Small words of Indonesian, and words that stand in nearly every question and programme.
_SMALL = """
    ada adalah agar akan antara atas atau bagi bahwa baik banyak bawah belum berdasarkan berupa
    besar bisa bukan dalam dan dapat dari daripada dengan demi di dilakukan guna hal hanya hingga
    ialah ini itu jika juga kami karena ke kepada kita lain lainnya lebih maka melalui memiliki
    mempunyai mereka merupakan misalnya namun oleh pada para per pernah pula saat saja salah satu
    sampai sangat sebagai sebuah secara sedang sejak selama semua seperti serta setelah setiap
    sesuai sudah suatu supaya tahun tanpa tapi telah tentang terdapat terhadap terkait tersebut
    tersedia tiap tidak untuk yaitu yakni yang dua tiga
    anak bagian bentuk daerah data dilaksanakan evaluasi jenis jumlah kabupaten kegiatan kota
    nama nomor pelaksanaan pemerintah perangkat persentase program terakhir upaya
"""
STOP_WORDS = frozenset(_SMALL.split())


def name_key(text: str) -> str:
    """The same for names that differ in case and spacing only."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def plain_title(text: str) -> str:
    """The title without case, punctuation and spacing."""
    return " ".join(WORD.findall(name_key(text)))


def telling_words(text: str) -> frozenset[str]:
    """Words that say what a text is about; figures are none."""
    found = WORD.findall(name_key(text))
    return frozenset(
        word
        for word in found
        if len(word) >= SHORTEST and not word.isdigit() and word not in STOP_WORDS
    )


def figures(text: str) -> frozenset[str]:
    """Numbers in a title: two meetings of different dates are two programmes."""
    return frozenset(word for word in WORD.findall(name_key(text)) if word.isdigit())

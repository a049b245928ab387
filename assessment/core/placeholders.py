"""Words in double braces that a city may write into its DOCX template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

#: Where the report's text goes; without it the text stands at the end.
BODY = "isi"
#: What each of the others stands for, as the settings page explains it.
MEANINGS = {
    "kota": "nama kota atau kabupaten",
    "provinsi": "nama provinsi",
    "tahun": "tahun yang dievaluasi",
    "nomor": "nomor rekaman",
    "tanggal": "tanggal pembekuan",
    "klaim": "jumlah nilai klaim",
    "terbukti": "jumlah nilai terbukti",
    "sidik_jari": "sidik jari rekaman",
    BODY: "tempat seluruh uraian",
}
PATTERN = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")


def unknown(texts: Iterable[str]) -> tuple[str, ...]:
    """Placeholders that mean nothing, each once, in the order of the texts."""
    found = (name for text in texts for name in PATTERN.findall(text))
    return tuple(dict.fromkeys(name for name in found if name not in MEANINGS))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known in place; the rest stays as it is written."""
    return PATTERN.sub(lambda match: values.get(match[1], match[0]), text)

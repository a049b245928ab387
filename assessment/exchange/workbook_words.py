"""The words of a workbook: cover, instructions, identity, file name."""

from __future__ import annotations

import datetime as dt
import re

from assessment import format as human
from assessment.exchange import layout
from assessment.exchange.joined import join
from assessment.exchange.messages import FileMessage, Message
from assessment.exchange.stored import State

_STEPS = (
    "Isi sel putih di lembar Jawaban, Wilayah, Kegiatan, dan Bukti. Sel abu-abu hanya dibaca.",
    "Kosong berarti belum diisi. Angka 0 ditulis 0.",
    "Titik memisahkan ribuan dan koma memisahkan desimal, misalnya 1.250 dan 82,5.",
    "Simpan sebagai XLSX atau ODS, lalu buka menu Excel di aplikasi dan unggah buku kerja ini.",
    "Aplikasi menunjukkan dahulu apa yang akan berubah. Isian masuk setelah Anda menyetujuinya.",
    "Baris yang ditolak dapat diunduh lagi dengan alasan pada selnya.",
    "Mengunggah buku kerja belum mengajukan isian. Ajukan di menu Periksa & ajukan.",
)
_TYPES = {
    layout.Type.LONG: "teks",
    layout.Type.WHOLE: "bilangan bulat",
    layout.Type.YES_NO: "Ya atau kosong",
}


def title(state: State) -> str:
    whose = state.agency.abbreviation if state.agency else "semua perangkat daerah"
    return f"KLA {state.cycle.city.name} {state.cycle.year} - {whose}"


def filename(state: State) -> str:
    """Letters and digits only, so that every browser keeps it."""
    whose = state.agency.abbreviation if state.agency else "semua"
    words = f"KLA-{state.cycle.city.name}-{state.cycle.year}-{whose}"
    return re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-") + ".xlsx"


def cover(state: State, made_at: dt.datetime) -> list[tuple[str, ...]]:
    zone = state.cycle.city.timezone
    whose = state.agency.name if state.agency else "Semua perangkat daerah"
    facts = (
        ("Kabupaten/kota", str(state.cycle.city.name)),
        ("Perangkat daerah", whose),
        ("Tahun evaluasi", str(state.cycle.year)),
        ("Instrumen", state.instrument.title),
        ("Batas pengisian", human.datetime_zone(state.cycle.filling_closes_at, zone)),
        ("Diunduh", human.datetime_zone(made_at, zone, seconds=True)),
        ("Versi buku kerja", layout.FORMAT),
    )
    steps = [(f"{number}.", text) for number, text in enumerate(_STEPS, start=1)]
    sheets = [(sheet.title, sheet.purpose) for sheet in layout.WRITTEN]
    return [
        ("Buku kerja evaluasi mandiri KLA",),
        *facts,
        ("Cara mengisi",),
        *steps,
        ("Lembar",),
        *sheets,
    ]


def instructions() -> list[tuple[str, ...]]:
    """Every column and every refusal, from where the reader has them too."""
    lines: list[tuple[str, ...]] = [("Petunjuk",)]
    for sheet in layout.READ:
        lines += [(f"Lembar {sheet.title}",), ("Kolom", "Isi", "Keterangan")]
        lines += [
            (column.heading, _TYPES.get(column.type, column.type.value), column.help)
            for column in sheet.editable
        ]
    lines += [("Pesan yang mungkin Anda terima pada sebuah sel",)]
    lines += [("", "", _general(message)) for message in Message]
    lines += [("Pesan tentang berkas",)]
    return lines + [("", "", _general(message)) for message in FileMessage]


def _general(message: str) -> str:
    """A message before anything is filled in."""
    return re.sub(r"\{[a-z]+\}", "…", message)


def identity(state: State) -> dict[str, str]:
    return {
        "kla.workbook": layout.FORMAT,
        "city": state.cycle.city.code,
        "city_name": state.cycle.city.name,
        "year": str(state.cycle.year),
        "instrument": state.cycle.instrument.checksum,
        "agency": str(state.agency.pk) if state.agency else "",
        "agency_name": state.agency.abbreviation if state.agency else "",
    }


def stamp(state: State) -> str:
    """The identity in one cell, for a sheet that is saved alone."""
    said = identity(state)
    return layout.STAMP + join((said[name] for name in layout.STAMPED), "|")

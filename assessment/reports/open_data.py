"""A snapshot as open data: points of every question with the codes of province and city.

Pure. Nothing but what the public may read: no names of people, no answers (figures of few children
can point at one), no notes, no documents.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from agencies.sheet_text import csv_text

Json = Mapping[str, Any]
TITLE = "Evaluasi mandiri Kabupaten/Kota Layak Anak"
#: Columns and what they hold; points are decimal strings with a point.
FIELDS = {
    "kode_provinsi": "Kode provinsi menurut Kemendagri",
    "provinsi": "Nama provinsi",
    "kode_kota": "Kode kabupaten/kota menurut Kemendagri",
    "kota": "Nama kabupaten/kota",
    "tahun": "Tahun yang dievaluasi",
    "rekaman": "Nomor rekaman",
    "sha256": "SHA-256 isi rekaman",
    "dibekukan": "Saat rekaman dibuat, ISO 8601 dengan zona",
    "instrumen": "Kode instrumen",
    "kode_klaster": "Kode klaster menurut instrumen",
    "klaster": "Nama klaster",
    "kode_indikator": "Kode indikator menurut instrumen",
    "indikator": "Nama indikator",
    "kode_pertanyaan": "Kode pertanyaan menurut instrumen",
    "pertanyaan": "Teks pertanyaan",
    "maksimum": "Nilai maksimum pertanyaan",
    "klaim": "Nilai yang diklaim kota; kosong bila belum diketahui",
    "terbukti": "Nilai yang diklaim, diputuskan, dan lengkap buktinya",
    "terverifikasi": "Nilai menurut verifikasi; kosong bila belum diketahui",
}


def as_json(content: Json, sha256: str) -> bytes:
    """Metadata, totals by level, and a row for each question."""
    document = {
        "metadata": _metadata(content, sha256),
        "jumlah": _points(content["totals"]),
        "klaster": [
            {"kode": cluster["code"], "nama": cluster["name"], **_points(cluster)}
            for cluster in content["clusters"]
        ],
        "data": list(_rows(content, sha256)),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def as_csv(content: Json, sha256: str) -> bytes:
    """RFC 4180 for programs: commas, decimal points, every row says whose it is."""
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, list(FIELDS), lineterminator="\r\n")
    out.writeheader()
    for row in _rows(content, sha256):
        out.writerow({name: csv_text(str(_blank(value))) for name, value in row.items()})
    return text.getvalue().encode()


def _metadata(content: Json, sha256: str) -> dict[str, object]:
    city, instrument = content["city"], content["instrument"]
    return {
        "judul": f"{TITLE}, {city['name']} {content['cycle']['year']}",
        "sumber": f"Sekretariat Gugus Tugas KLA {city['name']}",
        "catatan": "Evaluasi mandiri; nilai akhir ditetapkan pemerintah pusat.",
        "kode_provinsi": _province(city["code"]),
        "provinsi": city["province"],
        "kode_kota": city["code"],
        "kota": city["name"],
        "zona_waktu": city["timezone"],
        "tahun": content["cycle"]["year"],
        "masa_penilaian": [content["cycle"]["window_start"], content["cycle"]["window_end"]],
        "instrumen": {
            "kode": instrument["code"],
            "judul": instrument["title"],
            "sha256": instrument["checksum"],
        },
        "rekaman": content["number"],
        "sha256": sha256,
        "dibekukan": content["made_at"],
        "kolom": FIELDS,
    }


def _rows(content: Json, sha256: str) -> Iterator[dict[str, object]]:
    city = content["city"]
    about = {
        "kode_provinsi": _province(city["code"]),
        "provinsi": city["province"],
        "kode_kota": city["code"],
        "kota": city["name"],
        "tahun": content["cycle"]["year"],
        "rekaman": content["number"],
        "sha256": sha256,
        "dibekukan": content["made_at"],
        "instrumen": content["instrument"]["code"],
    }
    for cluster in content["clusters"]:
        for indicator in cluster["indicators"]:
            for question in indicator["questions"]:
                yield {
                    **about,
                    "kode_klaster": cluster["code"],
                    "klaster": cluster["name"],
                    "kode_indikator": indicator["code"],
                    "indikator": indicator["name"],
                    "kode_pertanyaan": question["code"],
                    "pertanyaan": question["text"],
                    **_points(question),
                }


def _points(node: Json) -> dict[str, object]:
    return {
        "maksimum": node["maximum"],
        "klaim": node["claimed"],
        "terbukti": node["proven"],
        "terverifikasi": node["verified"],
    }


def _province(code: str) -> str:
    """`52` of `52.72`."""
    return code.partition(".")[0]


def _blank(value: object) -> object:
    return "" if value is None else value

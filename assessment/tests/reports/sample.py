"""Snapshot content for the tests of reports: a full city, an empty one, texts that want to harm."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
INSTRUMENT = ROOT / "fixtures" / "instruments" / "kla-2024.json"
AGENCIES = ROOT / "fixtures" / "agencies.json"
SHA256 = "9f2c4b7a1d3e5f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd"
PLACES = ("Kelurahan Penaraga", "Kecamatan Rasanae Barat", "Aula Bappeda", "SMPN 1 Kota Bima")
TITLES = (
    "Satuan Pendidikan Aman Bencana: pelatihan kesiapsiagaan guru dan peserta didik",
    "Penerbitan Kartu Identitas Anak jemput bola",
    "Puskesmas ramah anak",
    "Rapat koordinasi gugus tugas KLA",
    "Konseling keluarga dan pencegahan perkawinan anak",
)
REASONS = (
    "Pilihan dengan nilai tertinggi",
    "Persentase 76,4 masuk rentang di atas 60",
    "Membaik dari tahun lalu dan memenuhi target",
)


def full(programs: int = 60) -> dict[str, Any]:
    """A city in which most is answered and about half is proven."""
    content = _frame()
    number = 0
    for cluster in content["clusters"]:
        for indicator in cluster["indicators"]:
            for question in indicator["questions"]:
                _fill(question, number, cluster["code"] == "5")
                number += 1
    content["programs"] = [_program(n, content) for n in range(1, programs + 1)]
    for cluster in content["clusters"]:
        for indicator in cluster["indicators"]:
            indicator["programs"] = [
                p["id"] for p in content["programs"] if indicator["code"] in p["indicators"]
            ]
    content["agencies"] = [_agency(n, a) for n, a in enumerate(_agencies())]
    return _summed(content)


def empty() -> dict[str, Any]:
    """A city on its first day: nothing answered, nothing known, nobody assigned."""
    content = _frame()
    content["city"] |= {"letterhead": [], "address": "", "task_force_chair_title": ""}
    content["city"]["signatory"] = {"title": "Sekretaris Daerah", "name": "", "rank": "", "nip": ""}
    content["cycle"]["target"] = None
    return _summed(content)


def hostile(texts: Sequence[str]) -> dict[str, Any]:
    """The small city with one of the texts, in turn, in every field that people type."""
    turn = cycle(texts)
    content = trimmed(full(programs=3))
    content["agencies"] = content["agencies"][:2]
    skipped = {"timezone", "made_at", "sha256", "checksum", "state", "date", "kind", "code"}
    skipped |= {"paper", "crest", "extension"}
    return _map_strings(content, lambda key, value: value if key in skipped else next(turn))


def trimmed(content: dict[str, Any], clusters: int = 1) -> dict[str, Any]:
    """The first clusters with two indicators of three questions each: quick to render."""
    content["clusters"] = content["clusters"][:clusters]
    for cluster in content["clusters"]:
        cluster["indicators"] = cluster["indicators"][:2]
        for indicator in cluster["indicators"]:
            indicator["questions"] = indicator["questions"][:3]
    return _summed(content)


def _map_strings(value: Any, change: Callable[[str, str], str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _map_strings(item, change, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_map_strings(item, change, key) for item in value]
    is_machine = isinstance(value, str) and (_is_number(value) or _is_day(key))
    return change(key, value) if isinstance(value, str) and not is_machine else value


def _is_day(key: str) -> bool:
    return key.endswith(("_start", "_end", "_date", "_at"))


def _is_number(text: str) -> bool:
    return bool(text) and text.replace(".", "", 1).isdigit()


def _instrument() -> dict[str, Any]:
    return json.loads(INSTRUMENT.read_text(encoding="utf-8"))


def _agencies() -> list[dict[str, Any]]:
    return json.loads(AGENCIES.read_text(encoding="utf-8"))


def _city() -> dict[str, Any]:
    return {
        "code": "52.72",
        "name": "Kota Bima",
        "kind": "kota",
        "timezone": "Asia/Makassar",
        "province": "Nusa Tenggara Barat",
        "letterhead": [
            "Pemerintah Kota Bima",
            "Sekretariat Gugus Tugas Kota Layak Anak",
            "Dinas Pemberdayaan Perempuan dan Perlindungan Anak",
        ],
        "address": "Jalan Soekarno-Hatta Nomor 10, Kota Bima 84115, telepon (0374) 44444",
        "place": "Kota Bima",
        "task_force_chair_title": "Ketua Gugus Tugas Kota Layak Anak",
        "signatory": {
            "title": "Kepala Bappeda Kota Bima",
            "name": "Drs. H. Contoh Nama, M.Si.",
            "rank": "Pembina Utama Muda",
            "nip": "196701011990031001",
        },
    }


def _frame() -> dict[str, Any]:
    instrument = _instrument()
    return {
        "schema": 1,
        "city": _city(),
        "cycle": {
            "year": 2026,
            "target": "700",
            "window_start": "2025-01-01",
            "window_end": "2026-12-31",
            "filling_closes_at": "2026-12-20T15:59:59+00:00",
            "recap_closes_at": "2027-01-15T15:59:59+00:00",
        },
        "report": {"paper": "A4", "foreword": "", "crest": ""},
        "instrument": {
            "code": instrument["code"],
            "title": instrument["title"],
            "checksum": hashlib.sha256(INSTRUMENT.read_bytes()).hexdigest(),
        },
        "number": 3,
        "made_at": "2026-12-21T01:15:30+00:00",
        "made_by": {"name": "Nurhayati, S.Sos.", "role": "Koordinator sekretariat"},
        "reason": "Penyerahan ke provinsi",
        "audit_head": hashlib.sha256(b"audit").hexdigest(),
        "minutes": {
            "number": "003/BA-KLA/2026",
            "signatories": [
                {"name": "Drs. H. Contoh", "title": "Ketua", "rank": "Pembina", "nip": "19670101"}
            ],
            "open": [
                {"title": "Belum dijawab", "count": 2, "points": "9.5", "labels": ["1.1", "1.2"]}
            ],
        },
        "totals": {"category": {"claimed": None, "proven": None, "verified": None}},
        "categories": instrument["categories"],
        "clusters": [_cluster(cluster) for cluster in instrument["clusters"]],
        "programs": [],
        "agencies": [],
    }


def _cluster(cluster: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": cluster["code"],
        "name": cluster["name"],
        "indicators": [
            {
                "code": indicator["code"],
                "name": indicator["name"],
                "programs": [],
                "questions": [_question(question) for question in indicator["questions"]],
            }
            for indicator in cluster["indicators"]
        ],
    }


def _question(question: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": question["code"],
        "text": question["text"],
        "kind": question["kind"],
        "maximum": question["max_points"],
        "claimed": "0",
        "proven": "0",
        "verified": None,
        "reason": "",
        "answer": "",
        "answer_raw": None,
        "decided": False,
        "stale": False,
        "decided_by": "",
        "narrative": "",
        "agencies": question["agencies"],
        "evidence": [],
        "missing_evidence": list(question["evidence"]),
    }


def _fill(question: dict[str, Any], number: int, is_restricted: bool) -> None:
    if number % 11 == 7:
        return
    maximum = Decimal(question["maximum"])
    claimed = maximum if number % 3 else (maximum * 3 / 4).quantize(Decimal("0.01"))
    is_proven = number % 5 < 3
    items = question["missing_evidence"]
    question |= {
        "claimed": format(claimed.normalize(), "f"),
        "proven": format(claimed.normalize(), "f") if is_proven else "0",
        "reason": REASONS[number % 3],
        "answer": ("Peraturan Wali Kota/Bupati", "1.203 dari 1.575 (76,4 %)", "12 lembaga")[
            number % 3
        ],
        "answer_raw": {"choice": "x"},
        "decided": number % 13 != 5,
        "stale": number % 29 == 8,
        "decided_by": "Nurhayati, koordinator",
        "narrative": "Kegiatan dilaksanakan bersama mitra. " * 6 if number % 6 == 0 else "",
        "evidence": [
            _evidence(item, number + place, is_restricted, is_proven)
            for place, item in enumerate(items[: 2 + is_proven])
        ],
        "missing_evidence": [] if is_proven else items[-1:],
    }


def _evidence(item: str, number: int, is_restricted: bool, is_proven: bool) -> dict[str, Any]:
    key = number % 180 + 1
    return {
        "item": item,
        "document": {
            "id": key,
            "title": f"Laporan pelaksanaan kegiatan perlindungan anak triwulan {key % 4 + 1}",
            "number": f"463/{key:03d}/DP3A/2026",
            "issuer": "Dinas Pemberdayaan Perempuan dan Perlindungan Anak",
            "date": f"2026-{key % 12 + 1:02d}-{key % 28 + 1:02d}" if key % 17 else None,
            "kind": "laporan",
            "restricted": is_restricted and key % 3 == 0,
            "sha256": hashlib.sha256(str(key).encode()).hexdigest(),
            "extension": "pdf",
        },
        "pages": f"{key % 9 + 1}-{key % 9 + 3}",
        "note": "lihat tabel rekapitulasi" if key % 7 == 0 else "",
        "state": "accepted" if is_proven else ("pending", "refused")[number % 2],
        "agency": ("BPBD", "Dinsos", "DP3A", "Dinkes")[number % 4],
    }


def _program(number: int, content: dict[str, Any]) -> dict[str, Any]:
    codes = [i["code"] for cluster in content["clusters"] for i in cluster["indicators"]]
    return {
        "id": number,
        "agency": ("BPBD", "Disdukcapil", "Dinkes", "Bappeda", "DP3A")[number % 5],
        "title": TITLES[number % 5],
        "activity": "Pengelolaan layanan perlindungan khusus anak",
        "sub_activity": "Koordinasi dan sinkronisasi" if number % 2 else "",
        "place": PLACES[number % 4],
        "period_start": f"2026-{number % 12 + 1:02d}-04",
        "period_end": f"2026-{number % 12 + 1:02d}-06" if number % 3 else None,
        "target_group": "Peserta didik dan orang tua",
        "girls": 40 + number if number % 9 else None,
        "boys": 35 + number if number % 9 else None,
        "disabled": number % 4 if number % 9 else None,
        "budget_planned": 125_000_000 + number * 1_000_000,
        "budget_realised": 118_500_000 + number * 990_000 if number % 8 else None,
        "fund_source": "APBD",
        "partners": [{"name": "Save the Children", "kind": "ngo"}] if number % 4 == 0 else [],
        "agreement_number": f"119/{number}/PKS/2026" if number % 4 == 0 else "",
        "agreement_date": "2026-02-03" if number % 4 == 0 else None,
        "result": "Seluruh sekolah sasaran memiliki rencana kesiapsiagaan" if number % 2 else "",
        "obstacles": "Jadwal ujian" if number % 6 == 0 else "",
        "indicators": [codes[number % len(codes)], codes[(number * 7) % len(codes)]],
        "questions": ["22B.2"],
        "accepted": number % 10 != 0,
    }


def _agency(number: int, agency: dict[str, Any]) -> dict[str, Any]:
    assigned = 4 + number % 9
    answered = assigned - number % 4
    return {
        "abbreviation": agency["abbreviation"],
        "name": agency["name"],
        "kind": agency["kind"],
        "assigned": assigned,
        "answered": answered,
        "submitted": max(answered - 1, 0),
        "accepted": max(answered - 2, 0),
        "late": number % 7 == 3,
    }


def _summed(content: dict[str, Any]) -> dict[str, Any]:
    content = copy.deepcopy(content)
    for cluster in content["clusters"]:
        for indicator in cluster["indicators"]:
            indicator |= _sums(indicator["questions"])
        cluster |= _sums(cluster["indicators"])
    totals = _sums(content["clusters"])
    category = {key: _category(content, totals[key]) for key in ("claimed", "proven", "verified")}
    content["totals"] = {**totals, "category": category}
    return content


def _sums(parts: list[dict[str, Any]]) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    for key in ("maximum", "claimed", "proven", "verified"):
        values = [part[key] for part in parts]
        known = None not in values
        sums[key] = format(sum(map(Decimal, values), Decimal(0)), "f") if known else None
    return sums


def _category(content: dict[str, Any], points: str | None) -> str | None:
    name = None
    for band in content["categories"]:
        if points is not None and Decimal(points) > Decimal(band["lower"]):
            name = band["name"]
    return name

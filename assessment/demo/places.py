"""Demo cities as data: names, zones, offices, districts. Facts are public; people are invented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@dataclass(frozen=True, slots=True)
class Office:
    """An agency of a city: its own abbreviation and name, and what the instrument calls it."""

    abbreviation: str
    name: str
    kind: str
    instrument_name: str


@dataclass(frozen=True, slots=True)
class DemoCity:
    """`operators` and `heads` are agencies, by the instrument's name, that have such people."""

    code: str
    slug: str
    name: str
    zone: str
    province_code: str
    province: str
    province_slug: str
    districts: Mapping[str, tuple[str, ...]]
    operators: tuple[str, ...]
    heads: tuple[str, ...]
    address: str
    local_names: Mapping[str, tuple[str, str]]

    @property
    def short_name(self) -> str:
        return self.name.removeprefix("Kota ")

    @property
    def offices(self) -> tuple[Office, ...]:
        return tuple(self._office(row) for row in _read("agencies.json"))

    def _office(self, row: Mapping[str, str]) -> Office:
        short = row["abbreviation"]
        local, name = self.local_names.get(short, (short, row["name"]))
        return Office(local, name, row["kind"], short)


BIMA = DemoCity(
    code="52.72",
    slug="bima",
    name="Kota Bima",
    zone="Asia/Makassar",
    province_code="52",
    province="Nusa Tenggara Barat",
    province_slug="ntb",
    districts={
        "Asakota": ("Jatibaru", "Jatiwangi", "Kolo", "Melayu", "Ule"),
        "Mpunda": ("Lewirato", "Mande", "Monggonao", "Penatoi", "Sadia"),
        "Raba": ("Kendo", "Ntobo", "Penaraga", "Rabangodu Selatan", "Rite"),
        "Rasanae Barat": ("Dara", "Nae", "Paruga", "Sarae", "Tanjung"),
        "Rasanae Timur": ("Dodu", "Kumbe", "Lampe", "Lelamase", "Nungga"),
    },
    operators=(
        "Bappeda",
        "DP3A",
        "Dinkes",
        "Disdikbud",
        "Dinsos",
        "Disdukcapil",
        "Dispusip",
        "Dishub",
        "DPPKB",
        "Kemenag",
        "BPBD",
        "Bag. Hukum",
        "Diskominfo",
        "UPTD PPA",
        "Kecamatan",
    ),
    heads=("BPBD", "DP3A", "Dinkes", "Disdikbud", "Dinsos", "Disdukcapil"),
    address="Jalan Soekarno-Hatta, Kota Bima",
    local_names={},
)
BOGOR = DemoCity(
    code="32.71",
    slug="bogor",
    name="Kota Bogor",
    zone="Asia/Jakarta",
    province_code="32",
    province="Jawa Barat",
    province_slug="jabar",
    districts={
        "Bogor Barat": ("Bubulak", "Sindangbarang", "Situgede"),
        "Bogor Selatan": ("Batutulis", "Empang", "Mulyaharja"),
        "Bogor Tengah": ("Babakan", "Cibogor", "Paledang"),
        "Bogor Timur": ("Baranangsiang", "Katulampa", "Sukasari"),
        "Bogor Utara": ("Bantarjati", "Ciparigi", "Tegal Gundil"),
        "Tanah Sareal": ("Cibadak", "Kebon Pedes", "Kedung Badak"),
    },
    operators=("Disdikbud", "Dinsos", "DP3A", "DPPKB", "BPBD", "Kejari", "Dinkes"),
    heads=("Disdikbud", "Dinsos", "DP3A", "BPBD"),
    address="Jalan Ir. H. Juanda, Kota Bogor",
    local_names={},
)
CIMAHI = DemoCity(
    code="32.77",
    slug="cimahi",
    name="Kota Cimahi",
    zone="Asia/Jakarta",
    province_code="32",
    province="Jawa Barat",
    province_slug="jabar",
    districts={
        "Cimahi Selatan": ("Cibeber", "Cibeureum", "Leuwigajah", "Melong", "Utama"),
        "Cimahi Tengah": (
            "Baros",
            "Cigugur Tengah",
            "Cimahi",
            "Karangmekar",
            "Padasuka",
            "Setiamanah",
        ),
        "Cimahi Utara": ("Cibabat", "Cipageran", "Citeureup", "Pasirkaliki"),
    },
    operators=(
        "DP3A",
        "Bappeda",
        "Diskominfo",
        "Bag. Hukum",
        "Disdukcapil",
        "Dinsos",
        "Disdikbud",
        "Kemenag",
        "Dishub",
        "Dispora",
        "Dinkes",
    ),
    heads=("DP3A", "Bappeda", "Diskominfo"),
    address="Jalan Raden Demang Hardjakusumah, Kota Cimahi",
    local_names={
        "DP3A": (
            "DP3AP2KB",
            "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk "
            "dan Keluarga Berencana",
        )
    },
)
KUPANG = DemoCity(
    code="53.71",
    slug="kupang",
    name="Kota Kupang",
    zone="Asia/Makassar",
    province_code="53",
    province="Nusa Tenggara Timur",
    province_slug="ntt",
    districts={
        "Alak": ("Alak", "Namosain", "Penkase Oeleta"),
        "Kelapa Lima": ("Kelapa Lima", "Lasiana", "Oesapa"),
        "Kota Lama": ("Merdeka", "Oeba", "Pasir Panjang"),
        "Kota Raja": ("Bakunase", "Kuanino", "Naikoten I"),
        "Maulafa": ("Maulafa", "Oepura", "Sikumana"),
        "Oebobo": ("Fatululi", "Liliba", "Oebufu"),
    },
    operators=("BPBD", "DPUPR", "DLH", "Dinkes", "DP3A", "Bappeda"),
    heads=("BPBD", "Dinkes"),
    address="Jalan S. K. Lerik, Kota Kupang",
    local_names={},
)
CITIES = (BIMA, BOGOR, CIMAHI, KUPANG)


def published(city: DemoCity) -> Mapping[str, Any]:
    """What the news says of a city: offices, programmes, dates."""
    document = json.loads((FIXTURES / "demo" / "cities.json").read_text(encoding="utf-8"))
    found: Mapping[str, Any] = next(c for c in document["cities"] if c["code"] == city.code)
    return found


def sample_answers() -> list[dict[str, object]]:
    """Real answers of one kabupaten, 2024, for three score groups."""
    path = FIXTURES / "demo" / "answers-2024.json"
    rows: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return rows


def _read(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return rows

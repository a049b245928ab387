"""load_answers: the command and its service, on the real sample and on files that are wrong."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command

from agencies import audit
from agencies.models import Agency
from assessment.models import Contribution, Cycle, Submission
from assessment.selectors.scores import cycle_score
from assessment.services.cycles import create_cycle
from assessment.tests.factories import NOW, PLAN

SAMPLE = Path(settings.BASE_DIR) / "fixtures" / "demo" / "answers-2024.json"
OFFICES = Path(settings.BASE_DIR) / "fixtures" / "agencies.json"


@pytest.fixture(autouse=True)
def _in_filling():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def load(world):
    """Runs the command for the home city; gives (exit refused?, stdout, stderr)."""

    def _load(path: Path, *extra: str, year: int = 2026) -> tuple[bool, str, str]:
        out, err = StringIO(), StringIO()
        code = world.home.city.code
        arguments = ["load_answers", path, "--city", code, "--year", year, *extra]
        try:
            call_command(*map(str, arguments), stdout=out, stderr=err)
        except SystemExit as stop:
            return stop.code == 1, out.getvalue(), err.getvalue()
        return False, out.getvalue(), err.getvalue()

    return _load


@pytest.fixture
def write(tmp_path: Path):
    def _write(*rows: dict) -> Path:
        path = tmp_path / "jawaban.json"
        path.write_text(json.dumps({"answers": rows}), encoding="utf-8")
        return path

    return _write


def sheet(tmp_path: Path, *rows: list) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "jawaban.xlsx"
    book.save(path)
    return path


def whole_city(world) -> Cycle:
    """A fresh cycle of the home city with the whole list of offices."""
    city = world.home.city
    for office in json.loads(OFFICES.read_text(encoding="utf-8")):
        name = office["abbreviation"]
        Agency.objects.get_or_create(
            city=city,
            abbreviation=name,
            defaults={"name": office["name"], "kind": office["kind"], "instrument_name": name},
        )
    return create_cycle(
        city=city,
        year=2027,
        instrument=world.instrument,
        plan=PLAN,
        by=world.home.system(),
    )


def stored(cycle: Cycle) -> list[tuple]:
    rows = Contribution.objects.filter(cycle=cycle).order_by("question_code", "pk")
    return [(r.question_code, r.agency.abbreviation, r.answer, r.version) for r in rows]


def test_load_answers_gives_the_published_points_of_the_sample(world, load):
    cycle = whole_city(world)

    refused, out, err = load(SAMPLE, year=2027)

    claimed = {c.cluster.code: c.points.claimed for c in cycle_score(cycle).clusters}
    assert (refused, err) == (False, "")
    assert "128 jawaban baru, 0 berubah, 0 sama, 0 bagian diajukan" in out
    assert claimed == {
        "0": Decimal("126.91"),
        "1": Decimal("89"),
        "2": Decimal("93.8"),
        **dict.fromkeys("3456"),
    }


def test_load_answers_twice_changes_nothing(world, load):
    cycle = whole_city(world)
    load(SAMPLE, year=2027)
    before, head = stored(cycle), audit.chain_head(world.home.city.code)

    refused, out, _ = load(SAMPLE, year=2027)

    assert (refused, stored(cycle)) == (False, before)
    assert "tidak ada perubahan (128 jawaban sama)" in out
    assert audit.chain_head(world.home.city.code) == head


def test_load_answers_updates_an_answer_that_differs(world, load, write):
    load(write({"question": "22B.2", "answer": {"choice": "Tidak"}, "note": "Belum ada."}))

    refused, out, _ = load(write({"question": "22B.2", "answer": {"choice": "Ya, dengan bukti"}}))

    row = Contribution.objects.get(cycle=world.home.cycle)
    assert (refused, row.answer, row.version) == (False, {"choice": "Ya, dengan bukti"}, 2)
    assert row.note == "Belum ada."
    assert "0 jawaban baru, 1 berubah, 0 sama" in out


def test_load_answers_lists_every_refused_row_and_stores_none(world, load, write):
    path = write(
        {"question": "22B.2", "answer": {"choice": "Ya, dengan bukti"}},
        {"question": "99.9", "answer": {"choice": "Ya"}},
        {"question": "22B.1", "answer": {"choice": "Mungkin"}},
        {"question": "22B.3", "answer": {"count": 3}},
        {"question": "22B.2", "answer": {"choice": "Tidak"}},
        {"question": "2.7", "answer": {"count": -1}},
        {"question": "22B.4", "answer": {"choice": "Tidak"}, "agency": "Bappeda"},
        {"question": "2.1", "answer": {"choice": "Tidak"}, "agency": "BPBD"},
        {"question": "2.2", "answer": None},
        {"question": "2.3", "answers": {}},
        {"question": "25.2", "answer": {"numerator": 1, "denominator": 2}, "territory": "Bulan"},
        {"question": "22B.1", "answer": {"choice": "Tidak"}, "territory": "Kecamatan A"},
    )

    refused, out, err = load(path)

    assert (refused, out, stored(world.home.cycle)) == (True, "", [])
    assert not Submission.objects.filter(cycle=world.home.cycle).exists()
    assert err.splitlines() == [
        "baris 2, pertanyaan 99.9: kode pertanyaan tidak ada di instrumen",
        "baris 3, pertanyaan 22B.1: Pilih salah satu pilihan yang tersedia.",
        "baris 4, pertanyaan 22B.3: Jawaban untuk pertanyaan ini berisi choice.",
        "baris 5, pertanyaan 22B.2: sudah dijawab di baris 1 dari berkas ini",
        "baris 6, pertanyaan 2.7: Isi bilangan dari 0 sampai 999.999.999.999.",
        "baris 7, pertanyaan 22B.4: perangkat daerah “Bappeda” tidak ada di kota ini",
        "baris 8, pertanyaan 2.1: Pertanyaan 2.1 tidak ditugaskan kepada BPBD.",
        "baris 9, pertanyaan 2.2: jawaban kosong; hapus baris yang belum dijawab",
        "baris 10, pertanyaan 2.3: kunci tidak dikenal: answers",
        "baris 11, pertanyaan 25.2: wilayah “Bulan” tidak ada di kota ini",
        "baris 12, pertanyaan 22B.1: pertanyaan ini tidak dijawab per wilayah",
        "11 baris ditolak; tidak ada yang disimpan.",
    ]


def test_load_answers_for_an_agency_takes_only_its_rows(world, load, write):
    own = {"question": "22B.2", "answer": {"choice": "Tidak"}}
    foreign = {"question": "22B.3", "answer": {"choice": "Tidak"}, "agency": "BPBD"}

    refused, _, err = load(write(own, foreign), "--agency", "dinsos")
    accepted, _, _ = load(write(own), "--agency", "Dinsos")

    assert (refused, accepted) == (True, False)
    assert "baris milik BPBD, sedangkan berkas ini dimuat untuk Dinsos" in err
    assert stored(world.home.cycle) == [("22B.2", "Dinsos", {"choice": "Tidak"}, 1)]


def test_load_answers_submit_sends_the_loaded_parts_by_the_table(world, load, write):
    """BPBD has a head, who still has to approve; Dinsos has none."""
    rows = [
        {"question": "22B.2", "answer": {"choice": "Tidak"}, "agency": name}
        for name in ("BPBD", "Dinsos")
    ]

    refused, out, _ = load(write(*rows), "--submit")
    again, second, _ = load(write(*rows), "--submit")

    found = Submission.objects.filter(cycle=world.home.cycle).order_by("agency__abbreviation")
    assert [(s.agency.abbreviation, s.status) for s in found] == [
        ("BPBD", "awaiting_head"),
        ("Dinsos", "submitted"),
    ]
    assert (refused, again) == (False, False)
    assert "2 bagian diajukan" in out
    assert "tidak ada perubahan" in second


def test_load_answers_submit_of_half_an_answer_stores_nothing(world, load, write):
    path = write({"question": "25.2", "answer": {"numerator": 3, "denominator": None}})

    refused, _, err = load(path, "--submit")

    assert (refused, stored(world.home.cycle)) == (True, [])
    assert "Lengkapi dahulu: 25.2 (penyebut)" in err


def test_load_answers_refuses_what_was_sent_already(world, load, write):
    load(
        write({"question": "22B.2", "answer": {"choice": "Tidak"}, "agency": "Dinsos"}), "--submit"
    )
    changed = {"question": "22B.2", "answer": {"choice": "Ya, dengan bukti"}, "agency": "Dinsos"}

    refused, _, err = load(write(changed))

    assert (refused, "sudah diajukan" in err) == (True, True)


def test_load_answers_after_the_deadline_is_refused(world, load, write):
    with time_machine.travel(PLAN.filling_closes_at, tick=False):
        refused, _, err = load(write({"question": "22B.2", "answer": {"choice": "Tidak"}}))

    assert (refused, "Pengisian sudah ditutup" in err) == (True, True)


def test_load_answers_warns_of_points_that_do_not_come_out(world, load, write):
    path = write({"question": "22B.2", "answer": {"choice": "Tidak"}, "points": "0.5"})

    refused, _, err = load(path)

    assert (refused, err) == (
        False,
        "Perhatian: Pertanyaan 22B.2: berkas menyebut 0,5 poin, hasil hitung 0.\n",
    )


@pytest.mark.parametrize(
    "content, reason",
    [
        ("", "bukan JSON"),
        ("{", "bukan JSON"),
        ("[" * 100_000, "bukan JSON"),
        ('{"answers": 1}', "harus berupa daftar"),
        ("[]", "tidak memuat satu jawaban pun"),
        ("[1]", "harus berupa objek"),
        ('[{"question": "2.7", "answer": {"count": NaN}}]', "bukan JSON"),
        ('[{"question": "2.7", "answer": {"count": 1e5}}]', "bilangan bulat"),
        ('[{"question": "2.7", "answer": {"count": 1, "count": 2}}]', "dua kali"),
        ('[{"question": "2.7", "answer": {"count": 1}, "points": "x"}]', "points harus"),
        ('[{"question": "2.7\\u0000", "answer": {"count": 1}}]', "2.7?"),
        ('[{"question": "2.7", "answer": {"count": 1}, "agency": "\\ud800"}]', "tidak ada"),
        ('[{"question": "2.7", "answer": {"count": 1}, "note": "\\u0000"}]', "tanda yang"),
    ],
)
def test_load_answers_refuses_garbage(world, load, tmp_path, content, reason):
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")

    refused, _, err = load(path)

    assert (refused, stored(world.home.cycle)) == (True, [])
    assert reason in err


def test_load_answers_refuses_unknown_places(world, load, tmp_path, write):
    path = write({"question": "2.7", "answer": {"count": 1}})

    results = [
        load(tmp_path / "tidak-ada.json"),
        load(tmp_path),
        load(path, year=1999),
        load(path, "--agency", "Kejari"),
    ]

    assert [(refused, err) for refused, _, err in results] == [
        (True, "Berkas ditolak: berkas tidak dapat dibuka: tidak-ada.json\n"),
        (True, f"Berkas ditolak: bukan berkas: {tmp_path.name}\n"),
        (True, "Tidak ada siklus tahun 1999.\n"),
        (True, "Kota Bima tidak mempunyai perangkat daerah “Kejari”.\n"),
    ]


def test_load_answers_reads_a_sheet(world, load, tmp_path):
    path = sheet(
        tmp_path,
        [
            "Pertanyaan",
            "Jawaban",
            "Pembilang",
            "Penyebut",
            "Perangkat daerah",
            "Wilayah",
            "Catatan",
        ],
        ["22B.2", "Ya, dengan bukti", None, None, "Dinsos", None, "Sirene di 38 kelurahan."],
        ["2.7", 4],
        [None, None],
        ["3.1a", "1.000"],
        ["25.11", None, 1, "1", "Kecamatan", "kecamatan b"],
    )

    refused, _, err = load(path)

    rows = Contribution.objects.filter(cycle=world.home.cycle).order_by("pk")
    assert (refused, err) == (False, "")
    assert [(r.question_code, str(r.agency), str(r.territory or ""), r.answer) for r in rows] == [
        ("22B.2", "Dinsos", "", {"choice": "Ya, dengan bukti"}),
        ("2.7", "DP3A", "", {"count": 4}),
        ("3.1a", "DP3A", "", {"items": 1000}),
        ("25.11", "Kecamatan", "Kecamatan B", {"numerator": 1, "denominator": 1}),
    ]
    assert rows[0].note == "Sirene di 38 kelurahan."


def test_load_answers_reads_two_years_and_target_from_a_sheet(world, load, tmp_path):
    cycle = whole_city(world)
    heads = ["pertanyaan"]
    for year in ("tahun evaluasi", "tahun sebelumnya"):
        heads += [f"pembilang {year}", f"penyebut {year}"]

    refused, _, err = load(
        sheet(tmp_path, [*heads, "target"], ["4.1", 90, 100, 80, 100, "85,5"]), year=2027
    )

    assert (refused, err) == (False, "")
    assert Contribution.objects.get(cycle=cycle).answer == {
        "current": {"numerator": 90, "denominator": 100},
        "previous": {"numerator": 80, "denominator": 100},
        "target": "85.5",
    }


@pytest.mark.parametrize(
    "rows, reason",
    [
        ([["pertanyaan", "jawaban"], ["2.7", "1,5"]], "bilangan bulat"),
        ([["pertanyaan", "jawaban"], ["2.7", "1.00"]], "baris 2, pertanyaan 2.7"),
        ([["pertanyaan", "jawaban"], ["2.7", "abc"]], "hanya angka"),
        ([["pertanyaan", "jawaban"], ["2.7", True]], "isi angka"),
        ([["pertanyaan", "jawaban"], ["25.2", 3]], "pembilang, penyebut"),
        ([["pertanyaan", "jawaban"], [26.1, 3]], "tersimpan sebagai angka"),
        ([["pertanyaan", "jawaban", "jumlah"], ["2.7", 1, 2]], "dua kolom"),
        ([["pertanyaan", "jawaban"], ["2.7", 1, 2]], "tanpa judul"),
        ([["pertanyaan", "warna"], ["2.7", 1]], "judul kolom tidak dikenal"),
        ([["jawaban"], [1]], "termasuk “pertanyaan”"),
        ([["pertanyaan", "kode"], ["2.7", "2.7"]], "ada dua kali"),
        ([["pertanyaan", "jawaban"]], "tidak memuat satu jawaban pun"),
        ([], "kosong"),
    ],
)
def test_load_answers_refuses_a_wrong_sheet(world, load, tmp_path, rows, reason):
    refused, _, err = load(sheet(tmp_path, *rows))

    assert (refused, stored(world.home.cycle)) == (True, [])
    assert reason in err


def test_load_answers_survives_a_stray_cell_at_the_end_of_the_sheet(world, load, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["pertanyaan", "jawaban"])
    book.active.append(["2.7", 3])
    book.active.cell(row=1_048_576, column=16_384, value="x")
    path = tmp_path / "jauh.xlsx"
    book.save(path)

    refused, _, err = load(path)

    assert (refused, err, len(stored(world.home.cycle))) == (False, "", 1)


def test_load_answers_refuses_a_sheet_with_rows_beyond_the_limit(world, load, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["pertanyaan", "jawaban"])
    book.active.cell(row=9000, column=1, value="2.7")
    path = tmp_path / "panjang.xlsx"
    book.save(path)

    refused, _, err = load(path)

    assert (refused, "lebih dari 5001 baris" in err) == (True, True)


def test_load_answers_refuses_a_file_that_is_no_workbook(world, load, tmp_path):
    path = tmp_path / "palsu.xlsx"
    path.write_bytes(b"PK\x03\x04 bukan buku kerja")
    other = tmp_path / "jawaban.csv"
    other.write_text("pertanyaan;jawaban", encoding="utf-8")

    assert load(path)[0] is True
    assert load(other) == (True, "", "Berkas ditolak: jenis berkas harus JSON atau XLSX\n")

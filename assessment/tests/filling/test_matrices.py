"""The matrix of a question: own or all programmes, accepted first, on screen and in XLSX."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency
from assessment.models import Program, ProgramTarget, Submission
from assessment.services.programs import AgreementFact, PartnerFact, Target
from assessment.tests.factories import NOW
from assessment.tests.filling.test_programs import make

CODE = "22B.2"
SERVES = (Target("22B", CODE),)
FORMULA = '=HYPERLINK("http://x","klik")'


@pytest.fixture
def programs(home):
    """One of BPBD, accepted one of Dinsos, one that names only the indicator."""
    Submission.objects.create(
        cycle=home.cycle, agency=home.agencies["Dinsos"], indicator_code="22B", status="accepted"
    )
    return {
        "BPBD": make(home, title="Simulasi", targets=SERVES, boys=3, budget_planned=1_000_000),
        "Dinsos": make(
            home,
            "Dinsos",
            title=FORMULA,
            targets=SERVES,
            boys=4,
            girls=2,
            budget_planned=2_500_000,
            period_start=date(2026, 3, 1),
            partners=(PartnerFact("Forum 🙂", "ngo"),),
            agreements=(AgreementFact("pks", "+1/PKS", date=date(2026, 1, 2)),),
        ),
        "unplaced": make(home, title="Umum", targets=(Target("22B"),)),
    }


def sheet(answer):
    return openpyxl.load_workbook(BytesIO(answer.content))["Matriks"]


def test_secretariat_sees_all_agencies_accepted_first(enter, programs):
    page = enter("reviewer").get(reverse("matrix-detail", args=[CODE]))

    found = page.context["matrix"]
    assert [row.program for row in found.rows] == [programs["Dinsos"], programs["BPBD"]]
    assert (found.accepted, found.unplaced) == (1, 1)
    assert found.totals == {
        "boys": 7,
        "girls": 2,
        "disabled": None,
        "budget_planned": 3_500_000,
        "budget_realised": None,
    }
    text = page.content.decode()
    assert "Rp3.500.000" in text
    assert "pukul 10.00 WITA" in text


def test_agency_sees_its_own_rows_only(enter, programs):
    page = enter("operator BPBD").get(reverse("matrix-detail", args=[CODE]))

    assert [row.program for row in page.context["matrix"].rows] == [programs["BPBD"]]
    assert "Forum" not in page.content.decode()


def test_workbook_holds_the_rows_with_native_types(enter, programs):
    answer = enter("reviewer").get(reverse("matrix-file", args=[CODE]))

    found = sheet(answer)
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="KLA-Kota-Bima-2026-matriks-22B.2.xlsx"'
    )
    stamp = found["A2"].value
    assert stamp.startswith("Kota Bima · siklus 2026 · Data berjalan, bukan rekaman · sidik jari ")
    assert stamp.endswith("diambil Selasa, 1 Desember 2026 pukul 10.00 WITA")
    head = [cell.value for cell in found[4]]
    first = dict(zip(head, found[5], strict=True))
    assert (first["Kegiatan"].value, first["Kegiatan"].data_type) == (FORMULA, "s")
    assert (first["Laki-laki"].value, first["Anggaran"].value) == (4, 2_500_000)
    assert first["Nomor perjanjian"].value == "+1/PKS"
    assert first["Tanggal perjanjian"].value.date() == date(2026, 1, 2)
    assert first["Mitra"].value == "Forum 🙂 (lembaga masyarakat)"
    states = [dict(zip(head, found[row], strict=True))["Keadaan"].value for row in (5, 6)]
    assert states == ["diterima", "belum diterima"]


def test_workbook_of_an_agency_holds_its_own_rows(enter, programs):
    found = sheet(enter("operator BPBD").get(reverse("matrix-file", args=[CODE])))

    titles = [found.cell(row, 2).value for row in range(5, found.max_row + 1)]
    assert titles == ["Simulasi", "Jumlah"]


def test_empty_matrix_says_the_first_step(enter, home):
    page = enter("operator BPBD").get(reverse("matrix-detail", args=[CODE])).content.decode()
    book = enter("operator BPBD").get(reverse("matrix-file", args=[CODE]))

    assert f"{reverse('program-create')}?pertanyaan={CODE}" in page
    assert sheet(book)["A5"].value == "Belum ada kegiatan yang dikaitkan dengan pertanyaan ini."


def test_question_and_assembly_pages_lead_to_the_matrix(enter, home):
    code = "2.5"
    agency = home.cycle.assignments.filter(question_code=code).first().agency
    address = reverse("matrix-detail", args=[code])

    board = enter("coordinator").get(reverse("assembly-detail", args=[code])).content.decode()
    question = enter(f"operator {agency}").get(
        f"{reverse('indicator-detail', args=['2'])}?buka={code}"
    )

    assert f'href="{address}"' in board
    assert question.content.decode().count(f'href="{address}"') == 2


@pytest.mark.parametrize("name", ["matrix-detail", "matrix-file"])
def test_matrix_is_for_those_who_work_on_content(enter, programs, name):
    for who, status in (("head BPBD", 200), ("leader", 403), ("admin", 403)):
        assert enter(who).get(reverse(name, args=[CODE])).status_code == status
    assert enter("reviewer").get(reverse(name, args=["99.9"])).status_code == 404
    assert enter("reviewer").get("/matriks/%00/").status_code == 404
    assert enter("reviewer").post(reverse(name, args=[CODE])).status_code == 405


def test_pages_cost_the_same_for_one_and_forty(enter, home, programs):
    addresses = {
        "matrix": reverse("matrix-detail", args=[CODE]),
        "file": reverse("matrix-file", args=[CODE]),
        "duplicates": reverse("program-duplicates"),
        "list": reverse("program-list"),
        "detail": reverse("program-detail", args=[programs["Dinsos"].pk]),
    }
    make(home, "Dinsos", title="Simulasi")
    client = enter("coordinator")
    before = {name: _queries(client, address) for name, address in addresses.items()}
    for number in range(40):
        agency = Agency.objects.create(
            city=home.city, abbreviation=f"OPD {number}", name="OPD", kind="opd"
        )
        program = Program.objects.create(
            cycle=home.cycle, agency=agency, title="Simulasi", updated_at=NOW
        )
        ProgramTarget.objects.create(program=program, indicator_code="22B", question_code=CODE)

    after = {name: _queries(client, address) for name, address in addresses.items()}

    assert before == after
    assert max(after.values()) <= 12, after


def test_operator_pages_cost_at_most_twelve(enter, home, programs):
    pk = programs["BPBD"].pk
    addresses = [
        reverse("program-edit", args=[pk]),
        reverse("program-create"),
        reverse("program-suggestions", args=[pk]),
        reverse("program-copy"),
    ]
    client = enter("operator BPBD")

    assert {a: n for a in addresses if (n := _queries(client, a)) > 12} == {}


def _queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)

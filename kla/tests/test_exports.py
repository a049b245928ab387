"""Every list as a file: with the rights of its page, in the same few queries for many rows."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.exports import Format
from assessment.models import Program
from assessment.tests.factories import NOW
from kla.tests.access_cells import COLUMNS
from kla.tests.access_matrix import ROWS
from kla.tests.scene import furnish
from kla.tests.visitors import Visitors

#: Pages whose list is offered as a file, with somebody who may read it.
LISTS = {
    "agency-list": "admin",
    "person-list": "admin",
    "territory-list": "admin",
    "task-list": "operator BPBD",
    "program-list": "coordinator",
    "partner-list": "coordinator",
    "document-list": "coordinator",
    "answer-table": "coordinator",
    "weak-evidence": "coordinator",
    "queue": "coordinator",
    "return-ledger": "coordinator",
    "assembly-list": "coordinator",
    "plan-list": "coordinator",
    "meeting-list": "coordinator",
    "action-list": "coordinator",
    "assignment-list": "coordinator",
    "window-room": "coordinator",
    "mark-table": "coordinator",
    "history": "coordinator",
    "delegation-list": "admin",
    "receipt-list": "operator BPBD",
    "reminder-list": "coordinator",
    "consistency": "coordinator",
    "verification-list": None,
}
MOST_QUERIES = 14


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def things(world):
    return furnish(world)


def person(world, who):
    """Somebody of the home city, or the verifier of its province."""
    return world.home.people[who] if who else world.verifier


def content_of(response):
    return b"".join(response.streaming_content)


def table_of(content):
    """Headings and rows of a CSV, below the lines that say whose it is."""
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    about, _, table = rows[:6], rows[6], rows[7:]
    return dict(about), table[0], table[1:]


def test_a_file_has_the_rights_of_its_page(world, things):
    visitors, wrong = Visitors(world, things), []
    for row in (row for row in ROWS if row.name in LISTS):
        # One person for each answer that the page gives.
        statuses = row.expected("GET", "own")
        for expected, column in {statuses[column]: column for column in COLUMNS}.items():
            got = visitors.ask(row, column, "GET", "own", "?unduh=csv").status_code
            if got != expected:
                wrong.append(f"{row.name} {column}: {got}, not {expected}")

    assert wrong == []


def test_files_hold_what_the_city_has_and_nothing_of_another(world, things, client):
    strange = []
    for name, who in LISTS.items():
        client.force_login(person(world, who))
        for fmt in Format if name in ("answer-table", "program-list") else [Format.CSV]:
            response = client.get(reverse(name), {"unduh": fmt})
            text = all_text(content_of(response), fmt)
            # A verifier reads all cities of the province.
            others = ("Bogor", "Mataram") if who else ("Bogor",)
            is_named = response["Content-Disposition"].endswith(f'.{fmt}"')
            if not is_named or "Kota Bima" not in text or any(word in text for word in others):
                strange.append(f"{name} {fmt}")

    assert strange == []


def all_text(content, fmt):
    if fmt is Format.CSV:
        return content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return "\n".join(
        str(value) for page in book for row in page.iter_rows(values_only=True) for value in row
    )


def test_a_file_keeps_the_filters_of_the_page(world, things, client):
    client.force_login(world.home.people["coordinator"])
    own = {"cycle": world.home.cycle, "updated_at": NOW}
    Program.objects.create(**own, agency=world.home.agencies["Dinsos"], title="=Pelatihan")

    asked = {"cari": "latih", "unduh": "csv", "page": "9"}
    response = client.get(reverse("program-list"), asked)

    about, heading, rows = table_of(content_of(response))
    assert about["# Halaman dan saringan"] == "/kegiatan/?cari=latih"
    assert about["# Siklus"] == "2026"
    assert heading[:2] == ["Perangkat daerah", "Nama kegiatan"]
    assert [row[:2] for row in rows] == [["Dinsos", "'=Pelatihan"]]
    disposition = response["Content-Disposition"]
    assert disposition == ('attachment; filename="KLA-Kota-Bima-2026-kegiatan-20261201-1001.csv"')
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_flat_table_has_a_row_for_each_question_and_agency(world, things, client):
    found = {}
    for who in ("coordinator", "operator BPBD"):
        client.force_login(person(world, who))
        response = client.get(reverse("answer-table"), {"unduh": "csv"})
        _, heading, rows = table_of(content_of(response))
        found[who] = [dict(zip(heading, row, strict=True)) for row in rows]

    city = {(row["Pertanyaan"], row["Perangkat daerah"]): row for row in found["coordinator"]}
    row = city["22B.2", "BPBD"]
    assert len(city) == len(found["coordinator"])
    assert len({code for code, _ in city}) > 50
    assert {row["Perangkat daerah"] for row in found["operator BPBD"]} == {"BPBD"}
    assert (row["Jawaban"], row["Terjawab"], row["Keadaan bagian"]) == (
        "Ya, dengan bukti",
        "Ya",
        "Diajukan",
    )
    assert (row["Bukti menunggu"], row["Terbukti pertanyaan"]) == ("1", "0")
    assert row["Disimpan (WITA)"] == "2026-12-01 10:00:00"
    assert any(row["Terjawab"] == "Tidak" for row in found["coordinator"])


def test_a_file_needs_the_same_few_queries_for_many_rows(world, things, client):
    wrong = []
    for name, who in LISTS.items():
        client.force_login(person(world, who))
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                content_of(client.get(reverse(name), {"unduh": "csv"}))
            counts.append(len(queries))
            _more(world.home)
        if counts[0] != counts[1] or counts[0] > MOST_QUERIES:
            wrong.append(f"{name}: {counts}")

    assert wrong == []


def _more(place):
    own = {"cycle": place.cycle, "updated_at": NOW}
    for agency in place.agencies.values():
        Program.objects.create(**own, agency=agency, title=f"Kegiatan {agency}")


def test_an_unknown_format_is_no_page(world, client):
    client.force_login(world.home.people["coordinator"])

    assert client.get(reverse("program-list"), {"unduh": "pdf"}).status_code == 404


def test_a_list_that_is_too_long_says_what_to_do(world, client, monkeypatch):
    monkeypatch.setattr("agencies.exports.MOST_ROWS", 2)
    client.force_login(world.home.people["coordinator"])

    response = client.get(reverse("answer-table"))

    assert response.status_code == 409
    assert "Persempit saringannya" in response.content.decode()

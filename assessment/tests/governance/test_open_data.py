"""Open data of a snapshot: points with codes, and nothing of people, answers or documents."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

from agencies.models import AuditEntry
from assessment.core.ledgers import ZERO
from assessment.reports.open_data import FIELDS

#: What an agency wrote, who did something, and an answer.
SECRETS = ("Disosialisasikan di 12", "Coordinator", "Dokumen terbatas", "dengan bukti")


def open_data(enter, fmt):
    return enter("coordinator").get(f"/laporan/1/data-terbuka/{fmt}/")


def test_json_has_metadata_and_points_that_add_up(enter, frozen):
    response = open_data(enter, "json")

    found = json.loads(response.content)
    about, rows = found["metadata"], found["data"]
    assert (about["kode_provinsi"], about["kode_kota"], about["kota"]) == (
        "52",
        "52.72",
        "Kota Bima",
    )
    assert (about["tahun"], about["rekaman"], about["sha256"]) == (2026, 1, frozen.sha256)
    assert about["dibekukan"].endswith("+00:00")
    assert sum((Decimal(row["klaim"] or 0) for row in rows), ZERO) == Decimal(
        found["jumlah"]["klaim"]
    )
    assert sum((Decimal(row["terbukti"]) for row in rows), ZERO) == 9
    assert [row["maksimum"] for row in rows if row["kode_pertanyaan"] == "22B.1"] == ["9"]
    assert found["jumlah"]["maksimum"] == "1000"
    name = f"KLA-Kota-Bima-2026-no1-{frozen.sha256[:8]}-data-terbuka.json"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_csv_is_for_programs_and_says_the_same(enter, frozen):
    rows = list(csv.DictReader(io.StringIO(open_data(enter, "csv").content.decode())))
    other = json.loads(open_data(enter, "json").content)["data"]

    assert list(rows[0]) == list(FIELDS)
    assert rows == [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in other
    ]


def test_nothing_of_people_answers_and_documents_is_published(enter, frozen):
    private = frozen.content
    published = [open_data(enter, fmt).content.decode() for fmt in ("json", "csv")]

    assert all(word in private for word in SECRETS)
    assert [word for word in SECRETS for text in published if word in text] == []


def test_a_download_is_in_the_audit_trail_and_an_unknown_format_is_none(enter, frozen):
    open_data(enter, "csv")

    entry = AuditEntry.objects.filter(action="report.download").get()
    assert json.loads(entry.after) == {"format": "data-terbuka-csv", "number": 1, "year": 2026}
    assert open_data(enter, "xml").status_code == 404

"""The agreement that a programme named in two columns becomes a row, and comes back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessment.tests.factories import NOW, make_world

BEFORE = [("assessment", "0003_program_agreements")]
MOVED = [("assessment", "0004_move_agreements")]


def migrate(target):
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def latest(transactional_db):
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_agreements_move_into_rows_and_back(latest):
    home = make_world().home
    models = migrate(BEFORE)
    program_model = models.get_model("assessment", "Program")
    own = {"cycle_id": home.cycle.pk, "agency_id": home.agencies["BPBD"].pk, "updated_at": NOW}
    signed = program_model.objects.create(
        title="a", agreement_number="1/pks/2025", agreement_date=date(2025, 1, 2), **own
    )
    signed.joint_agencies.set([home.agencies["Dinsos"].pk])
    dated = program_model.objects.create(title="b", agreement_date=date(2024, 5, 22), **own)
    program_model.objects.create(title="c", **own)

    rows = migrate(MOVED).get_model("assessment", "Agreement").objects.order_by("program_id")

    assert [(row.program_id, row.kind, row.number, row.date) for row in rows] == [
        (signed.pk, "pks", "1/pks/2025", date(2025, 1, 2)),
        (dated.pk, "other", "", date(2024, 5, 22)),
    ]
    assert [list(row.agencies.values_list("pk", flat=True)) for row in rows] == [
        [home.agencies["Dinsos"].pk],
        [],
    ]
    again = migrate(BEFORE).get_model("assessment", "Program").objects.order_by("title")
    assert [(row.agreement_number, row.agreement_date) for row in again] == [
        ("1/pks/2025", date(2025, 1, 2)),
        ("", date(2024, 5, 22)),
        ("", None),
    ]

"""The world of tests, made once through the services and then put back row by row.

Making it takes five times as long as putting it back, and more than a thousand tests need one.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from assessment.tests.factories import World, make_world

#: Parameters of one statement; SQLite takes at most 32 766.
MOST_PARAMETERS = 30_000


@dataclass(frozen=True, slots=True)
class StoredWorld:
    """Statements that insert a world's rows, and the world as its maker gave it."""

    statements: list[tuple[str, list[object]]]
    pickled: bytes

    def put_back(self) -> World:
        """The same rows with the same keys in an empty database; objects of its own."""
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, values in self.statements:
                cursor.execute(sql, values)
            for sql in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(sql)
        return pickle.loads(self.pickled)  # noqa: S301  # our own bytes of this process


def make_stored_world() -> tuple[World, StoredWorld]:
    """A new world, and what puts it back later. The database must hold no other rows."""
    world = make_world()
    statements = [statement for model in _models() for statement in _inserts(model)]
    return world, StoredWorld(statements, pickle.dumps(world))


def _models() -> list[type[Model]]:
    return [
        model
        for label in ("agencies", "assessment")
        for model in apps.get_app_config(label).get_models()
    ]


def _inserts(model: type[Model]) -> list[tuple[str, list[object]]]:
    fields = model._meta.local_concrete_fields
    rows = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in model._base_manager.order_by("pk")
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = "(" + ", ".join(["%s"] * len(fields)) + ")"
    together = MOST_PARAMETERS // len(fields)
    return [
        (
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  # names
            + ", ".join([places] * len(part)),
            [value for row in part for value in row],
        )
        for part in (rows[at : at + together] for at in range(0, len(rows), together))
    ]

"""Columns as the database gives them, and rows made of them.

Django converts a JSON text, a truth value or an instant in every row that it fetches, also where
only a few of a thousand rows are looked at. Here it is converted when the row is made; and as it
was stored, a row can be compared with one that was fetched before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Cast

M = TypeVar("M", bound=models.Model)
Rows = models.QuerySet[Any, Any]
#: Stands for the key of a row while a query is compiled; no row has it.
NO_KEY = -1
YES = "x"


class StoredColumns(Generic[M]):
    """The columns of a model in a query that reaches it over `prefix` ("agency__" or nothing)."""

    def __init__(self, model: type[M], prefix: str = "", only: Sequence[str] = ()) -> None:
        fields = [f for f in model._meta.concrete_fields if not only or f.attname in only]
        self.model = model
        self.names = tuple(field.attname for field in fields)
        self.asked = [_asked(field, f"{prefix}{field.attname}") for field in fields]
        self._readers = [_reader(field) for field in fields]

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        return self.names.index(name)

    def make(self, values: Sequence[Any]) -> M:
        """The row of these values; what is not among the columns is fetched when asked for."""
        read = [
            value if reader is None or value is None else reader(value)
            for reader, value in zip(self._readers, values, strict=True)
        ]
        return self.model.from_db(connection.alias, self.names, read)


def _asked(field: models.Field[Any, Any], path: str) -> models.Expression | F:
    if isinstance(field, models.BooleanField):
        return Case(When(**{path: True}, then=Value(YES)), default=Value(""))
    if isinstance(field, models.JSONField | models.DateTimeField):
        return Cast(path, TextField())
    return F(path)


def _reader(field: models.Field[Any, Any]) -> Callable[[str], Any] | None:
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.JSONField):
        return json.loads
    return _instant if isinstance(field, models.DateTimeField) else None


def _instant(text: str) -> datetime:
    """Instants are stored in UTC; PostgreSQL says so, SQLite does not."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def fetch(rows: Callable[[int], Rows], key: int) -> list[tuple[Any, ...]]:
    """The rows of a values_list that depends on one key alone, as the database gives them. Its SQL
    is compiled once: making it costs more time than a hundred rows."""
    sql, params = _compiled(rows)
    with connection.cursor() as cursor:
        cursor.execute(sql, [key if value == NO_KEY else value for value in params])
        return list(cursor.fetchall())


@lru_cache(maxsize=32)
def _compiled(rows: Callable[[int], Rows]) -> tuple[str, tuple[Any, ...]]:
    compiler = rows(NO_KEY).query.get_compiler(using=connection.alias)
    sql, params = compiler.as_sql()
    if compiler.get_converters([column for column, *_ in compiler.select]):
        raise TypeError("These columns are not as the database gives them.")
    return sql, params

"""Rows as JSON lines and back, exact on both databases: instants to the microsecond, no floats."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from assessment.backup.errors import BackupError

_BATCH = 500
M = TypeVar("M", bound=models.Model)


def fields(model: type[models.Model]) -> tuple[str, ...]:
    """The stored columns of a model, foreign keys as ids."""
    return tuple(field.attname for field in model._meta.concrete_fields if not field.generated)


def dump(model: type[models.Model], alias: str) -> Iterator[bytes]:
    """Every row as a line, in the order of the ids."""
    rows = model._base_manager.using(alias).order_by("pk").values_list(*fields(model))
    for row in rows.iterator(chunk_size=_BATCH):
        text = json.dumps(
            row, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        yield text.encode() + b"\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in a backup")


def load(model: type[M], names: tuple[str, ...], lines: Iterable[bytes]) -> Iterator[M]:
    """Unsaved rows of a table of the backup; `names` are its columns."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    if set(names) != set(fields(model)):
        raise BackupError(f"Kolom tabel {model._meta.label_lower} berbeda dari versi ini.")
    for number, line in enumerate(lines, start=1):
        try:
            values = json.loads(line)
            row = dict(zip(names, values, strict=True))
            yield model(**{name: columns[name].to_python(value) for name, value in row.items()})
        except (ValueError, TypeError, ValidationError, RecursionError) as error:
            raise BackupError(
                f"Tabel {model._meta.label_lower} baris {number} tidak dapat dibaca."
            ) from error


def insert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Stores rows with the ids they had."""
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        model._base_manager.bulk_create(batch)

"""Looks a note up that the view has prepared for a row. Decides nothing, asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(rows: Any, key: object) -> Any:
    """The entry of a mapping; None when there is none or nothing was prepared."""
    return rows.get(key) if isinstance(rows, Mapping) else None

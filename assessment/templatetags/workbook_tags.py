"""How a row of an imported workbook looks by its kind."""

from __future__ import annotations

from django import template

from assessment.exchange.compare import Kind
from assessment.templatetags.kla import Chip

register = template.Library()

_LOOKS = {
    Kind.NEW: ("blue", "plus"),
    Kind.CHANGED: ("amber", "pencil"),
    Kind.SAME: ("grey", "check"),
    Kind.CONFLICT: ("violet", "warning"),
    Kind.REFUSED: ("red", "cross"),
}


@register.filter
def row_look(kind: str) -> Chip:
    """Colour, icon and word of a row."""
    found = Kind(kind)
    tone, icon = _LOOKS[found]
    return Chip(tone=tone, icon=icon, label=found.label)

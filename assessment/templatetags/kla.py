"""Filters and tags of the pages: wording from assessment.format, shapes from assessment.charts.

Decides nothing: no queries, no roles, no points are computed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from assessment import charts
from assessment import format as wording
from assessment.icons import icon_markup

register = template.Library()
Number = Decimal | int


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    icon: str
    tone: str


CHIPS = {
    "empty": Chip("Belum diisi", "circle", "grey"),
    "draft": Chip("Draf", "pencil", "blue"),
    "awaiting_head": Chip("Menunggu kepala", "clock", "violet"),
    "submitted": Chip("Diajukan", "send", "amber"),
    "returned": Chip("Dikembalikan", "return", "red"),
    "accepted": Chip("Diterima", "check", "green"),
}
NOTICES = {
    "info": Chip("Keterangan", "info", "blue"),
    "success": Chip("Berhasil", "check", "green"),
    "warning": Chip("Perhatian", "warning", "amber"),
    "error": Chip("Galat", "warning", "red"),
}
CONTROL_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


def _given(value: Any) -> Any:
    """A template hands over '' for a parameter that was left out."""
    return None if value == "" else value


@register.filter
def num(value: Any, places: int | None = None) -> str:
    """`{{ row.beneficiaries|num }}`, `{{ value|num:2 }}`: exact unless decimals are asked for."""
    return wording.number(_given(value), places)


@register.filter
def pts(value: Any, places: int | None = None) -> SafeString:
    """Points; when rounding hides digits, the exact figure is in the title."""
    value = _given(value)
    shown = wording.points(value) if places is None else wording.number(value, places)
    if value is None or wording.round_points(Decimal(value)) == value:
        return format_html("{}", shown)
    return format_html('<span title="tepatnya {}">{}</span>', wording.number(value), shown)


@register.filter
def selisih(value: Any) -> SafeString:
    """Points gained or lost, `+9`; when rounding hides digits, the exact figure is in the title."""
    value = _given(value)
    shown = wording.difference(value)
    if value is None or wording.round_points(Decimal(value)) == value:
        return format_html("{}", shown)
    return format_html('<span title="tepatnya {}">{}</span>', wording.number(value), shown)


@register.filter
def rupiah(value: Any) -> str:
    return wording.money(_given(value))


@register.filter
def pct(value: Any) -> str:
    return wording.percent(_given(value))


@register.filter
def ukuran(value: Any) -> str:
    """Size of a file in bytes: `2,4 MB`."""
    return wording.UNKNOWN if _given(value) is None else wording.file_size(int(value))


@register.filter
def tanggal(value: Any, tz_name: str = "") -> str:
    """A date, or the day of an instant in a zone: `{{ made_at|tanggal:shell.zone }}`."""
    if isinstance(value, dt.datetime):
        return wording.date_zone(value, tz_name)
    return wording.date(_given(value))


@register.filter
def hari_tanggal(value: dt.date) -> str:
    """`Minggu, 20 Desember 2026`."""
    return wording.weekday_date(value)


@register.filter
def waktu(value: Any, tz_name: str) -> str:
    """`Minggu, 20 Desember 2026 pukul 23.59 WITA`."""
    return wording.datetime_zone(_given(value), tz_name)


@register.filter
def waktu_detik(value: Any, tz_name: str) -> str:
    """`Minggu, 20 Desember 2026 pukul 23.59.00 WITA`, where the second counts."""
    return wording.datetime_zone(_given(value), tz_name, seconds=True)


@register.filter
def poin_teks(value: str) -> Decimal:
    """Points that are stored as canonical text, for `pts`."""
    return Decimal(value)


@register.filter
def warna_butir(state: Any) -> str:
    """Colour of the state of a verifier's request."""
    return {"belum": "grey", "diperbaiki": "blue", "diajukan": "amber"}.get(str(state), "green")


@register.filter
def waktu_singkat(value: Any, tz_name: str) -> str:
    """`20 Des 2026 23.59 WITA`."""
    return wording.datetime_short(_given(value), tz_name)


@register.filter
def jam(value: Any, tz_name: str) -> str:
    """`14.03.22 WITA`."""
    return wording.time_seconds(_given(value), tz_name)


@register.filter
def sisa(value: Any) -> str:
    """Time left of a span, or until an instant: `6 hari 4 jam lagi`, `lewat 2 hari`."""
    value = _given(value)
    if value is None:
        return wording.UNKNOWN
    return wording.time_left(value - timezone.now() if isinstance(value, dt.datetime) else value)


@register.filter
def hitung_mundur(until: Any, left: Any = None) -> Any:
    """The time left until an instant, which app.js writes anew each minute."""
    if _given(until) is None:
        return wording.UNKNOWN
    words = sisa(until if _given(left) is None else left)
    place = '<span data-hitung-mundur="{}" aria-live="off">{}</span>'
    return format_html(place, until.isoformat(), words)


@register.filter
def zona(tz_name: str) -> str:
    """`WIB`, `WITA`, `WIT`."""
    return wording.zone_label(tz_name)


@register.filter
def chip(status: Any) -> Chip:
    """Word, icon and colour of a status code or enum; an unknown one is shown by its own name."""
    code = str(getattr(status, "value", status))
    return CHIPS.get(code, Chip(code, "circle", "grey"))


@register.filter
def notice_look(tone: Any) -> Chip:
    """Look of a notice or of a message's tags; debug and unknown tones are plain information."""
    words = str(tone).split()
    return next((NOTICES[word] for word in words if word in NOTICES), NOTICES["info"])


@register.simple_tag
def icon(name: str) -> SafeString:
    return mark_safe(icon_markup(str(name)))  # noqa: S308 - constant markup, the name only selects


@register.simple_tag
def server_time() -> dt.datetime:
    """The server's clock, for the footer."""
    return timezone.now()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger bar says and how it is drawn."""

    claimed: Number | None
    proven: Number | None
    maximum: Number
    target: Number | None
    verified: Number | None
    shape: charts.LedgerBar


@register.simple_tag
def ledger(
    points: Any = None,
    claimed: Any = None,
    proven: Any = None,
    maximum: Any = None,
    target: Any = None,
    verified: Any = None,
) -> Ledger:
    """Takes the points of a level (`points`) or its numbers one by one."""
    points = _given(points)
    if points is not None:
        claimed, proven, verified = points.claimed, points.proven, points.verified
        maximum = points.max_points
    claimed, proven, target, verified = map(_given, (claimed, proven, target, verified))
    maximum = _given(maximum) or 0
    shape = charts.ledger_bar(
        claimed=_decimal(claimed),
        proven=_decimal(proven),
        maximum=Decimal(maximum),
        target=_decimal(target),
        verified=_decimal(verified),
    )
    return Ledger(claimed, proven, maximum, target, verified, shape)


@register.simple_tag
def scale(categories: Iterable[Any], maximum: Any, narrow: bool = False, **reading: Any) -> Any:
    """The category scale; `reading` is claimed, proven, verified, target, low, high."""
    values = {name: _decimal(_given(value)) for name, value in reading.items()}
    low, high = values.pop("low", None), values.pop("high", None)
    estimate = None if low is None or high is None else (low, high)
    shown = charts.Reading(**values, estimate=estimate)
    return charts.category_scale(
        tuple(categories), Decimal(_given(maximum) or 1000), shown, is_narrow=narrow
    )


def _decimal(value: Number | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@register.filter
def field_kind(field: BoundField) -> str:
    """`group` (radios, many boxes), `checkbox` or `control`."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "control"


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's input with the classes of its kind; Django adds the aria attributes."""
    widget = field.field.widget
    kind = next(name for cls, name in CONTROL_CLASSES if isinstance(widget, cls))
    own = widget.attrs.get("class", "")
    invalid = "is-invalid" if field.errors else ""
    classes = " ".join(name for name in (kind, own, invalid) if name)
    return field.as_widget(attrs={"class": classes})


@register.filter
def field_href(field: BoundField) -> str:
    """Where an error summary leads: the input, or the group of a fieldset."""
    return f"#{field.id_for_label or field.auto_id}"

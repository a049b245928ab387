"""Values from the query of an address: garbage is refused (400, 404) before a database sees it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from agencies.converters import MAX_ID


def text_param(request: HttpRequest, name: str, max_length: int = 100) -> str:
    """The stripped text, cut to `max_length`; '' when absent. NUL and lone surrogates: 400."""
    value = request.GET.get(name, "")
    if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise BadRequest(f"Isian {name} pada alamat memuat tanda yang tidak dapat dibaca.")
    return value.strip()[:max_length]


def choice_param(
    request: HttpRequest, name: str, allowed: Collection[str], default: str = ""
) -> str:
    """One of the allowed codes; `default` when absent or empty; an unknown code is a 404."""
    value = text_param(request, name)
    if not value:
        return default
    if value not in allowed:
        raise Http404
    return value


def int_param(request: HttpRequest, name: str) -> int | None:
    """A whole number from 0 to 2**63-1 in ASCII digits; None when absent; anything else: 404."""
    value = text_param(request, name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or len(value) > 19 or int(value) > MAX_ID:
        raise Http404
    return int(value)


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    per_page: int = 50,
    key: str = "page",
) -> Page[Any]:
    """The page asked for by `?page=`; the first when absent, 404 when there is no such page."""
    paginator = Paginator(rows, per_page)
    number = text_param(request, key, max_length=20) or "1"
    if not (number.isascii() and number.isdigit()):
        raise Http404
    try:
        return paginator.page(number)
    except InvalidPage as error:
        raise Http404 from error

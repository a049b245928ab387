"""The page frame with the counts of waiting work in its menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from django.http import HttpRequest

from agencies import context as frame
from agencies.actors import Actor
from assessment.selectors.badges import Waiting, waiting


def shell(request: HttpRequest) -> dict[str, Any]:
    """As agencies.context.shell; badges cost one query, asked only on the menu's own pages.

    A view that has counted already leaves the result in `request.waiting`.
    """
    shown = frame.shell(request)["shell"]
    actor = getattr(request, "actor", None)
    match = request.resolver_match
    if actor is None or match is None or match.url_name not in {item.name for item in shown.nav}:
        return {"shell": shown}
    count = cache(lambda: getattr(request, "waiting", None) or waiting(actor))
    news = getattr(request.user, "news", None) or 0
    nav = tuple(replace(item, badge=_badge(item, actor, count, news)) for item in shown.nav)
    return {"shell": replace(shown, nav=nav)}


def _badge(
    item: frame.NavItem, actor: Actor, count: Callable[[], Waiting], news: int
) -> Callable[[], int] | None:
    """What waits behind an entry of the menu; None where nothing is counted."""
    if item.name == "task-list":
        return lambda: count().returned + count().escalated
    if item.name == "queue":
        return lambda: count().for_review
    if item.name == "window-room":
        return lambda: count().escalated
    if item.name == "file-list":
        return lambda: news
    if item.name == "agency-summary":
        _, _, acted_for = item.url.partition("?plt=")
        agency_id = int(acted_for) if acted_for else actor.agency_id or 0
        return lambda: count().for_head.get(agency_id, 0)
    return None

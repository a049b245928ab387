"""Addresses that keep a list's filter: the query of the request without some of its parts."""

from __future__ import annotations

from agencies.actors import ActorRequest


def query_without(request: ActorRequest, *names: str) -> str:
    """The query text without those names and without empty values."""
    kept = request.GET.copy()
    for name in list(kept):
        if name in names or not kept[name]:
            del kept[name]
    return kept.urlencode()

"""A snapshot's report on the screen: one chapter at a time, so that a page stays light."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from agencies.actors import ActorRequest
from agencies.query import choice_param
from assessment.models import Snapshot
from assessment.reports import content as report_content
from assessment.reports import html
from assessment.reports.document import Report, Section
from assessment.selectors.snapshots import content_of
from assessment.views.addresses import query_without

PARAMETER = "bab"
LINK = re.compile(r'href="#([\w.-]+)"')


def chapter_context(request: ActorRequest, snapshot: Snapshot) -> dict[str, Any]:
    """The chapter of `?bab=` (the summary at first) and the addresses of all chapters."""
    report = report_content.build(content_of(snapshot), sha256=snapshot.sha256)
    anchors = [section.anchor for section in report.sections]
    chosen = choice_param(request, PARAMETER, anchors, default=anchors[0])
    query = query_without(request, PARAMETER)
    return {
        "body": _body(report, chosen, query),
        "chapters": report.sections,
        "chosen": chosen,
        "query": query,
    }


def _body(report: Report, chosen: str, query: str) -> SafeString:
    """The chapter as HTML; links to other chapters lead to their pages."""
    chapters = {anchor: s.anchor for s in report.sections for anchor in _anchors(s)}
    shown = replace(report, sections=tuple(s for s in report.sections if s.anchor == chosen))

    def leading(match: re.Match[str]) -> str:
        chapter = chapters.get(match[1], chosen)
        if chapter == chosen:
            return match[0]
        tail = f"&amp;{query}" if query else ""
        return f'href="?{PARAMETER}={chapter}{tail}#{match[1]}"'

    # The body is escaped already: what people typed holds no quote, so that LINK never matches it.
    return mark_safe(LINK.sub(leading, html.body(shown)))  # noqa: S308


def _anchors(section: Section) -> Iterator[str]:
    yield section.anchor
    for child in section.children:
        yield from _anchors(child)

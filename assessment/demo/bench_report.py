"""The report of a city beside WeasyPrint alone: cold, and after one indicator has changed.

Wall time, one after the other: what is measured is that two processes share the work. Neighbours
on the machine disturb it; measure on a quiet one.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from assessment.reports import content as report_content
from assessment.reports import html, paged, pdf

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seconds:
    """alone: WeasyPrint on the same HTML, in this process."""

    cold: float
    changed: float
    alone: float


def seconds(content: Json, sha256: str) -> Seconds:
    changed = copy.deepcopy(content)
    changed["number"] += 1
    changed["clusters"][2]["indicators"][0]["questions"][0]["text"] += " (diubah)"
    with tempfile.TemporaryDirectory(prefix="kla-parts-") as folder:
        cold = _seconds(lambda: _report(content, sha256, Path(folder)))
        after = _seconds(lambda: _report(changed, sha256[::-1], Path(folder)))
    return Seconds(cold, after, _alone(content, sha256))


def _report(content: Json, sha256: str, kept: Path) -> bytes:
    return paged.render(report_content.build(content, sha256=sha256), kept, _unwatched)


def _alone(content: Json, sha256: str) -> float:
    from weasyprint import CSS, HTML

    page = html.render(report_content.build(content, sha256=sha256))
    style = pdf.STYLESHEET.read_text(encoding="utf-8")
    HTML(string="<p>Pemanasan</p>").write_pdf()
    return _seconds(
        lambda: HTML(string=page).write_pdf(stylesheets=[CSS(string=style)], pdf_tags=True)
    )


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _unwatched(done: int, total: int, words: str) -> None:
    """Nobody waits for a measurement."""

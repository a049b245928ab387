"""The whole report as PDF: its parts set in a pool of processes, kept by their hash, put together.

Needs the templates of reports only. The same report gives the same bytes, whatever was kept.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from importlib.metadata import version
from pathlib import Path

from assessment.reports import html, html_front
from assessment.reports.document import Report, Section
from assessment.reports.kinds import Progress
from assessment.reports.numbering import FIGURE, TABLE, listed
from assessment.reports.parts import Part, parts_of, weight
from assessment.reports.pdf import F4_PAGES, STYLESHEET
from assessment.reports.pdf_merge import Entry, Whole, merge, pages_of_places
from assessment.reports.pdf_objects import PartPdf, from_bytes

PROCESSES = 2
#: Parts that one process of the pool sets before it makes room for a fresh one.
PARTS_OF_A_PROCESS = 1
PACKAGES = ("weasyprint", "pydyf", "fonttools")
SOURCES = (
    *Path(__file__).parent.glob("*.py"),
    *(Path(__file__).resolve().parents[2] / "templates" / "reports").glob("*.html"),
    STYLESHEET,
)
#: Letters of the feet; digits and words around them.
FOOT_LETTERS = "halaman dari 0123456789"
#: Rules beside report.css: nothing of a page tells its number, its snapshot or its place.
PART_STYLE = """
@page { %(head)s @bottom-left { content: none } @bottom-right { content: none } }
@page :first { %(head)s margin-top: 22mm }
@page wide:first { margin-top: 20mm }
.report h1, .report h2, .report h3 { bookmark-level: none }
.report__chapter:first-child, .report__toc:first-child { break-before: auto }
"""
COVER_STYLE = """
@page :first { margin-top: 18mm; @top-left { content: none } @top-right { content: none } }
"""
CONTENTS_STYLE = """
.report__toc a::after { content: leader(dotted) attr(data-page) }
"""
PLACEHOLDER = 100
WORDS = "Menyusun bagian laporan"
#: Loaded once, before the processes of the pool are made from it.
WORKER = "assessment.reports.pdf_worker"
Runner = Callable[[Iterable["Job"]], Iterable[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Job:
    """What a process of the pool gets: all that decides what a part looks like. With pages it is
    the table of contents, with foot the letters of the feet."""

    report: Report
    sections: Part
    style: str
    pages: tuple[tuple[str, int], ...] | None = None
    foot: str = ""
    is_cover: bool = False

    @property
    def key(self) -> str:
        digest = hashlib.sha256(programme().encode())
        shown: object = replace(self.report, sections=()) if self.is_cover else None
        if self.pages is not None:
            shown = (
                html_front.contents(self.report.sections, dict(self.pages)),
                html_front.lists(self.report, dict(self.pages)),
            )
        zone, watermark = self.report.identity.timezone, self.report.watermark
        for value in (self.sections, self.style, zone, watermark, shown, self.foot):
            digest.update(repr(value).encode())
        return digest.hexdigest()


def make(job: Job) -> bytes:
    """A part as PartPdf.to_bytes; in a process of the pool, or in this one."""
    # Loads native libraries; the process that puts the parts together does without them.
    from assessment.reports.pdf_part import render_part  # noqa: PLC0415

    pages = None if job.pages is None else dict(job.pages)
    page = html.part(job.report, job.sections, pages, job.foot, is_cover=job.is_cover)
    return render_part(page, job.style, job.key[:8], job.report.letterhead.crest)


def render(
    report: Report, kept: Path | None, progress: Progress, processes: int = PROCESSES
) -> bytes:
    """kept: folder of parts made before; processes 0: in this one."""
    shell = replace(report, sections=())
    # The last one is signed: it names the snapshot, so that it is never the same.
    held = [*parts_of(report.sections[:-1]), report.sections[-1:]]
    parts = [Job(shell, part, _style(report)) for part in held]
    cover = Job(shell, (), _style(report, COVER_STYLE), is_cover=True)
    contents = Job(report, (), _style(report, CONTENTS_STYLE), _numbers(report, {}))
    letters = "".join(sorted(set(FOOT_LETTERS + report.identity.stamp)))
    # Its one font is the feet's; a watermark would bring another.
    foot = Job(replace(shell, watermark=""), (), _style(report), foot=letters)
    with _pool(processes) as run:
        made = _made([foot, cover, contents, *parts], kept, progress, run)
        pages = pages_of_places(made[1:])
        [numbered] = _made([replace(contents, pages=_numbers(report, pages))], kept, _silent, run)
    progress(len(parts), len(parts), "Menggabungkan bagian")
    return merge([made[1], numbered, *made[3:]], made[0], _whole(report))


def _made(jobs: Sequence[Job], kept: Path | None, progress: Progress, run: Runner) -> list[PartPdf]:
    """The parts in their order; those that are kept are not made again. The longest come first."""
    found = {job.key: _read(kept, job.key) for job in jobs}
    wanted = {job.key: job for job in jobs if found[job.key] is None}
    order = sorted(wanted.values(), key=lambda job: -sum(map(weight, job.sections)))
    done = len(jobs) - len(order)
    progress(done, len(jobs), WORDS)
    for key, data in run(order):
        found[key] = from_bytes(data)
        _write(kept, key, data)
        done += 1
        progress(done, len(jobs), WORDS)
    return [part for job in jobs if (part := found[job.key]) is not None]


def _keyed(job: Job) -> tuple[str, bytes]:
    return job.key, make(job)


@contextmanager
def _pool(processes: int) -> Iterator[Runner]:
    """Runs jobs in fresh processes that have WeasyPrint loaded, or in this one."""
    if not processes:
        yield lambda jobs: map(_keyed, jobs)
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WORKER])
    with context.Pool(processes, maxtasksperchild=PARTS_OF_A_PROCESS) as pool:
        yield lambda jobs: pool.imap_unordered(_keyed, jobs)


def _read(kept: Path | None, key: str) -> PartPdf | None:
    """A part made before; used again it lives on. None when there is none, or it is damaged."""
    if kept is None:
        return None
    path = kept / key
    try:
        part = from_bytes(path.read_bytes())
        path.touch()
    except (OSError, ValueError, KeyError):
        return None
    return part


def _write(kept: Path | None, key: str, data: bytes) -> None:
    if kept is None:
        return
    with tempfile.NamedTemporaryFile(dir=kept, prefix=".", suffix=".part", delete=False) as file:
        file.write(data)
    Path(file.name).replace(kept / key)


def _silent(done: int, total: int, words: str) -> None:
    """The table of contents is a moment's work."""


def _numbers(report: Report, pages: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The page of each title; a number of three digits while it is not known."""
    anchors = [each.anchor for part in report.sections for each in (part, *part.children)]
    for word in (TABLE, FIGURE):
        anchors += [row.anchor for row in listed(report.sections, word)]
    return tuple((anchor, pages.get(anchor, PLACEHOLDER)) for anchor in anchors)


def _style(report: Report, more: str = "") -> str:
    sheet = STYLESHEET.read_text(encoding="utf-8")
    title, place = _css_string(report.title), _css_string(report.subtitle)
    head = f"@top-left {{ content: {title} }} @top-right {{ content: {place} }}"
    paper = F4_PAGES if report.paper == "F4" else ""
    return sheet + paper + PART_STYLE % {"head": head} + more


def _css_string(text: str) -> str:
    """A text as a string of CSS, whatever people wrote: all but letters and digits by number."""
    escaped = (c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)
    return '"' + "".join(escaped) + '"'


def _whole(report: Report) -> Whole:
    identity = report.identity
    made = identity.made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    info = {
        "Title": f"{report.title}: {report.subtitle}",
        "Author": identity.city,
        "Subject": report.subject,
        "Keywords": ", ".join(report.keywords),
        "Creator": "KLA",
        "Producer": f"WeasyPrint {version('weasyprint')}",
        "CreationDate": made,
        "ModDate": made,
    }
    identifier = f"{identity.sha256}-{identity.number}"
    return Whole(info, "id", identifier, identity.stamp, _entries(report.sections))


def _entries(sections: tuple[Section, ...]) -> tuple[Entry, ...]:
    return tuple(Entry(each.title, each.anchor, _entries(each.children)) for each in sections)


@cache
def programme() -> str:
    """Changes with every change of what draws a part."""
    digest = hashlib.sha256("".join(map(version, PACKAGES)).encode())
    for path in sorted(SOURCES):
        digest.update(path.read_bytes())
    return digest.hexdigest()

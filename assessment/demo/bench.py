"""Measurements beside references that run in the same process, turn by turn.

Times are CPU time of this process (of the PDF: wall time, see bench_report), which neighbours on
the machine disturb least. A ratio survives a change of machine; milliseconds do not. Nothing here
asserts a time.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import openpyxl
import xlsxwriter
from crispy_forms.utils import render_crispy_form
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse

from agencies.actors import Actor, actor_of, system_actor
from agencies.models import User
from assessment.core.instrument import Instrument, Question
from assessment.demo import bench_bundle, bench_growth, bench_plan, bench_report, bench_workbook
from assessment.forms.answers import answer_form
from assessment.models import Cycle
from assessment.reports import content as report_content
from assessment.reports import xlsx
from assessment.selectors.control_room import control_room
from assessment.selectors.instruments import instrument_of
from assessment.selectors.scores import cycle_score
from assessment.services.snapshots import freeze

Work = Callable[[], object]
BIG_INDICATOR = "19"
PLAIN = """{% extends "base.html" %}{% block content %}<h1>Acuan</h1>
{% for row in rows %}<p>{{ row }}</p>{% endfor %}{% endblock %}"""
ROW = "Baris acuan dengan teks sepanjang satu kalimat pendek, tanpa pekerjaan lain. " * 2


@dataclass(frozen=True, slots=True)
class Measure:
    """Milliseconds of CPU are medians; `queries` is None where it means nothing."""

    name: str
    reference: str
    ours_ms: float
    reference_ms: float
    queries: int | None = None

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.reference_ms


def measure(
    name: str, ours: Work, reference: str, other: Work, *, turns: int, queries: int | None = None
) -> Measure:
    """Run both alternately, once to warm up when there are several turns."""
    if turns > 1:
        ours()
        other()
    own, their = [], []
    for _ in range(turns):
        own.append(_milliseconds(ours))
        their.append(_milliseconds(other))
    return Measure(name, reference, median(own), median(their), queries)


def measures(cycle: Cycle, others: int = 499, only: str = "") -> Iterator[Measure]:
    """What docs/performance.md shows, on a loaded cycle; the rows whose names hold `only`."""
    with _as_served():
        for name, row in _rows(cycle, others):
            if only.lower() in name.lower():
                yield row()


def _rows(cycle: Cycle, others: int) -> Iterator[tuple[str, Callable[[], Measure]]]:
    """Names and what measures them, the row that fills the tables last."""
    coordinator = User.objects.get(username=f"coordinator.{cycle.city.code}")
    by = actor_of(coordinator, cycle.filling_opens_at)
    for name, work in (
        ("Score of a city from stored rows", lambda: cycle_score(cycle)),
        ("Ruang kendali without its page", lambda: control_room(by, cycle)),
    ):
        yield name, partial(_beside_sql, name, work)
    for form, path_found in bench_plan.forms(instrument_of(cycle)).items():
        name = f"Cheapest path, nothing answered, {form}"
        yield name, partial(_path, name, path_found, instrument_of(cycle))
    yield from _pages(cycle)
    yield "One open form", partial(_forms, cycle)
    frozen = cache(partial(_frozen, cycle))
    times = cache(lambda: bench_report.seconds(*frozen()))
    for name, which in (
        ("PDF of the report, nothing kept", "cold"),
        ("PDF of the report after one change", "changed"),
    ):
        yield name, partial(_pdf, name, which, times)
    yield "XLSX of the report", lambda: _xlsx(*frozen())
    yield "A city's workbook", partial(_workbook, cycle, by)
    yield "ZIP of 2 GB", _bundle
    name = f"Score of a city among {others} others"
    yield name, partial(_growth, name, cycle, others)


def _workbook(cycle: Cycle, by: Actor) -> Measure:
    """Read, tried and taken over, beside the reading alone."""
    rows, *times = bench_workbook.seconds(cycle, by)
    name = f"A city's workbook, {rows} rows changed and stored"
    return Measure(name, "openpyxl reads the file alone", 1000 * sum(times), 1000 * times[0])


def _bundle() -> Measure:
    """An error when the archive was gathered in memory."""
    ours, plain = bench_bundle.milliseconds()
    return Measure("ZIP of 2 GB with SHA-256, memory flat", "zipfile alone", ours, plain)


def _path(name: str, path: Work, instrument: Instrument) -> Measure:
    return measure(
        name, path, "finding its steps", lambda: bench_plan.steps_to_full(instrument), turns=5
    )


def _growth(name: str, cycle: Cycle, others: int) -> Measure:
    alone, among = bench_growth.medians(cycle, others)
    return Measure(name, "the same city alone", among, alone)


def _milliseconds(work: Work) -> float:
    start = process_time()
    work()
    return (process_time() - start) * 1000


@contextmanager
def _as_served() -> Iterator[None]:
    """Settings of a served site: no debugging, the reference page beside the real ones."""
    urls = types.ModuleType("bench_urls")
    routes = [path("acuan/<int:rows>/", _plain), path("", include(settings.ROOT_URLCONF))]
    vars(urls)["urlpatterns"] = routes
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    with override_settings(
        DEBUG=False, ALLOWED_HOSTS=["testserver"], STORAGES=storages, ROOT_URLCONF=urls
    ):
        yield


def _plain(request: HttpRequest, rows: int) -> HttpResponse:
    """A page of the same frame that only prints sentences."""
    text = engines["django"].from_string(PLAIN).render({"rows": [ROW] * rows}, request)
    return HttpResponse(text)


def _beside_sql(name: str, work: Work) -> Measure:
    """What is made of stored rows beside fetching those rows with raw SQL."""
    with CaptureQueriesContext(connection) as captured:
        work()
    statements = [query["sql"] for query in captured.captured_queries]

    def fetch() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return measure(
        name,
        work,
        "the same rows by raw SQL",
        fetch,
        turns=15,
        queries=len(statements),
    )


def _pages(cycle: Cycle) -> Iterator[tuple[str, Callable[[], Measure]]]:
    code = cycle.city.code
    operator = User.objects.get(city=cycle.city, agency__instrument_name="Disdikbud")
    coordinator = User.objects.get(username=f"coordinator.{code}")
    for name, user, address in (
        ("Tugas saya", operator, reverse("task-list")),
        (
            "Indicator page, one form open",
            operator,
            reverse("indicator-detail", args=[BIG_INDICATOR]),
        ),
        ("Antrian", coordinator, reverse("queue")),
        ("Papan rakitan", coordinator, reverse("assembly-list")),
        ("Ruang kendali", coordinator, reverse("control-room")),
    ):
        yield name, partial(_page, name, user, address)


def _page(name: str, user: User, address: str) -> Measure:
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as captured:
        size = len(_get(client, address))
        queries = len(captured)
    empty, one = (len(_get(client, f"/acuan/{rows}/")) for rows in (0, 1))
    rows = max(0, round((size - empty) / (one - empty)))
    return measure(
        f"{name} ({size // 1000} kB)",
        lambda: _get(client, address),
        "a plain page of the same size",
        lambda: _get(client, f"/acuan/{rows}/"),
        turns=15,
        queries=queries,
    )


def _get(client: Client, address: str) -> bytes:
    response = client.get(address)
    if response.status_code != HttpResponse.status_code:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return bytes(response.content)


def _forms(cycle: Cycle) -> Measure:
    """Why a list has one form open and not all of them."""
    indicator = instrument_of(cycle).indicator(BIG_INDICATOR)
    questions = indicator.questions if indicator else ()

    def render(shown: tuple[Question, ...]) -> None:
        for question in shown:
            render_crispy_form(answer_form(question, note=""))

    return measure(
        "One open form",
        lambda: render(questions[:1]),
        f"all {len(questions)} forms of the page open",
        lambda: render(questions),
        turns=15,
    )


def _frozen(cycle: Cycle) -> tuple[dict[str, Any], str]:
    """Content and hash of a snapshot of the cycle."""
    opened = cycle.filling_opens_at
    snapshot = freeze(cycle=cycle, by=system_actor(cycle.city_id, opened))
    return json.loads(snapshot.content), snapshot.sha256


def _pdf(name: str, which: str, found: Callable[[], bench_report.Seconds]) -> Measure:
    times = found()
    reference = "WeasyPrint alone on the same HTML (wall time)"
    return Measure(name, reference, getattr(times, which) * 1000, times.alone * 1000)


def _xlsx(content: dict[str, Any], sha256: str) -> Measure:
    def ours() -> bytes:
        return xlsx.render(report_content.workbook(content, sha256=sha256))

    book = openpyxl.load_workbook(BytesIO(ours()))
    cells = [[[cell.value for cell in row] for row in sheet.rows] for sheet in book.worksheets]

    def plain() -> None:
        with xlsxwriter.Workbook(BytesIO(), {"in_memory": True}) as written:
            for rows in cells:
                sheet = written.add_worksheet()
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, [str(v) if v is not None else "" for v in row])

    return measure("XLSX of the report", ours, "XlsxWriter alone on the same cells", plain, turns=3)


def table(found: list[Measure]) -> str:
    """The measures as a Markdown table."""
    lines = [
        "| what | beside | ours, ms | reference, ms | ratio | per core and second | queries |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {m.name} | {m.reference} | {m.ours_ms:,.1f} | {m.reference_ms:,.1f} | {m.ratio:.2f} "
        f"| {1000 / m.ours_ms:.3g} | {'' if m.queries is None else m.queries} |"
        for m in found
    ]
    return "\n".join(lines)


def write_table(document: Path, found: list[Measure]) -> None:
    """Replace what stands between the marks of the document."""
    text = document.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{START}\n{table(found)}\n{END}{after}", encoding="utf-8")


START, END = "<!-- bench: start -->", "<!-- bench: end -->"

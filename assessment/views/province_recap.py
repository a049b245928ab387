"""The recap of the province: cities against clusters, on the screen, as XLSX and as PDF."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actors import ActorRequest
from agencies.idempotency import once
from agencies.query import int_param
from agencies.views.editing import managed
from assessment import policies
from assessment.reports import xlsx
from assessment.reports.content_province import recap_workbook
from assessment.reports.content_source import points
from assessment.reports.kinds import PDF
from assessment.selectors import province_recap as selectors
from assessment.services import province_jobs
from assessment.views.attachments import as_attachment
from assessment.views.comparisons import send_workbook
from assessment.views.governance import FOLDER


@require_safe
@managed(policies.check_mark)
def province_recap(request: ActorRequest) -> HttpResponse:
    known = selectors.years(request.actor)
    year = _year(request, known)
    found = selectors.recap(request.actor, year) if year else None
    cities = found.content["cities"] if found else []
    context = {
        "years": known,
        "year": year,
        "recap": found.content if found else None,
        "rows": [_row(city, found.content["clusters"]) for city in cities] if found else [],
        "is_ready": bool(found and province_jobs.finished(found.text, found.sha256)),
    }
    return render(request, f"{FOLDER}/province_recap.html", context)


@require_safe
@managed(policies.check_mark)
def province_recap_file(request: ActorRequest) -> HttpResponse:
    found = _found(request)
    book = recap_workbook(found.content, sha256=found.sha256)
    return send_workbook(xlsx.render(book), f"KLA-rekap-provinsi-{found.year}")


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_mark)
def province_recap_pdf(request: ActorRequest) -> HttpResponseBase:
    """POST asks the worker; GET is the file once it is there, the page before that."""
    found = _found(request)
    back = f"{reverse('province-recap')}?tahun={found.year}"

    def act() -> tuple[str, str]:
        job = province_jobs.request_recap(recap=found, by=request.actor)
        if job is None:
            return back, "PDF sudah siap."
        return reverse("file-list"), "Rekap akan disusun."

    if request.method == "POST":
        return once(request, act)
    return recap_response(found.text, found.sha256)


def recap_response(text: str, sha256: str) -> HttpResponseBase:
    path = province_jobs.finished(text, sha256)
    if path is None:
        raise Http404("PDF ini belum disusun.")
    file = FileResponse(path.open("rb"), content_type=PDF)
    return as_attachment(file, province_jobs.filename(text))


def _found(request: ActorRequest) -> selectors.Recap:
    year = _year(request, selectors.years(request.actor))
    found = selectors.recap(request.actor, year) if year else None
    if found is None:
        raise Http404("Belum ada rekaman tahun ini.")
    return found


def _year(request: ActorRequest, known: list[int]) -> int | None:
    """The year of `?tahun=` (404 when there is none), else the newest."""
    year = int_param(request, "tahun")
    if year is not None and year not in known:
        raise Http404
    return year or next(iter(known), None)


def _row(city: dict[str, object], clusters: list[dict[str, str]]) -> dict[str, object]:
    """Proven points by cluster as numbers, in the order of the columns."""
    listed: list[dict[str, str]] = city["clusters"]  # type: ignore[assignment]
    own = {cluster["code"]: cluster["proven"] for cluster in listed}
    totals: dict[str, str] = city["totals"]  # type: ignore[assignment]
    return {
        "city": city,
        "proven": [(c["name"], points(own.get(c["code"]))) for c in clusters],
        "total": points(totals["proven"]),
        "claimed": points(totals["claimed"]),
    }

"""What a person may choose of a snapshot's report: variant, cluster, agency, ledgers, paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.views.editing import managed
from assessment import policies
from assessment.selectors.snapshots import content_of, snapshot_or_404
from assessment.services.report_templates import fingerprint
from assessment.views.governance import FOLDER, address, cycle_or_404

COLUMNS = {
    "": "Seperti biasa",
    "klaim": "Klaim",
    "terbukti": "Terbukti",
    "klaim-terbukti": "Klaim dan terbukti",
    "terbukti-terverifikasi": "Terbukti dan terverifikasi",
    "klaim-terbukti-terverifikasi": "Klaim, terbukti, dan terverifikasi",
}


@require_safe
@managed(policies.check_view_own_reports)
def report_choose(request: ActorRequest, number: int) -> HttpResponse:
    """The forms post to the pages of the files, which ask the worker."""
    cycle = cycle_or_404(request)
    snapshot = snapshot_or_404(request.actor, cycle, number)
    content = content_of(snapshot)
    context = {
        "cycle": cycle,
        "snapshot": snapshot,
        "columns": COLUMNS.items(),
        "clusters": content["clusters"],
        "agencies": [a for a in content["agencies"] if a["assigned"]],
        "template": fingerprint(cycle.city),
        "report_url": address("report-file", cycle, number, "laporan"),
        "narrative_url": address("report-file", cycle, number, "naskah"),
        "parents": [
            {"label": "Laporan", "url": address("report-list", cycle)},
            {"label": f"Nomor {number}", "url": address("report-detail", cycle, number)},
        ],
    }
    return render(request, f"{FOLDER}/report_choose.html", context)

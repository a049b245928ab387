"""How to fill in: the short guide inside the product, with the pages of the reader's role."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from assessment.core.evidence_examples import KINDS, example_of
from assessment.core.workflow import Status
from assessment.selectors.guide import guide_of


@require_safe
def help_page(request: ActorRequest) -> HttpResponse:
    context = {
        "steps": guide_of(request.actor),
        "kinds": [(kind, example_of(kind)) for kind in KINDS],
        "statuses": [(status, MEANING[status]) for status in Status],
    }
    return render(request, "assessment/help.html", context)


MEANING = {
    Status.DRAFT: "Sedang diisi operator; belum dibaca orang lain.",
    Status.AWAITING_HEAD: "Sudah diajukan operator, menunggu persetujuan kepala.",
    Status.SUBMITTED: "Di tangan sekretariat; isian tidak dapat diubah.",
    Status.RETURNED: "Perlu diperbaiki; alasannya tampil di Tugas saya.",
    Status.ACCEPTED: "Diterima sekretariat.",
}

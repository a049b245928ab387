"""Evidence for an answer: cites a document, opening the agency's row when there is none yet."""

from __future__ import annotations

from django.db import transaction

from agencies.actors import Actor
from agencies.models import Agency, Territory
from assessment.models import Citation, Contribution, Cycle, Document
from assessment.services.citations import cite_document
from assessment.services.contributions import NEW, save_contribution


@transaction.atomic
def cite_for_answer(
    *,
    cycle: Cycle,
    agency: Agency,
    question_code: str,
    territory: Territory | None,
    document: Document,
    item: int,
    pages: str,
    note: str,
    by: Actor,
) -> Citation:
    """Use a document for an evidence item of the agency's answer (for one territory)."""
    rows = Contribution.objects.select_related("cycle__instrument", "cycle__city", "agency")
    found = rows.filter(
        cycle=cycle, agency=agency, question_code=question_code, territory=territory
    ).first()
    contribution = found or save_contribution(
        cycle=cycle,
        agency=agency,
        question_code=question_code,
        raw=None,
        note="",
        version=NEW,
        territory=territory,
        by=by,
    )
    return cite_document(
        contribution=contribution, document=document, item=item, pages=pages, note=note, by=by
    )

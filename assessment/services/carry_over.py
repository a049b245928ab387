"""Last year's answer confirmed for this year: saved as the agency's own, with chosen documents."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.models import Agency, Territory
from assessment import policies
from assessment.models import Contribution, Cycle
from assessment.selectors import carry_over as selectors
from assessment.selectors.carry_over import CarriedDocument, LastYear
from assessment.selectors.instruments import instrument_of
from assessment.selectors.mappings import year_mapping
from assessment.services import guards
from assessment.services.citations import cite_document
from assessment.services.contributions import NEW, save_contribution


@transaction.atomic
def adopt(
    *,
    cycle: Cycle,
    agency: Agency,
    question_code: str,
    territory: Territory | None,
    documents: Sequence[str],
    by: Actor,
) -> Contribution:
    """Answer as last year; `documents` are keys of those to cite again, each inside the window.

    Never over an answer that is there already. Raises as save_contribution and cite_document do.
    """
    policies.check_fill(by, agency)
    cycle = guards.lock_cycle(cycle, by=by)
    last = _last(cycle, agency, question_code, territory)
    question = instrument_of(cycle).question(question_code)
    if last is None or last.raw is None or question is None:
        raise ConflictError("Jawaban tahun lalu tidak dapat dipakai untuk pertanyaan ini.")
    chosen = _chosen(selectors.carried_documents(by, cycle, question, last), documents)
    row = _save(cycle, agency, question_code, territory, last, by)
    for each in chosen:
        cite_document(
            contribution=row,
            document=each.document,
            item=each.item or 0,
            pages=each.pages,
            note="",
            by=by,
        )
    audit.record(
        by=by,
        action="contribution.adopt",
        subject="contribution",
        subject_id=row.pk,
        after={"question": question_code, "year": last.year, "documents": len(chosen)},
    )
    return row


def _last(cycle: Cycle, agency: Agency, code: str, territory: Territory | None) -> LastYear | None:
    question = instrument_of(cycle).question(code)
    if question is None:
        return None
    return selectors.last_year(year_mapping(cycle), agency, question, territory)


def _save(
    cycle: Cycle,
    agency: Agency,
    code: str,
    territory: Territory | None,
    last: LastYear,
    by: Actor,
) -> Contribution:
    rows = Contribution.objects.filter(cycle=cycle, agency=agency, question_code=code)
    present = rows.filter(territory=territory).first()
    if present is not None and present.answer is not None:
        raise ConflictError("Pertanyaan ini sudah dijawab tahun ini; jawaban itu tidak ditimpa.")
    return save_contribution(
        cycle=cycle,
        agency=agency,
        question_code=code,
        raw=last.raw,
        note=(present.note if present else "") or last.note,
        version=present.version if present else NEW,
        territory=territory,
        denominator_source=last.row.denominator_source,
        by=by,
    )


def _chosen(offered: Sequence[CarriedDocument], keys: Sequence[str]) -> list[CarriedDocument]:
    """The documents named; ValidationError for one that is not offered or counts no more."""
    found = {each.key: each for each in offered if not each.problem}
    if not set(keys) <= set(found):
        raise ValidationError({"documents": "Pilih dokumen dari daftar yang masih berlaku."})
    return [found[key] for key in dict.fromkeys(keys)]

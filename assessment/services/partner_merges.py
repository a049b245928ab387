"""The secretariat's word on partners that look alike: one spelling for all, or two partners."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from assessment import policies
from assessment.models import Cycle, DistinctPartners, Partner, Program
from assessment.selectors import partner_merges
from assessment.selectors.partner_merges import Spelling
from assessment.services import guards

CHANGED = (
    "Kegiatan berubah sejak halaman ini dibuka; belum ada nama yang disatukan. "
    "Periksa lagi daftarnya, lalu satukan."
)


@transaction.atomic
def merge_partners(
    *, cycle: Cycle, merged: Collection[Spelling], kept: Spelling, seen: str, by: Actor
) -> int:
    """Programmes that name one of `merged` name `kept` instead; gives their number.

    `seen` is the mark of the change that the page showed. Operators who have such a programme
    open meet a conflict instead of bringing the old name back. The programme stays theirs: the
    secretariat does not become one of its authors. Raises PermissionDenied, LateError,
    ConflictError when programmes changed, ValidationError when there is nothing to merge.
    """
    policies.check_review(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_regular_review_open(cycle, by=by)
    change = partner_merges.merge_of(by, cycle, merged, kept)
    if change.seen != seen:
        raise ConflictError(CHANGED)
    if not change.programs:
        raise ValidationError({"merged": "Pilih paling sedikit dua nama untuk disatukan."})
    pairs = {(spelling.name, spelling.kind) for spelling in merged}
    for program in change.programs:
        _rename(program, pairs, kept)
    ids = [program.pk for program in change.programs]
    Program.objects.filter(pk__in=ids).update(version=F("version") + 1)
    audit.record(
        by=by,
        action="partner.merge",
        subject="partner",  # who merges names has not entered the programmes
        subject_id=cycle.pk,
        before={"partners": sorted(f"{name} ({kind})" for name, kind in pairs)},
        after={
            "name": kept.name,
            "partners": [f"{kept.name} ({kept.kind})"],
            "programs": ids,
        },
    )
    return len(ids)


@transaction.atomic
def set_distinct_partners(
    *, cycle: Cycle, spellings: Collection[Spelling], is_distinct: bool, by: Actor
) -> None:
    """Note that spellings are different partners, or take that back; repeating changes nothing.

    Holds for the city in all its years, until one more spelling joins them.
    """
    policies.check_review(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_regular_review_open(cycle, by=by)
    codes = partner_merges.codes_of(spellings)
    if len(codes) < 2:
        raise ValidationError({"merged": "Pilih paling sedikit dua nama."})
    found = [pk for pk, known in partner_merges.judged(cycle) if codes <= known]
    if is_distinct == bool(found):
        return
    if is_distinct:
        DistinctPartners.objects.create(
            city_id=cycle.city_id,
            spellings=sorted(codes),
            decided_by_id=by.user_id,
            decided_at=by.at,
        )
    else:
        DistinctPartners.objects.filter(pk__in=found).delete()
    audit.record(
        by=by,
        action="partner.distinct" if is_distinct else "partner.lookalike",
        subject="partner",
        subject_id=cycle.pk,
        after={"partners": sorted(f"{row.name} ({row.kind})" for row in spellings)},
    )


def _rename(program: Program, pairs: set[tuple[str, str]], kept: Spelling) -> None:
    """One row remains for all spellings, with every agreement that any of them signs."""
    rows = [
        row
        for row in program.partners.all()
        if row.name == kept.name or (row.name, row.kind) in pairs
    ]
    first, *others = sorted(rows, key=lambda row: (row.name != kept.name, row.pk))
    for agreement in program.agreements.filter(partners__in=others):
        agreement.partners.add(first)
    Partner.objects.filter(pk__in=[row.pk for row in others]).delete()
    first.name, first.kind = kept.name, kept.kind
    first.save(update_fields=["name", "kind"])

"""Typing a snapshot again into the ministry's application: what is done, and what it shows then."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.errors import ConflictError
from agencies.services.rows import update_versioned
from assessment import policies
from assessment.core.instrument import Instrument
from assessment.core.numbers import canonical
from assessment.models import Cycle, MinistryFigures, RekeyTick
from assessment.selectors.instruments import instrument_of
from assessment.services import guards

#: Version of figures that nobody has stored yet.
NEW = 0
PLACES = 2


@transaction.atomic
def tick(*, cycle: Cycle, code: str, digest: str, is_done: bool, by: Actor) -> None:
    """Note that a question was typed as `digest` says, or take that back. Ticking twice is fine;
    who ticked first stays named."""
    policies.check_rekey(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_not_closed(cycle, by=by)
    if instrument_of(cycle).question(code) is None:
        raise ValidationError("Pertanyaan ini tidak ada di instrumen.")
    row = RekeyTick.objects.filter(cycle=cycle, question_code=code).first()
    is_standing = row is not None and row.digest == digest
    if is_done == is_standing:
        return
    if row is not None:
        row.delete()
    if is_done:
        RekeyTick.objects.create(
            cycle=cycle, question_code=code, digest=digest, ticked_by_id=by.user_id, ticked_at=by.at
        )
    audit.record(
        by=by,
        action="rekey.tick" if is_done else "rekey.untick",
        subject="cycle",
        subject_id=cycle.pk,
        after={"question": code, "digest": digest[:12]},
    )


@transaction.atomic
def save_ministry_figures(
    *, cycle: Cycle, points: Mapping[str, Decimal | None], version: int, by: Actor
) -> MinistryFigures:
    """Store what the application shows for each indicator; None where it is unknown."""
    policies.check_rekey(by)
    cycle = guards.lock_cycle(cycle, by=by)
    guards.check_not_closed(cycle, by=by)
    clean = _checked(instrument_of(cycle), points)
    row = MinistryFigures.objects.select_related("updated_by").filter(cycle=cycle).first()
    before = row.points if row else {}
    values = {"points": clean, "updated_by_id": by.user_id, "updated_at": by.at}
    if row is not None:
        row = update_versioned(row, version, values)
    elif version != NEW:
        raise ConflictError("Angka ini dihapus sejak halaman dibuka. Muat ulang, lalu isi lagi.")
    else:
        row = MinistryFigures.objects.create(cycle=cycle, **values)
    changed = sorted({*before, *clean}, key=str)
    audit.record(
        by=by,
        action="rekey.figures",
        subject="cycle",
        subject_id=cycle.pk,
        before={code: before.get(code) for code in changed if before.get(code) != clean.get(code)},
        after={code: clean.get(code) for code in changed if before.get(code) != clean.get(code)},
    )
    return row


def _checked(instrument: Instrument, points: Mapping[str, Decimal | None]) -> dict[str, str]:
    """Canonical texts; ValidationError names every indicator that is wrong."""
    most = {i.code: i.max_points for cluster in instrument.clusters for i in cluster.indicators}
    clean, errors = {}, {}
    for code, value in points.items():
        if value is None:
            continue
        if code not in most:
            errors[code] = "Indikator ini tidak ada di instrumen."
        elif not 0 <= value <= most[code] or round(value, PLACES) != value:
            text = canonical(most[code]).replace(".", ",")
            errors[code] = f"Indikator {code}: isi nilai dari 0 sampai {text}, dua desimal."
        else:
            clean[code] = canonical(value)
    if errors:
        raise ValidationError({f"em_{code}": [message] for code, message in errors.items()})
    return clean

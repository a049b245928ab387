"""Loading a version of the instrument: parsed, its sums reported, kept immutable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.models import City
from assessment.core.instrument import InstrumentError, Mismatch, mismatches, parse
from assessment.models import InstrumentVersion


class MismatchError(Exception):
    """Sums of the document do not add up and the loader did not accept that."""

    def __init__(self, found: Sequence[Mismatch]) -> None:
        super().__init__("; ".join(str(mismatch) for mismatch in found))
        self.mismatches = tuple(found)


@dataclass(frozen=True, slots=True)
class LoadResult:
    version: InstrumentVersion
    is_new: bool
    mismatches: tuple[Mismatch, ...]


def read_document(text: str) -> object:
    """JSON of an instrument; InstrumentError when it is not JSON or nested too deep."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InstrumentError("berkas", f"bukan JSON yang dapat dibaca ({error})") from error


@transaction.atomic
def load_instrument(
    *, text: str, source: str, city: City | None, accept_mismatch: bool, by: Actor
) -> LoadResult:
    """Store a version, national or of a city; the same document twice is one version.

    Raises InstrumentError naming the place that is wrong, or MismatchError with every level whose
    parts do not add up unless `accept_mismatch`; accepted mismatches are kept with the version.
    """
    instrument = parse(read_document(text))
    found = mismatches(instrument)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    present = InstrumentVersion.objects.filter(checksum=checksum, city=city).first()
    if present is not None:
        return LoadResult(present, is_new=False, mismatches=found)
    if found and not accept_mismatch:
        raise MismatchError(found)
    version = InstrumentVersion.objects.create(
        code=instrument.code,
        title=instrument.title,
        year=instrument.year,
        city=city,
        checksum=checksum,
        document=text,
        source=source,
        mismatches=[str(mismatch) for mismatch in found],
        loaded_at=by.at,
    )
    audit.record(
        by=by,
        action="instrument.load",
        subject="instrument",
        subject_id=version.pk,
        after={"code": version.code, "checksum": checksum, "mismatches": version.mismatches},
        city_id=city.pk if city else None,
    )
    return LoadResult(version, is_new=True, mismatches=found)

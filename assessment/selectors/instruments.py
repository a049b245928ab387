"""The parsed instrument of a cycle; parsed once per checksum and process."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404

from agencies.actors import Actor
from assessment import policies
from assessment.core.instrument import Indicator, Instrument, Question, parse
from assessment.models import Cycle, InstrumentVersion


@lru_cache(maxsize=32)
def parsed(checksum: str, pk: int) -> Instrument:
    """Keyed by checksum; the row is read only when the document was not parsed before."""
    document = InstrumentVersion.objects.values_list("document", flat=True).get(pk=pk)
    return parse(json.loads(document, parse_float=Decimal))


def instrument_of(cycle: Cycle) -> Instrument:
    """Instrument of a cycle. No query when `cycle.instrument` is selected and was parsed before."""
    version = cycle.instrument
    return parsed(version.checksum, version.pk)


def instrument_of_version(version: InstrumentVersion) -> Instrument:
    return parsed(version.checksum, version.pk)


def instrument_versions(actor: Actor) -> QuerySet[InstrumentVersion]:
    """Versions the actor may read, newest first, without their documents."""
    return policies.visible_instruments(actor).defer("document")


def indicator_or_404(instrument: Instrument, code: str) -> Indicator:
    indicator = instrument.indicator(code)
    if indicator is None:
        raise Http404
    return indicator


def question_or_404(instrument: Instrument, code: str) -> Question:
    question = instrument.question(code)
    if question is None:
        raise Http404
    return question

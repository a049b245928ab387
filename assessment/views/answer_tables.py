"""All answers as one flat table, for people who want their own tables and pivots."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from agencies.actors import ActorRequest
from agencies.views.editing import managed
from agencies.views.exporting import list_file
from assessment import policies
from assessment.exchange.list_answers import ANSWERS
from assessment.selectors.answer_table import answer_lines
from assessment.views.places import cycle_asked


@require_safe
@managed(policies.check_view_content)
def answer_table(request: ActorRequest) -> HttpResponseBase:
    """The whole city for the secretariat, the own agency for its people."""
    cycle = cycle_asked(request)
    rows = answer_lines(request.actor, cycle)
    return list_file(request, ANSWERS, rows, city=cycle.city, year=cycle.year)

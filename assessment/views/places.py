"""Where a filling page is: the agency, cycle, indicator, question and territory asked for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404
from django.urls import reverse

from agencies.actors import ActorRequest
from agencies.errors import ConflictError
from agencies.models import Agency, Territory, User
from agencies.policies import visible_territories
from agencies.query import int_param, text_param
from assessment import policies
from assessment.core.instrument import Indicator, Question
from assessment.models import Cycle
from assessment.selectors.cycles import current_cycle, cycle_of_year
from assessment.selectors.instruments import instrument_of, question_or_404

MAX_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A question of an agency, city-wide or for one territory."""

    cycle: Cycle
    agency: Agency
    indicator: Indicator
    question: Question
    territory: Territory | None
    query: str

    def page(self, question: str = "", territory_id: int | None = None) -> str:
        """Address of the indicator's page with this question (or another one) open."""
        values = {"buka": question or self.question.code}
        if territory_id is not None:
            values["wilayah"] = str(territory_id)
        tail = f"&{self.query}" if self.query else ""
        return (
            f"{reverse('indicator-detail', args=[self.indicator.code])}?{urlencode(values)}{tail}"
        )

    @property
    def here(self) -> str:
        return self.page(territory_id=self.territory.pk if self.territory else None)

    @property
    def title(self) -> str:
        """The place in words."""
        where = f", {self.territory}" if self.territory else ""
        return f"Pertanyaan {self.question.code}{where}"

    @property
    def own_query(self) -> str:
        """Query that brings a form or link back to this place."""
        values = {"wilayah": str(self.territory.pk)} if self.territory else {}
        return "&".join(part for part in (urlencode(values), self.query) if part)


def own_agency(request: ActorRequest) -> Agency:
    """The agency of the person, or the one of `?plt=` that he stands in for; 403 for everybody who
    works for none."""
    policies.check_work_for_agency(request.actor)
    user = request.user
    if not isinstance(user, User) or user.agency is None:
        raise Http404
    acted_for = int_param(request, "plt")
    if acted_for is None or acted_for == user.agency_id:
        return user.agency
    if acted_for not in request.actor.acting_for:
        raise Http404
    return user.acted_agencies[acted_for]


def cycle_asked(request: ActorRequest) -> Cycle:
    """The cycle of `?tahun=`, or the newest one. The page's frame reuses its city."""
    year = int_param(request, "tahun")
    if year is not None and year > 9999:
        raise Http404
    actor = request.actor
    cycle = current_cycle(actor) if year is None else cycle_of_year(actor, year)
    if isinstance(request.user, User) and request.user.city_id == cycle.city_id:
        request.user.city = cycle.city
    return cycle


def year_query(request: ActorRequest) -> str:
    """What links carry on: `tahun=2025` when the page shows another cycle than the newest, and
    `plt=7` on the pages of an agency that the person stands in for."""
    asked = {name: text_param(request, name) for name in ("tahun", "plt")}
    return urlencode({name: value for name, value in asked.items() if value})


def place_of(request: ActorRequest, code: str) -> Place:
    """The place that a question's address and `?wilayah=` name; 404 when there is none."""
    agency, cycle = own_agency(request), cycle_asked(request)
    instrument = instrument_of(cycle)
    question = question_or_404(instrument, code)
    indicator = instrument.indicator_of(code)
    territory = territory_asked(request, indicator)
    return Place(cycle, agency, indicator, question, territory, year_query(request))


def territory_asked(request: ActorRequest, indicator: Indicator) -> Territory | None:
    """The territory of `?wilayah=`; it must be of the kind that answers the indicator."""
    pk = int_param(request, "wilayah")
    if pk is None:
        return None
    rows = visible_territories(request.actor)
    found = rows.filter(pk=pk, kind=indicator.territory).first() if indicator.territory else None
    if found is None:
        raise Http404
    return found


def version_of(request: ActorRequest, name: str = "version") -> int:
    """The version that the form showed; 0 when it says none."""
    text = request.POST.get(name, "") or "0"
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > MAX_VERSION:
        raise BadRequest("Versi formulir tidak dapat dibaca.")
    return int(text)


def shown_versions(request: ActorRequest) -> dict[int, int]:
    """Parts that a page showed with their versions, from `bagian` = id:version."""
    return dict(_shown(text) for text in request.POST.getlist("bagian"))


def _shown(text: str) -> tuple[int, int]:
    pk, _, version = text.partition(":")
    is_numbers = all(part.isascii() and part.isdigit() and len(part) < 19 for part in (pk, version))
    if not is_numbers:
        raise ConflictError("Formulir ini tidak dapat dibaca. Muat ulang halaman, lalu ulangi.")
    return int(pk), int(version)

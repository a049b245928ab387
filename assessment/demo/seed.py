"""Makes the demo: each city in one transaction, and only where that city does not exist yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from agencies import audit
from agencies.actors import system_actor
from agencies.models import Agency, City, Province, Territory
from assessment.core.calendar import Phase
from assessment.demo import bima, bogor, cimahi, people, programmes, room, schedules
from assessment.demo.clock import Clock, local_day, local_instant
from assessment.demo.places import BIMA, BOGOR, CIMAHI, CITIES, FIXTURES, KUPANG, DemoCity
from assessment.demo.play import Play
from assessment.demo.schedules import Season
from assessment.models import Cycle, InstrumentVersion
from assessment.selectors.cycles import phase_of
from assessment.services.cycles import create_cycle
from assessment.services.instruments import load_instrument

INSTRUMENT = FIXTURES / "instruments" / "kla-2024.json"


@dataclass(frozen=True, slots=True)
class SeededCycle:
    city: str
    year: int
    phase: Phase


def seed(now: datetime, password: str) -> None:
    """Make what is missing; a city that exists is left alone, whatever became of it."""
    instrument = national_instrument(now)
    missing = [city for city in CITIES if not City.objects.filter(code=city.code).exists()]
    if not missing:
        return
    hashed = people.shared_hash(password)
    for place in missing:
        with transaction.atomic():
            _make(place, instrument, now, hashed)


def seeded_cycles(now: datetime) -> list[SeededCycle]:
    """Cycles of the demo cities, in the order of the cities."""
    rows = Cycle.objects.filter(city__code__in=[city.code for city in CITIES])
    order = {city.code: number for number, city in enumerate(CITIES)}
    found = sorted(rows.select_related("city"), key=lambda c: (order[c.city.code], c.year))
    return [SeededCycle(c.city.code, c.year, phase_of(c, now)) for c in found]


def national_instrument(now: datetime) -> InstrumentVersion:
    text = INSTRUMENT.read_text(encoding="utf-8")
    by = system_actor(None, now)
    result = load_instrument(
        text=text, source=INSTRUMENT.name, city=None, accept_mismatch=False, by=by
    )
    return result.version


def _make(place: DemoCity, instrument: InstrumentVersion, now: datetime, hashed: str) -> None:
    season = _season(place, now)
    starts = season.plan.filling_opens_at - timedelta(days=14)
    city = _make_city(place)
    agencies = _make_agencies(place, city)
    _make_territories(place, city)
    people.make_people(place, city, agencies, hashed)
    by = system_actor(city.pk, starts)
    audit.record(
        by=by,
        action="city.seed",
        subject="city",
        subject_id=city.pk,
        after={"name": city.name, "agencies": len(agencies)},
    )
    cycle = create_cycle(
        city=city, year=season.year, instrument=instrument, plan=season.plan, by=by
    )
    names = [name for name, *_ in people.usernames(place)]
    play = Play(
        place=place,
        city=city,
        cycle=cycle,
        clock=Clock(place.zone, season.begins, now - timedelta(minutes=1), STEP),
        agencies=agencies,
        cast=people.cast([*names, people.verifier_name(place)]),
        quality=QUALITY,
    )
    programmes.log(play)
    _ACTS[place.code](play, local_day(now, place.zone))
    if place is BOGOR:
        room.perform(play, now)


STEP = timedelta(minutes=12)
#: How good the invented answers are, from 0 to 1.
QUALITY = 0.7


def _season(place: DemoCity, now: datetime) -> Season:
    if place is BOGOR:
        return schedules.handed_over(now, place.zone)
    if place is CIMAHI:
        return schedules.recapping(now, place.zone)
    if place is KUPANG:
        return schedules.beginning(now, place.zone)
    return schedules.filling(now, place.zone)


def _cimahi(play: Play, today: date) -> None:
    until = local_instant(today + timedelta(days=7), time(23, 59), play.place.zone)
    cimahi.perform(play, today, until)


_ACTS: dict[str, Callable[[Play, date], None]] = {
    BIMA.code: bima.perform,
    BOGOR.code: lambda play, _today: bogor.perform(play),
    CIMAHI.code: _cimahi,
    KUPANG.code: lambda _play, _today: None,
}


def _make_city(place: DemoCity) -> City:
    province, _ = Province.objects.get_or_create(
        code=place.province_code, defaults={"name": place.province}
    )
    return City.objects.create(
        province=province,
        code=place.code,
        name=place.name,
        kind=City.CityKind.KOTA,
        timezone=place.zone,
        secretariat_name=f"Sekretariat Gugus Tugas KLA {place.name}",
        letterhead=f"PEMERINTAH {place.name.upper()}\nGUGUS TUGAS KOTA LAYAK ANAK",
        address=place.address,
        place=place.short_name,
        chair_title="Ketua Gugus Tugas KLA",
        signatory_title="Kepala Bappeda",
    )


def _make_agencies(place: DemoCity, city: City) -> dict[str, Agency]:
    rows = Agency.objects.bulk_create(
        Agency(
            city=city,
            abbreviation=office.abbreviation,
            name=office.name,
            kind=office.kind,
            instrument_name=office.instrument_name,
        )
        for office in place.offices
    )
    return {row.instrument_name: row for row in rows}


def _make_territories(place: DemoCity, city: City) -> None:
    kinds = Territory.TerritoryKind
    for district, villages in place.districts.items():
        parent = Territory.objects.create(city=city, kind=kinds.KECAMATAN, name=district)
        Territory.objects.bulk_create(
            Territory(city=city, kind=kinds.KELURAHAN, name=name, parent=parent)
            for name in villages
        )

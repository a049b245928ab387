"""Small real worlds for tests: cities, agencies, people, cycles - made through the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from agencies.actors import Actor, actor_of, system_actor
from agencies.models import Agency, City, Province, Territory, User
from agencies.roles import Role
from assessment.models import Cycle, InstrumentVersion
from assessment.services.cycles import CyclePlan, create_cycle
from assessment.services.instruments import load_instrument

INSTRUMENT = Path(__file__).resolve().parents[2] / "fixtures" / "instruments" / "kla-2024.json"
PASSWORD = "kata-sandi-uji-123"
#: The instant "now" of tests that need one: in the middle of the filling phase.
NOW = datetime(2026, 12, 1, 2, 0, 0, tzinfo=UTC)
PLAN = CyclePlan(
    target_points=600,
    filling_opens_at=datetime(2026, 11, 1, tzinfo=UTC),
    filling_closes_at=datetime(2026, 12, 20, 15, 59, 59, tzinfo=UTC),
    recap_closes_at=datetime(2027, 1, 31, 16, 0, 0, tzinfo=UTC),
    cycle_closes_at=datetime(2027, 6, 30, 16, 0, 0, tzinfo=UTC),
    window_start=date(2025, 1, 1),
    window_end=date(2026, 12, 31),
)
#: Agencies of a test city; the names are those of the instrument. BPBD has a head, Dinsos none.
AGENCIES = {
    "DP3A": "opd",
    "BPBD": "opd",
    "Dinsos": "opd",
    "Disdikbud": "opd",
    "Dinkes": "opd",
    "Kecamatan": "territory",
    "Kelurahan": "territory",
}


@dataclass
class Place:
    """One city with its people; `people` by role, or "role abbreviation" for agencies' people."""

    city: City
    cycle: Cycle
    agencies: dict[str, Agency]
    territories: list[Territory]
    people: dict[str, User] = field(default_factory=dict)

    def actor(self, who: str, at: datetime = NOW) -> Actor:
        """Actor of a person: `operator BPBD`, `head BPBD`, `reviewer`, `coordinator` ..."""
        return actor_of(self.people[who], at)

    def system(self, at: datetime = NOW) -> Actor:
        return system_actor(self.city.pk, at)


@dataclass
class World:
    """`home` and `neighbour` share a province; `abroad` lies in another one."""

    instrument: InstrumentVersion
    home: Place
    neighbour: Place
    abroad: Place
    verifier: User
    foreign_verifier: User


def make_instrument(at: datetime = NOW) -> InstrumentVersion:
    text = INSTRUMENT.read_text(encoding="utf-8")
    result = load_instrument(
        text=text,
        source="kla-2024.json",
        city=None,
        accept_mismatch=False,
        by=system_actor(None, at),
    )
    return result.version


def make_user(username: str, role: Role, **scope: object) -> User:
    user = User(username=username, full_name=username.title(), role=role, **scope)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_place(
    province: Province, code: str, name: str, instrument: InstrumentVersion, zone: str
) -> Place:
    """A city in its filling phase at NOW, with seven agencies and people of every role."""
    city = City.objects.create(province=province, code=code, name=name, kind="kota", timezone=zone)
    agencies = {
        abbreviation: Agency.objects.create(
            city=city,
            abbreviation=abbreviation,
            name=f"Nama {abbreviation}",
            kind=kind,
            instrument_name=abbreviation,
        )
        for abbreviation, kind in AGENCIES.items()
    }
    territories = [
        Territory.objects.create(city=city, kind="kecamatan", name=f"Kecamatan {letter}")
        for letter in "AB"
    ]
    cycle = create_cycle(
        city=city,
        year=2026,
        instrument=instrument,
        plan=PLAN,
        by=system_actor(city.pk, NOW - timedelta(days=40)),
    )
    place = Place(city, cycle, agencies, territories)
    for role in (Role.REVIEWER, Role.COORDINATOR, Role.LEADER, Role.ADMIN):
        place.people[role] = make_user(f"{role}.{code}", role, city=city)
    for abbreviation in ("BPBD", "Dinsos", "DP3A"):
        key = f"operator {abbreviation}"
        scope = {"city": city, "agency": agencies[abbreviation]}
        place.people[key] = make_user(f"op.{abbreviation}.{code}".lower(), Role.OPERATOR, **scope)
    scope = {"city": city, "agency": agencies["BPBD"]}
    place.people["head BPBD"] = make_user(f"kepala.bpbd.{code}", Role.HEAD, **scope)
    return place


def make_world() -> World:
    instrument = make_instrument()
    ntb = Province.objects.create(code="52", name="Nusa Tenggara Barat")
    jabar = Province.objects.create(code="32", name="Jawa Barat")
    return World(
        instrument=instrument,
        home=make_place(ntb, "52.72", "Kota Bima", instrument, "Asia/Makassar"),
        neighbour=make_place(ntb, "52.71", "Kota Mataram", instrument, "Asia/Makassar"),
        abroad=make_place(jabar, "32.71", "Kota Bogor", instrument, "Asia/Jakarta"),
        verifier=make_user("verifikator.52", Role.VERIFIER, province=ntb),
        foreign_verifier=make_user("verifikator.32", Role.VERIFIER, province=jabar),
    )

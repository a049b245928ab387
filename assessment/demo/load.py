"""Bulk data for measurements: whole cities written straight to the tables, the same every time.

It goes past the services on purpose (a hundred thousand rows), so its audit chain holds one entry
per city; what it writes satisfies the same constraints and reads like any other city.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle as around
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from agencies import audit
from agencies.actors import system_actor
from agencies.models import Agency, City, Province, Territory, User
from agencies.roles import Role
from assessment import storage
from assessment.core import answers, consolidation
from assessment.core.instrument import Instrument, Question
from assessment.demo import drawing
from assessment.demo.guesses import guess
from assessment.demo.places import BIMA
from assessment.models import (
    Assignment,
    Citation,
    Contribution,
    Cycle,
    Document,
    InstrumentVersion,
    OfficialAnswer,
    Program,
    ProgramTarget,
    StoredFile,
    Submission,
)
from assessment.selectors import cycles, scores
from assessment.selectors.instruments import instrument_of
from assessment.services.cycles import CyclePlan, create_cycle

PROVINCE = "90"
STATUSES = ("accepted", "accepted", "submitted", "draft")
DOCUMENTS_PER_AGENCY = 10


@dataclass(frozen=True, slots=True)
class Size:
    cities: int
    agencies: int
    years: int
    programs: int = 600
    citations: int = 1500


def load(size: Size, instrument: InstrumentVersion, now: datetime, hashed: str) -> list[Cycle]:
    """Make cities 90.01, 90.02 ... that do not exist yet; gives the cycles made."""
    province, _ = Province.objects.get_or_create(
        code=PROVINCE, defaults={"name": "Provinsi Beban Uji"}
    )
    made: list[Cycle] = []
    for number in range(1, size.cities + 1):
        code = f"{PROVINCE}.{number:02d}"
        if not City.objects.filter(code=code).exists():
            with transaction.atomic():
                made += _city(province, code, size, instrument, now, hashed)
    return made


def _city(
    province: Province,
    code: str,
    size: Size,
    instrument: InstrumentVersion,
    now: datetime,
    hashed: str,
) -> list[Cycle]:
    city = City.objects.create(
        province=province, code=code, name=f"Kota Uji {code}", kind="kota", timezone=BIMA.zone
    )
    agencies = _agencies(city, size.agencies)
    _people(city, agencies, hashed)
    _territories(city)
    file = _file(city, now)
    by = system_actor(city.pk, now)
    after = {"agencies": size.agencies, "years": size.years}
    audit.record(by=by, action="city.load", subject="city", subject_id=city.pk, after=after)
    made = []
    for back in range(size.years):
        plan = _plan(now - timedelta(days=365 * back))
        year = plan.window_end.year
        cycle = create_cycle(city=city, year=year, instrument=instrument, plan=plan, by=by)
        _content(cycle, agencies, file, size, plan.filling_opens_at)
        made.append(cycle)
    return made


def _agencies(city: City, count: int) -> list[Agency]:
    offices = list(islice(BIMA.offices, count))
    rows = [
        Agency(
            city=city,
            abbreviation=office.abbreviation,
            name=office.name,
            kind=office.kind,
            instrument_name=office.instrument_name,
        )
        for office in offices
    ]
    rows += [
        Agency(city=city, abbreviation=f"Dinas {n}", name=f"Dinas Uji Nomor {n}", kind="opd")
        for n in range(len(offices) + 1, count + 1)
    ]
    return Agency.objects.bulk_create(rows)


def _people(city: City, agencies: list[Agency], hashed: str) -> None:
    staff = (Role.REVIEWER, Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    rows = [
        User(username=f"{role}.{city.code}", full_name=role.label, role=role, city=city)
        for role in staff
    ]
    rows += [
        User(
            username=f"operator{number}.{city.code}",
            full_name=f"Operator {agency.abbreviation}",
            role=Role.OPERATOR,
            city=city,
            agency=agency,
        )
        for number, agency in enumerate(agencies, start=1)
    ]
    for row in rows:
        row.password = hashed
    User.objects.bulk_create(rows)


def _territories(city: City) -> None:
    kinds = Territory.TerritoryKind
    Territory.objects.bulk_create(
        Territory(city=city, kind=kind, name=f"{kind.label} {number}")
        for kind, count in ((kinds.KECAMATAN, 5), (kinds.KELURAHAN, 40))
        for number in range(1, count + 1)
    )


def _file(city: City, now: datetime) -> StoredFile:
    """One real stored file, shared by every document of the city."""
    content = drawing.pdf_page([(16, f"Dokumen uji {city.code}")])
    digest = hashlib.sha256(content).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "uji.pdf"
        path.write_bytes(content)
        name = storage.put(path, digest, "pdf")
    return StoredFile.objects.create(
        city=city,
        sha256=digest,
        source_sha256=digest,
        name=name,
        size=len(content),
        mime="application/pdf",
        extension="pdf",
        pages=1,
        created_at=now,
    )


def _plan(now: datetime) -> CyclePlan:
    """Filling is open at `now`; the year is that of `now`."""
    return CyclePlan(
        target_points=600,
        filling_opens_at=now - timedelta(days=30),
        filling_closes_at=now + timedelta(days=30),
        recap_closes_at=now + timedelta(days=60),
        cycle_closes_at=now + timedelta(days=120),
        window_start=date(now.year - 1, 1, 1),
        window_end=date(now.year, 12, 31),
    )


def _content(
    cycle: Cycle, agencies: list[Agency], file: StoredFile, size: Size, at: datetime
) -> None:
    instrument = instrument_of(cycle)
    _assign_rest(cycle, instrument, agencies[0])
    rows = _contributions(cycle, instrument, at)
    _submissions(cycle, instrument, rows)
    documents = _documents(cycle, agencies, file, at)
    _citations(rows, instrument, documents, size.citations, at)
    _officials(cycle, instrument, at)
    _programs(cycle, instrument, agencies, size.programs, at)


def _assign_rest(cycle: Cycle, instrument: Instrument, agency: Agency) -> None:
    """Questions whose agencies the city lacks go to its first one."""
    given = set(Assignment.objects.filter(cycle=cycle).values_list("question_code", flat=True))
    Assignment.objects.bulk_create(
        Assignment(cycle=cycle, question_code=question.code, agency=agency)
        for question in instrument.questions
        if question.code not in given
    )


def _contributions(cycle: Cycle, instrument: Instrument, at: datetime) -> list[Contribution]:
    assigned = cycles.assignments(cycle)
    return Contribution.objects.bulk_create(
        Contribution(
            cycle=cycle,
            question_code=question.code,
            agency=agency,
            answer=_normal(question, guess(question, cycle.city.code, 0.7)),
            note="Data per akhir tahun.",
            updated_at=at,
        )
        for question in instrument.questions
        for agency in assigned.agencies(question.code)
    )


def _normal(question: Question, raw: dict[str, Any]) -> dict[str, Any] | None:
    return answers.to_raw(answers.validate(question, raw))


def _submissions(cycle: Cycle, instrument: Instrument, rows: list[Contribution]) -> None:
    parts = dict.fromkeys(
        (instrument.indicator_of(row.question_code).code, row.agency_id) for row in rows
    )
    Submission.objects.bulk_create(
        Submission(cycle=cycle, indicator_code=code, agency_id=agency, status=status)
        for (code, agency), status in zip(parts, around(STATUSES), strict=False)
    )


def _documents(
    cycle: Cycle, agencies: list[Agency], file: StoredFile, at: datetime
) -> dict[int, list[Document]]:
    kinds = around(Document.DocumentKind.values)
    made = Document.objects.bulk_create(
        Document(
            city=cycle.city,
            agency=agency,
            file=file,
            filename=f"dokumen-{number}.pdf",
            title=f"Dokumen uji {number} {agency.abbreviation} {cycle.year}",
            kind=next(kinds),
            number=f"{number}/{cycle.year}",
            issuer=agency.name,
            date=cycle.window_start + timedelta(days=number * 30),
            uploaded_at=at,
        )
        for agency in agencies
        for number in range(1, DOCUMENTS_PER_AGENCY + 1)
    )
    found: dict[int, list[Document]] = {}
    for document in made:
        found.setdefault(document.agency_id, []).append(document)
    return found


def _citations(
    rows: list[Contribution],
    instrument: Instrument,
    documents: dict[int, list[Document]],
    count: int,
    at: datetime,
) -> None:
    def spread() -> Iterator[Citation]:
        for turn in range(DOCUMENTS_PER_AGENCY):
            for row in rows:
                question = instrument.question(row.question_code)
                for item in range(len(question.evidence) if question else 0):
                    document = documents[row.agency_id][(turn + item) % DOCUMENTS_PER_AGENCY]
                    yield Citation(
                        contribution=row,
                        document=document,
                        item=item,
                        pages="1",
                        state="pending" if row.pk % 5 == 0 else "accepted",
                        created_at=at,
                    )

    Citation.objects.bulk_create(islice(spread(), count))


def _officials(cycle: Cycle, instrument: Instrument, at: datetime) -> None:
    """The proposal of every question, decided, with the fingerprint of what it was made from."""
    given = scores.contributions_by_question(cycle)
    assigned = cycles.assignments(cycle)
    rows = []
    for question in instrument.questions:
        found = given.get(question.code, ())
        names = [scores.agency_key(agency) for agency in assigned.agencies(question.code)]
        proposal = consolidation.propose(question, found, names)
        if proposal.answer is None:
            continue
        rows.append(
            OfficialAnswer(
                cycle=cycle,
                question_code=question.code,
                answer=answers.to_raw(proposal.answer),
                decision=OfficialAnswer.Decision.TAKEN,
                sources=[source.label for source in proposal.sources],
                fingerprint=consolidation.fingerprint(found),
                decided_at=at,
            )
        )
    OfficialAnswer.objects.bulk_create(rows)


def _programs(
    cycle: Cycle, instrument: Instrument, agencies: list[Agency], count: int, at: datetime
) -> None:
    questions = around(instrument.questions)
    owners = around(agencies)
    made = Program.objects.bulk_create(
        Program(
            cycle=cycle,
            agency=next(owners),
            title=f"Kegiatan uji {number}: sosialisasi dan pendampingan anak",
            place=cycle.city.name,
            period_start=cycle.window_start,
            period_end=cycle.window_end,
            target_group="Anak usia 6-18 tahun",
            girls=100 + number,
            boys=90 + number,
            budget_planned=25_000_000 + number * 1000,
            budget_realised=24_000_000 + number * 1000,
            fund_source="APBD",
            result="Anak memahami haknya.",
            updated_at=at,
        )
        for number in range(1, count + 1)
    )
    ProgramTarget.objects.bulk_create(
        ProgramTarget(
            program=program,
            indicator_code=instrument.indicator_of(question.code).code,
            question_code=question.code,
        )
        for program, question in zip(made, questions, strict=False)
    )

"""One row of everything in each city, so that there is something to open, and to leak."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import xlsxwriter

from agencies.models import Delegation
from agencies.services.delegations import DelegationFields, grant_delegation
from assessment import storage
from assessment.core.workflow import Action
from assessment.models import (
    ActionItem,
    Citation,
    ConsistencyWaiver,
    Contribution,
    Document,
    Extension,
    InstrumentVersion,
    Job,
    LateDraft,
    Mark,
    Meeting,
    Program,
    RequestItem,
    Snapshot,
    StatusChange,
    StoredFile,
    Submission,
    Window,
    WorkbookUpload,
)
from assessment.reports.kinds import KINDS
from assessment.services import report_files, scenarios, snapshots
from assessment.services.action_items import ActionFacts, create_action
from assessment.services.citations import cite_document
from assessment.services.contributions import NEW, save_contribution
from assessment.services.instruments import load_instrument
from assessment.services.lowering import lower_value
from assessment.services.meetings import MeetingFacts, create_meeting
from assessment.services.recaps import keep_recap
from assessment.services.submissions import move
from assessment.tests.factories import INSTRUMENT, NOW, Place, World
from assessment.tests.filecheck.builders import pdf

#: Sent to the secretariat, and waiting for the head.
INDICATOR, QUESTION = "22B", "22B.2"
FACT = "anak"
OTHER, OTHER_QUESTION = "21A", "21A.1"


@dataclass
class Things:
    """Ids that addresses of one city name; those of an agency belong to BPBD."""

    agency: int
    territory: int
    person: int
    program: int
    document: int
    citation: int
    answer: int
    submission: int
    waiting: int
    receipt: int
    delegation: int
    waiver: int
    snapshot: int
    mark: int
    number: int
    window: int
    request: int
    draft: int
    extension: int
    meeting: int
    action: int
    instrument: int
    scenario: int
    workbook: int
    recap: int
    job: int


def furnish(world: World) -> dict[str, Things]:
    """Things of all three cities; snapshot number 2 exists in the neighbour city only."""
    return {
        "home": _things(world.home, freezes=1),
        "neighbour": _things(world.neighbour, freezes=2),
        "abroad": _things(world.abroad, freezes=1),
    }


def _things(place: Place, freezes: int) -> Things:
    document = _document(place)
    first = _answer(place, QUESTION)
    citation = _cite(place, first, document)
    _answer(place, OTHER_QUESTION)
    sent, waiting = _move(place, INDICATOR, Action.SUBMIT), _move(place, OTHER, Action.SUBMIT)
    _move(place, INDICATOR, Action.APPROVE)
    _lower(place, first)
    own = {"cycle": place.cycle, "agency": place.agencies["BPBD"]}
    program = Program.objects.create(**own, title="Sekolah aman", updated_at=NOW)
    return Things(
        agency=place.agencies["BPBD"].pk,
        territory=place.territories[0].pk,
        person=place.people["operator Dinsos"].pk,
        program=program.pk,
        document=document.pk,
        citation=citation.pk,
        answer=first.pk,
        submission=sent.pk,
        waiting=waiting.pk,
        receipt=StatusChange.objects.get(submission=sent, action=Action.SUBMIT).pk,
        delegation=_delegation(place).pk,
        instrument=_own_instrument(place).pk,
        workbook=_workbook(place),
        **_of_the_secretariat(place, freezes),
    )


def _of_the_secretariat(place: Place, freezes: int) -> dict[str, int]:
    snapshot = _freeze(place, freezes)
    meeting = _meeting(place)
    return {
        "waiver": _waiver(place).pk,
        "snapshot": snapshot.pk,
        "job": _file(place, snapshot).pk,
        "mark": _mark(place),
        "number": snapshot.number,
        "window": _window(place, snapshot).pk,
        "request": _request(place, None).pk,
        "draft": _draft(place).pk,
        "extension": _extension(place).pk,
        "meeting": meeting.pk,
        "action": _action(place, meeting).pk,
        "scenario": _scenario(place),
        "recap": _recap(place),
    }


def _cite(place: Place, row: Contribution, document: Document) -> Citation:
    return cite_document(
        contribution=row,
        document=document,
        item=0,
        pages="1",
        note="",
        by=place.actor("operator BPBD"),
    )


def _answer(place: Place, question: str) -> Contribution:
    return save_contribution(
        cycle=place.cycle,
        agency=place.agencies["BPBD"],
        question_code=question,
        raw={"choice": "Ya, dengan bukti"},
        note="",
        version=NEW,
        by=place.actor("operator BPBD"),
    )


def _lower(place: Place, row: Contribution) -> None:
    lower_value(
        contribution=row,
        raw={"choice": "Tidak"},
        code="unreadable",
        note="",
        seen=row.version,
        version=0,
        by=place.actor("reviewer"),
    )


def _move(place: Place, indicator: str, action: Action) -> Submission:
    who = "head BPBD" if action is Action.APPROVE else "operator BPBD"
    part = Submission.objects.get(
        cycle=place.cycle, agency=place.agencies["BPBD"], indicator_code=indicator
    )
    move(submission=part, action=action, version=part.version, by=place.actor(who))
    return part


def _delegation(place: Place) -> Delegation:
    """An acting head of BPBD who does not act yet."""
    fields = DelegationFields(
        agency=place.agencies["BPBD"],
        person=place.people["operator BPBD"],
        letter_number="800/12",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 1, 31),
    )
    return grant_delegation(fields, by=place.actor("admin"))


def _meeting(place: Place) -> Meeting:
    facts = MeetingFacts(held_on=date(2026, 12, 1), place="Aula", agenda="Bukti klaster V")
    return create_meeting(cycle=place.cycle, facts=facts, by=place.actor("coordinator"))


def _action(place: Place, meeting: Meeting) -> ActionItem:
    return create_action(
        cycle=place.cycle,
        facts=ActionFacts("Lengkapi SK", agency=place.agencies["BPBD"]),
        source=ActionItem.Source.MEETING,
        meeting=meeting,
        by=place.actor("coordinator"),
    )


def _own_instrument(place: Place) -> InstrumentVersion:
    """A version that only this city has."""
    own = json.loads(INSTRUMENT.read_text(encoding="utf-8")) | {"title": place.city.name}
    return load_instrument(
        text=json.dumps(own),
        source="uji.json",
        city=place.city,
        accept_mismatch=False,
        by=place.system(),
    ).version


def _scenario(place: Place) -> int:
    """A scenario that the coordinator shares with the task force."""
    by = place.actor("coordinator")
    row = scenarios.create_scenario(cycle=place.cycle, name="Uji", by=by)
    values = {"name": "Uji", "is_shared": True, "version": row.version}
    return scenarios.rename_scenario(scenario=row, **values, by=by).pk


def _recap(place: Place) -> int:
    """A recap of one question that nobody has used."""
    rows = [["Kode", "Nilai", "OPD"], [QUESTION, {"n": "0.5"}, "Capil"]]
    columns = {"kode": 0, "nilai": 1, "opd": 2}
    return keep_recap(
        cycle=place.cycle,
        filename=f"rekap {place.city.name}.xlsx",
        sheets=[{"name": "Rekap", "rows": rows}],
        mapping={"sheet": "Rekap", "row": 0, "columns": columns, "reads_alike": True},
        by=place.actor("coordinator"),
    ).pk


def _waiver(place: Place) -> ConsistencyWaiver:
    """A finding of figures that have changed since."""
    return ConsistencyWaiver.objects.create(
        cycle=place.cycle,
        rule="satu-nilai",
        subject=FACT,
        fingerprint="0" * 64,
        reason="uji",
        decided_at=NOW,
    )


def _freeze(place: Place, times: int) -> Snapshot:
    by = place.actor("coordinator")
    return [snapshots.freeze(cycle=place.cycle, reason="uji", by=by) for _ in range(times)][-1]


def _file(place: Place, snapshot: Snapshot) -> Job:
    """What the coordinator's freezing has made ahead, ready but not yet said to be."""
    job = Job.objects.filter(user=place.people["coordinator"]).order_by("-pk")[0]
    kind = KINDS[job.arguments["kind"]]
    report_files.target_of(snapshot, kind).write_bytes(b"%PDF-1.7")
    return job


def _mark(place: Place) -> int:
    mark = Mark.objects.create(
        cycle=place.cycle,
        level=Mark.Level.QUESTION,
        code=QUESTION,
        stage=Mark.Stage.VA,
        hundredths=100,
        reason="uji",
        given_at=NOW,
    )
    return mark.pk


def _window(place: Place, snapshot: Snapshot) -> Window:
    """A room that has not opened yet, with one request of BPBD."""
    window = Window.objects.create(
        cycle=place.cycle,
        number=1,
        snapshot=snapshot,
        opens_at=NOW + timedelta(days=90),
        hours=48,
        created_at=NOW,
    )
    _request(place, window)
    return window


def _request(place: Place, window: Window | None) -> RequestItem:
    return RequestItem.objects.create(
        cycle=place.cycle,
        window=window,
        question_code=QUESTION,
        agency=place.agencies["BPBD"],
        asked=f"Lengkapi SK {place.city.name}",
        points="5",
        entered_at=NOW,
    )


def _extension(place: Place) -> Extension:
    return Extension.objects.create(
        cycle=place.cycle,
        agency=place.agencies["BPBD"],
        until=place.cycle.recap_closes_at,
        reason="Banjir",
        granted_at=NOW,
    )


def _draft(place: Place) -> LateDraft:
    return LateDraft.objects.create(
        user=place.people["operator BPBD"],
        cycle=place.cycle,
        title="Pertanyaan",
        address="/tugas/",
        fields=[["note", "Terlambat"]],
        arrived_at=NOW,
    )


def _document(place: Place) -> Document:
    content = pdf(f"% {place.city.code}".encode())
    sha256 = hashlib.sha256(content).hexdigest()
    with tempfile.NamedTemporaryFile() as source:
        source.write(content)
        source.flush()
        name = storage.put(Path(source.name), sha256, "pdf")
    file = StoredFile.objects.create(
        city=place.city,
        sha256=sha256,
        source_sha256=sha256,
        name=name,
        size=len(content),
        mime="application/pdf",
        extension="pdf",
        pages=1,
        created_at=NOW,
    )
    return Document.objects.create(
        city=place.city,
        agency=place.agencies["BPBD"],
        file=file,
        filename="sk.pdf",
        title="SK",
        kind="decree",
        date=date(2026, 3, 3),
        uploaded_by=place.people["operator BPBD"],
        uploaded_at=NOW,
    )


def _workbook(place: Place) -> int:
    """An uploaded workbook of BPBD's operator that says nothing."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Jawaban")
    return WorkbookUpload.objects.create(
        user=place.people["operator BPBD"],
        cycle=place.cycle,
        agency=place.agencies["BPBD"],
        filename="isian.xlsx",
        content=base64.b64encode(stream.getvalue()).decode(),
        sheets=[],
        result={"entries": [], "notices": []},
        arrived_at=NOW,
    ).pk

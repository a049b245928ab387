"""A city at work: every act goes through the services, by the person and at the hour it fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agencies.actors import Actor, actor_of, system_actor
from agencies.models import Agency, City, Territory, User
from assessment.core.instrument import Indicator, Instrument, Question
from assessment.core.reasons import Reason
from assessment.core.workflow import Action
from assessment.demo import people
from assessment.demo.clock import Clock
from assessment.demo.evidence import KIND_OF_ITEM, Kind, Paper, date_in, file_paper, paper
from assessment.demo.guesses import guess
from assessment.demo.places import DemoCity
from assessment.models import Assignment, Citation, Contribution, Cycle, Document, Submission
from assessment.selectors.instruments import instrument_of
from assessment.services import citations, contributions, official_answers, submissions
from assessment.services.official_answers import Decision, Verdict


@dataclass
class Play:
    """`agencies` are keyed by the instrument's name; `cast` by username."""

    place: DemoCity
    city: City
    cycle: Cycle
    clock: Clock
    agencies: dict[str, Agency]
    cast: dict[str, User]
    quality: float = 0.7
    serial: int = 0
    shelf: dict[tuple[int, str, bool], Document] = field(default_factory=dict)

    @property
    def instrument(self) -> Instrument:
        return instrument_of(self.cycle)

    def staff(self, who: str) -> Actor:
        """An actor of the secretariat or the town hall: pemeriksa, koordinator, admin."""
        return actor_of(self.cast[f"{who}.{self.place.slug}"], self.clock.next())

    def operator(self, name: str) -> Actor:
        """The agency's operator; an agency without people is entered by the server's operator."""
        user = self.cast.get(people.operator_name(self.place, name))
        at = self.clock.next()
        return actor_of(user, at) if user else system_actor(self.city.pk, at)

    def questions(self, name: str, indicator: str) -> list[Question]:
        """Questions of an indicator that are assigned to an agency."""
        rows = Assignment.objects.filter(cycle=self.cycle, agency=self.agencies[name])
        codes = set(rows.values_list("question_code", flat=True))
        return [q for q in self._indicator(indicator).questions if q.code in codes]

    def answer(
        self,
        name: str,
        code: str,
        raw: dict[str, Any],
        note: str = "",
        territory: Territory | None = None,
    ) -> Contribution:
        agency = self.agencies[name]
        rows = Contribution.objects.filter(cycle=self.cycle, agency=agency, question_code=code)
        present = rows.filter(territory=territory).first()
        return contributions.save_contribution(
            cycle=self.cycle,
            agency=agency,
            question_code=code,
            raw=raw,
            note=note or (present.note if present else ""),
            version=present.version if present else contributions.NEW,
            by=self.operator(name),
            territory=territory,
        )

    def fill(self, name: str, indicator: str, share: float = 1.0) -> None:
        """Plausible answers to that share of an agency's questions of an indicator."""
        asked = self.questions(name, indicator)
        for question in asked[: max(1, round(len(asked) * share))]:
            raw = guess(question, self.city.code, self.quality)
            self.answer(name, question.code, raw, self._note(name, question))

    def prove(self, name: str, indicator: str, share: float = 1.0) -> None:
        """Evidence under the agency's answers, for that share of them; one paper serves many."""
        own = {q.code: q for q in self.questions(name, indicator)}
        rows = Contribution.objects.filter(
            cycle=self.cycle, agency=self.agencies[name], question_code__in=own
        )
        found = sorted(rows, key=lambda row: list(own).index(row.question_code))
        is_secret = self._indicator(indicator).is_restricted
        for row in found[: round(len(found) * share)]:
            for item, wanted in enumerate(own[row.question_code].evidence):
                kind = KIND_OF_ITEM.get(wanted, Kind.OTHER)
                self.cite(row, self.document(name, kind, is_restricted=is_secret), item)

    def document(
        self, name: str, kind: Document.DocumentKind, *, is_restricted: bool = False
    ) -> Document:
        """The agency's paper of that kind, filed when it is first needed."""
        agency = self.agencies[name]
        key = (agency.pk, kind.value, is_restricted)
        if key not in self.shelf:
            self.serial += 1
            latest = min(self.cycle.window_end, self.cycle.filling_opens_at.date())
            dated = date_in(self.cycle.window_start, latest, self.serial)
            made = paper(agency, kind, self.serial, dated, is_restricted=is_restricted)
            self.shelf[key] = self.file(name, made)
        return self.shelf[key]

    def file(self, name: str, filed: Paper) -> Document:
        return file_paper(self.cycle, self.agencies[name], filed, self.operator(name))

    def cite(self, row: Contribution, document: Document, item: int) -> Citation:
        name = row.agency.instrument_name
        return citations.cite_document(
            contribution=row,
            document=document,
            item=item,
            pages="" if document.kind == Kind.PHOTO else "1",
            note="",
            by=self.operator(name),
        )

    def send(self, name: str, indicator: str) -> None:
        """Submit, and let the head approve where there is one."""
        self.submit(name, indicator)
        head = people.head_name(self.place, name)
        if head in self.cast:
            self.move(name, indicator, Action.APPROVE, self.head(name))

    def submit(self, name: str, indicator: str) -> None:
        self.move(name, indicator, Action.SUBMIT, self.operator(name))

    def head(self, name: str) -> Actor:
        return actor_of(self.cast[people.head_name(self.place, name)], self.clock.next())

    def accept(self, name: str, indicator: str) -> None:
        self.move(name, indicator, Action.ACCEPT, self.staff("pemeriksa"))

    def give_back(self, name: str, indicator: str, reason: str, code: str) -> None:
        self.move(name, indicator, Action.RETURN, self.staff("pemeriksa2"), reason, code)

    def move(
        self,
        name: str,
        indicator: str,
        action: Action,
        by: Actor,
        reason: str = "",
        code: str = "",
    ) -> None:
        part = Submission.objects.get(
            cycle=self.cycle, agency=self.agencies[name], indicator_code=indicator
        )
        submissions.move(
            submission=part, action=action, version=part.version, by=by, reason=reason, code=code
        )

    def refuse(self, citation: Citation, reason: str) -> None:
        citations.decide_citation(
            citation=citation,
            state=Citation.CitationState.REFUSED,
            reason=reason,
            code=Reason.UNREADABLE,
            version=citation.version,
            by=self.staff("pemeriksa2"),
        )

    def decide(self, codes: list[str], narrative: str = "") -> None:
        """Take the proposals of these questions."""
        for code in codes:
            official_answers.decide(
                cycle=self.cycle,
                question_code=code,
                verdict=Verdict(Decision.TAKEN, narrative=narrative),
                version=official_answers.NEW,
                by=self.staff("koordinator"),
            )

    def answered(self, indicator: str) -> list[str]:
        """Codes of an indicator's questions that some agency has answered."""
        codes = [q.code for q in self._indicator(indicator).questions]
        rows = Contribution.objects.filter(cycle=self.cycle, question_code__in=codes)
        given = set(rows.exclude(answer=None).values_list("question_code", flat=True))
        return [code for code in codes if code in given]

    def _indicator(self, code: str) -> Indicator:
        found = self.instrument.indicator(code)
        if found is None:
            raise ValueError(f"the instrument has no indicator {code}")
        return found

    def _note(self, name: str, question: Question) -> str:
        if question.evidence and len(question.code) % 2:
            return ""
        agency = self.agencies[name].abbreviation
        return f"Data {agency} per 30 September {self.cycle.year}."

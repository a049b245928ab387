"""The form of an official answer as the page opens it, and as it comes back after a refusal."""

from __future__ import annotations

from assessment.core.consolidation import Contribution
from assessment.core.scoring import describe
from assessment.forms.assembly import LABELS, DecisionForm
from assessment.models import OfficialAnswer
from assessment.selectors import assembly as selectors
from assessment.selectors.questions import Evidence, QuestionRecord
from assessment.services import official_answers
from assessment.services.official_answers import Decision

LONGEST_WORDS = 120


def decision_form(found: selectors.QuestionBoard) -> DecisionForm:
    """The form as it opens: the standing decision, or the proposal ready to be taken."""
    record, official = found.record, found.record.official
    chosen = [str(e.citation.pk) for e in accepted_evidence(record) if e.is_chosen]
    form = DecisionForm(
        record.question,
        answer=selectors.raw_to_adapt(record),
        initial={
            "decision": _standing(record),
            "reason": official.reason if official else "",
            "narrative": official.narrative if official else record.suggested_narrative,
            "evidence": chosen,
            "seen": record.fingerprint,
            "version": _version(found),
        },
    )
    return _with_choices(form, record)


def offered(form: DecisionForm, found: selectors.QuestionBoard) -> DecisionForm:
    """What was posted, with the present choices; a stale form speaks of the present state."""
    if form.is_stale:
        form.renew(seen=found.record.fingerprint, version=_version(found))
    return _with_choices(form, found.record)


def accepted_evidence(record: QuestionRecord) -> list[Evidence]:
    """Accepted citations of the question, in the order of its items."""
    return [e for item in record.items for e in item.evidence if e.is_accepted]


def _with_choices(form: DecisionForm, record: QuestionRecord) -> DecisionForm:
    evidence = [
        (str(e.citation.pk), f"{item.name}: {_evidence_words(e)}")
        for item in record.items
        for e in item.evidence
        if e.is_accepted
    ]
    form.offer(decisions=_decisions(record), evidence=evidence)
    return form


def _decisions(record: QuestionRecord) -> list[tuple[str, str]]:
    """The proposal; each answer of the whole city that differs from it; adapt; set aside."""
    found = []
    if record.state.proposal.answer is not None:
        words = _shortened(record.proposed_words)
        found.append((Decision.TAKEN.value, f"{LABELS[Decision.TAKEN]}: {words}"))
    others = [c for c in record.state.choices if c.answer != record.state.proposal.answer]
    found += [(_code(c), f"Ambil jawaban {_words(record, c)}") for c in others]
    rest = (Decision.ADAPTED, Decision.NOT_APPLICABLE)
    return [*found, *((decision.value, LABELS[decision]) for decision in rest)]


def _standing(record: QuestionRecord) -> str:
    """The choice that stands: the decision taken, else the proposal."""
    official = record.official
    if official is None:
        return Decision.TAKEN.value if record.state.proposal.answer is not None else ""
    if official.decision != OfficialAnswer.Decision.CHOSEN:
        return official.decision
    labels = {c.source.label: _code(c) for c in record.state.choices}
    return labels.get(official.sources[0], "") if official.sources else ""


def _code(choice: Contribution) -> str:
    return f"{Decision.CHOSEN.value}:{choice.identity}"


def _words(record: QuestionRecord, choice: Contribution) -> str:
    return f"{choice.source.label}: {_shortened(describe(record.question, choice.answer))}"


def _evidence_words(evidence: Evidence) -> str:
    citation = evidence.citation
    pages = f", halaman {citation.pages}" if citation.pages else ""
    counts = "" if evidence.is_in_window else " (di luar tahun evaluasi, tidak dihitung)"
    return f"{citation.document.title}{pages}{counts}"


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"


def _version(found: selectors.QuestionBoard) -> int:
    official = found.record.official
    return official.version if official else official_answers.NEW

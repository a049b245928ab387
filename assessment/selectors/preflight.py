"""What stands open before a freeze: one list of checks, each with its places and points at stake.

A new check is one function more in CHECKS. A question may stand in several lists.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessment.core import consistency
from assessment.core.ledgers import QuestionScore, Score
from assessment.core.numbers import canonical
from assessment.core.workflow import Status
from assessment.models import Cycle, Submission
from assessment.selectors import scores
from assessment.selectors.consistency import open_findings

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open matter: its name, the page that mends it, the points that depend on it."""

    label: str
    page: str
    argument: object
    points: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `is_serious` where the claim may fall as it stands."""

    code: str
    title: str
    text: str
    items: tuple[OpenItem, ...]
    is_serious: bool = True

    @property
    def points(self) -> Decimal:
        return sum((item.points for item in self.items), ZERO)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the checks look at, read once."""

    state: scores.CycleState
    outside: frozenset[str]
    waiting: tuple[Submission, ...]
    disagreeing: tuple[consistency.Finding, ...]

    @property
    def rows(self) -> Collection[QuestionScore]:
        return self.state.score.questions.values()


@dataclass(frozen=True, slots=True)
class Preflight:
    """The state that a freeze would record, and what is open in it."""

    score: Score
    findings: tuple[Finding, ...]
    waiting: int

    @property
    def is_clean(self) -> bool:
        return not any(finding.is_serious for finding in self.findings)

    def labels(self, code: str) -> tuple[str, ...]:
        """What a check found, by name; nothing when it found nothing."""
        items = [
            item for finding in self.findings if finding.code == code for item in finding.items
        ]
        return tuple(item.label for item in items)

    @property
    def fingerprint(self) -> str:
        """Of the list as it stands: who ticked another one has to look again."""
        return fingerprint_of(self.frozen())

    def frozen(self) -> list[dict[str, Any]]:
        """The list as a snapshot keeps it."""
        return [
            {
                "title": finding.title,
                "count": len(finding.items),
                "points": canonical(finding.points),
                "labels": [item.label for item in finding.items],
            }
            for finding in self.findings
        ]


def fingerprint_of(frozen: list[dict[str, Any]]) -> str:
    text = json.dumps(frozen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def preflight(cycle: Cycle) -> Preflight:
    return preflight_of(cycle, scores.cycle_state(cycle))


def preflight_of(cycle: Cycle, state: scores.CycleState) -> Preflight:
    """The checks over a state that was read already. Two queries."""
    ground = _ground(cycle, state)
    found = (check(ground) for check in CHECKS)
    findings = tuple(finding for finding in found if finding.items)
    return Preflight(state.score, findings, len(ground.waiting))


def _ground(cycle: Cycle, state: scores.CycleState) -> Ground:
    outside = frozenset(row.question for row in state.cited if not row.is_in_time)
    sent = Submission.objects.filter(cycle=cycle, status=Status.SUBMITTED)
    waiting = tuple(sent.select_related("agency").order_by("agency__abbreviation", "pk"))
    return Ground(state, outside, waiting, open_findings(state))


def _questions(
    rows: Iterable[QuestionScore], points: Callable[[QuestionScore], Decimal]
) -> tuple[OpenItem, ...]:
    return tuple(
        OpenItem(row.question.code, "assembly-detail", row.question.code, points(row))
        for row in rows
    )


def _claimed(row: QuestionScore) -> Decimal:
    return row.points.claimed or ZERO


def _unproven(row: QuestionScore) -> Decimal:
    return row.points.unproven


def _stale(ground: Ground) -> Finding:
    return Finding(
        "stale",
        "Usang sesudah diputuskan",
        "Jawaban sumber berubah; poinnya tidak terbukti sampai diputuskan lagi.",
        _questions((row for row in ground.rows if row.is_stale), _claimed),
    )


def _undecided_rows(ground: Ground) -> Iterator[QuestionScore]:
    return (row for row in ground.rows if row.points.claimed is not None and not row.is_decided)


def _conflicts(ground: Ground) -> Finding:
    proposals = {code: q.proposal for code, q in ground.state.questions.items()}
    rows = (r for r in _undecided_rows(ground) if proposals[r.question.code].conflicts)
    return Finding(
        "conflicts",
        "Jawaban bertentangan",
        "Perangkat daerah menjawab berbeda; rekaman memakai usulan.",
        _questions(rows, _claimed),
    )


def _undecided(ground: Ground) -> Finding:
    return Finding(
        "undecided",
        "Belum diputuskan",
        "Ada usulan, belum menjadi jawaban resmi; tercatat sebagai klaim saja.",
        _questions(_undecided_rows(ground), _claimed),
    )


def _without_proof(ground: Ground) -> Finding:
    rows = (
        row
        for row in ground.rows
        if row.is_decided and not row.is_stale and row.points.unproven > 0
    )
    return Finding(
        "unproven",
        "Diputuskan tanpa bukti lengkap",
        "Poinnya diklaim, tetapi tidak terbukti.",
        _questions(rows, _unproven),
    )


def _refused(ground: Ground) -> Finding:
    return Finding(
        "refused",
        "Bukti ditolak",
        "Perangkat daerah perlu mengganti bukti yang ditolak pemeriksa.",
        _questions((r for r in ground.rows if r.question.code in ground.state.refused), _unproven),
    )


def _outside(ground: Ground) -> Finding:
    return Finding(
        "outside",
        "Bukti yang tidak dihitung",
        "Dokumen tanpa tanggal, di luar masa yang dinilai, atau bukan jenis yang diminta.",
        _questions((r for r in ground.rows if r.question.code in ground.outside), _unproven),
    )


def _waiting(ground: Ground) -> Finding:
    indicators = ground.state.score.indicators
    return Finding(
        "waiting",
        "Menunggu diperiksa",
        "Bagian yang diajukan perangkat daerah dan belum diterima atau dikembalikan.",
        tuple(
            OpenItem(
                f"{row.agency.abbreviation} {row.indicator_code}",
                "review-detail",
                row.pk,
                indicators[row.indicator_code].points.unproven,
            )
            for row in ground.waiting
            if row.indicator_code in indicators
        ),
    )


def _disagreeing(ground: Ground) -> Finding:
    codes = {code for finding in ground.disagreeing for code in finding.questions}
    return Finding(
        "consistency",
        "Angka tidak konsisten",
        "Angka yang sama berbeda antarjawaban; perbaiki atau kecualikan di halaman Konsistensi.",
        _questions((row for row in ground.rows if row.question.code in codes), _claimed),
    )


def _unanswered(ground: Ground) -> Finding:
    return Finding(
        "unanswered",
        "Belum dijawab",
        "Pertanyaan tanpa jawaban bernilai 0.",
        _questions(
            (row for row in ground.rows if row.points.claimed is None),
            lambda row: row.question.max_points,
        ),
        is_serious=False,
    )


CHECKS: tuple[Callable[[Ground], Finding], ...] = (
    _stale,
    _conflicts,
    _undecided,
    _without_proof,
    _refused,
    _outside,
    _disagreeing,
    _waiting,
    _unanswered,
)

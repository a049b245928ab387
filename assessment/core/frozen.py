"""A snapshot's content as typed values: points, answers, decisions and evidence of each question.

Pure. Reads the JSON that selectors.snapshot_content writes; unknown points stay None.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from assessment.core.ledgers import Points

Json = Mapping[str, Any]
#: States of a citation, in words.
STATES = {"accepted": "diterima", "pending": "menunggu diperiksa", "refused": "ditolak"}


def content_hash(text: str) -> str:
    """SHA-256 of a snapshot's content as it is stored."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FrozenEvidence:
    """A citation; two with one `key` are the same document for the same item of one agency."""

    item: str
    title: str
    pages: str
    agency: str
    state: str
    sha256: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.item, self.sha256, self.pages, self.agency)

    @property
    def state_words(self) -> str:
        return STATES.get(self.state, self.state)


@dataclass(frozen=True, slots=True)
class FrozenQuestion:
    """`raw` is the JSON form of the answer, `words` the same for people."""

    code: str
    text: str
    points: Points
    words: str
    raw: Json | None
    reason: str
    is_decided: bool
    is_stale: bool
    decided_by: str
    evidence: tuple[FrozenEvidence, ...]


@dataclass(frozen=True, slots=True)
class FrozenIndicator:
    code: str
    name: str
    points: Points
    questions: tuple[FrozenQuestion, ...]


@dataclass(frozen=True, slots=True)
class FrozenCluster:
    code: str
    name: str
    points: Points
    indicators: tuple[FrozenIndicator, ...]


@dataclass(frozen=True)
class Frozen:
    points: Points
    clusters: tuple[FrozenCluster, ...]

    @cached_property
    def indicators(self) -> dict[str, FrozenIndicator]:
        return {i.code: i for cluster in self.clusters for i in cluster.indicators}

    @cached_property
    def questions(self) -> dict[str, FrozenQuestion]:
        return {q.code: q for i in self.indicators.values() for q in i.questions}


def read(content: Json) -> Frozen:
    return Frozen(
        points=points_of(content["totals"]),
        clusters=tuple(_cluster(cluster) for cluster in content["clusters"]),
    )


def points_of(node: Json) -> Points:
    """The ledgers of one level, exact."""
    return Points(
        max_points=Decimal(node["maximum"]),
        claimed=_decimal(node["claimed"]),
        proven=Decimal(node["proven"]),
        verified=_decimal(node["verified"]),
    )


def _cluster(node: Json) -> FrozenCluster:
    indicators = tuple(_indicator(indicator) for indicator in node["indicators"])
    return FrozenCluster(node["code"], node["name"], points_of(node), indicators)


def _indicator(node: Json) -> FrozenIndicator:
    questions = tuple(_question(question) for question in node["questions"])
    return FrozenIndicator(node["code"], node["name"], points_of(node), questions)


def _question(node: Json) -> FrozenQuestion:
    return FrozenQuestion(
        code=node["code"],
        text=node["text"],
        points=points_of(node),
        words=node["answer"],
        raw=node["answer_raw"],
        reason=node["reason"],
        is_decided=node["decided"],
        is_stale=node["stale"],
        decided_by=node["decided_by"],
        evidence=tuple(_evidence(citation) for citation in node["evidence"]),
    )


def _evidence(node: Json) -> FrozenEvidence:
    return FrozenEvidence(
        item=node["item"],
        title=node["document"]["title"],
        pages=node["pages"],
        agency=node["agency"],
        state=node["state"],
        sha256=node["document"]["sha256"],
    )


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)

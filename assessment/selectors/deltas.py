"""What a room brought: its snapshot beside the newest one, or beside the data as they run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from agencies.actors import Actor
from assessment import policies
from assessment.core.deltas import Json, QuestionDelta, changed_questions
from assessment.models import Cycle, Document, Snapshot, Window
from assessment.selectors.snapshot_content import Stamp, snapshot_content
from assessment.selectors.snapshots import content_of

RUNNING = 0


@dataclass(frozen=True, slots=True)
class DeltaFile:
    """A document to go with the bundle."""

    document: Document
    question_code: str


@dataclass(frozen=True)
class Delta:
    """`newer` is the number of the newer snapshot, RUNNING when none was frozen since."""

    window: Window
    newer: int
    made_at: datetime
    questions: tuple[QuestionDelta, ...]
    files: tuple[DeltaFile, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def sha256(self) -> str:
        """Of what is listed: the same changes have the same hash."""
        listed = [[row.code, row.old, row.new] for row in self.questions]
        return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()


def delta_of(window: Window, actor: Actor) -> Delta:
    """Everything that differs from the window's snapshot. Restricted evidence is only named."""
    newest = _newer(window)
    old = content_of(Snapshot.objects.get(pk=window.snapshot_id))
    new = content_of(newest) if newest else _running(window.cycle, actor)
    questions = changed_questions(old, new)
    files, left_out = _files(actor, questions)
    number = newest.number if newest else RUNNING
    return Delta(window, number, actor.at, questions, files, left_out)


def _newer(window: Window) -> Snapshot | None:
    rows = Snapshot.objects.filter(cycle_id=window.cycle_id, number__gt=window.snapshot.number)
    return rows.order_by("-number").first()


def _running(cycle: Cycle, actor: Actor) -> Json:
    """The content as it would be frozen now; nothing is stored."""
    fresh = Cycle.objects.select_related("city__province", "instrument").get(pk=cycle.pk)
    stamp = Stamp(RUNNING, actor.at, actor.name, "", "", "")
    return snapshot_content(fresh, stamp)


def _files(
    actor: Actor, questions: tuple[QuestionDelta, ...]
) -> tuple[tuple[DeltaFile, ...], tuple[tuple[str, str], ...]]:
    """Documents that were added, each once; those left out by question and why."""
    wanted = {row["document"]["id"]: delta.code for delta in questions for row in delta.added}
    rows = policies.visible_documents(actor).filter(pk__in=wanted).select_related("file")
    known = {document.pk: document for document in rows}
    files, left_out = [], []
    for pk, code in wanted.items():
        document = known.get(pk)
        if document is None:
            left_out.append((code, f"dokumen nomor {pk} sudah tidak ada"))
        elif document.is_restricted:
            left_out.append((code, f"dokumen nomor {pk} terbatas"))
        else:
            files.append(DeltaFile(document, code))
    return tuple(files), tuple(left_out)

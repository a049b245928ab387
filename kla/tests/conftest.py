"""A world worth backing up, and its backup."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agencies import audit
from assessment.backup import dump
from assessment.models import Contribution, Document, Program
from kla.tests.backups import add_evidence


@pytest.fixture
def full(world, tmp_path):
    """A world with evidence, answers, links between rows, and a gap at the end of the ids."""
    home = world.home
    instant = datetime(2026, 12, 1, 2, 0, 0, 123457, tzinfo=UTC)
    for content in (b"%PDF-1 satu", b"", os.urandom(70_000)):
        add_evidence(home, tmp_path, content)
    program = Program.objects.create(
        cycle=home.cycle,
        agency=home.agencies["BPBD"],
        title="Sekolah aman\nbaris 2 \u202e RTL 🚸",
        budget_planned=2**53 + 1,
        updated_at=instant,
    )
    program.joint_agencies.set([home.agencies["Dinsos"], home.agencies["DP3A"]])
    program.documents.set(Document.objects.all())
    for code, answer in (("22B.1", {"z": 1, "a": ["ya", None]}), ("22B.2", None), ("22B.3", {})):
        Contribution.objects.create(
            cycle=home.cycle,
            agency=home.agencies["BPBD"],
            question_code=code,
            answer=answer,
            updated_at=instant,
        )
    Contribution.objects.order_by("pk").last().delete()
    audit.record(by=home.actor("operator BPBD"), action="a.b", subject="c", subject_id=1)
    return world


@pytest.fixture
def backup(full, tmp_path) -> Path:
    path = tmp_path / "kla.tar"
    dump.make(path)
    return path

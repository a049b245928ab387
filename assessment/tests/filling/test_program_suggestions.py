"""Further questions for a programme: shown to its operator, ticked once, nothing overwritten."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from agencies.models import AuditEntry
from assessment.models import Program
from assessment.services.programs import Target, facts_of
from assessment.tests.factories import PLAN
from assessment.tests.filling.test_programs import make


@pytest.fixture
def program(home):
    return make(home, title="Simulasi bencana", targets=(Target("22B", "22B.2"),))


@pytest.fixture
def address(program):
    return reverse("program-suggestions", args=[program.pk])


def test_own_questions_stand_first_with_their_reasons(enter, address):
    page = enter("operator BPBD").get(address)

    own = [row.question.code for row in page.context["own"]]
    assert set(own) >= {"22B.1", "22B.3"}
    assert "22B.2" not in own
    text = page.content.decode()
    assert "karena: kata yang sama (bencana" in text
    assert "Ditugaskan kepada Anda" in text


def test_ticked_questions_are_added_once(enter, program, address):
    data = {"version": "1", "pertanyaan": ["22B.1", "22B.2", "22B.1"], "kunci": str(uuid.uuid4())}
    client = enter("operator BPBD")

    answers = [client.post(address, data) for _ in range(2)]

    assert {answer.url for answer in answers} == {reverse("program-detail", args=[program.pk])}
    stored = Program.objects.get()
    assert facts_of(stored).targets == (Target("22B", "22B.2"), Target("22B", "22B.1"))
    assert stored.version == 2
    assert AuditEntry.objects.filter(action="program.serve").count() == 1


@pytest.mark.parametrize(
    "codes", [[], ["99.9"], ["\x00"], ["x" * 100_000], ["22B.1", "' OR 1=1 --🙂"]]
)
def test_wrong_questions_are_refused(enter, program, address, codes):
    answer = enter("operator BPBD").post(address, {"version": "1", "pertanyaan": codes})

    assert answer.status_code == 422
    assert "Pilih sedikitnya satu pertanyaan dari daftar." in answer.content.decode()
    assert facts_of(program).targets == (Target("22B", "22B.2"),)


def test_old_version_keeps_the_ticks(enter, program, address):
    Program.objects.update(version=5)

    answer = enter("operator BPBD").post(address, {"version": "1", "pertanyaan": ["22B.1"]})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="version" value="5"' in text
    assert text.count("checked") == 1
    again = enter("operator BPBD").post(address, {"version": "5", "pertanyaan": ["22B.1"]})
    assert again.status_code == 302


def test_late_ticks_are_refused_and_kept(enter, clock, program, address):
    clock(PLAN.filling_closes_at)

    answer = enter("operator BPBD").post(address, {"version": "1", "pertanyaan": ["22B.1"]})

    assert (answer.status_code, answer.content.decode().count("checked")) == (409, 1)
    assert facts_of(program).targets == (Target("22B", "22B.2"),)


@pytest.mark.parametrize(
    "who, status", [("operator Dinsos", 404), ("head BPBD", 403), ("coordinator", 403)]
)
def test_suggestions_are_for_the_operator_of_the_programme(enter, address, who, status):
    assert enter(who).get(address).status_code == status
    assert enter(who).post(address, {"pertanyaan": ["22B.1"]}).status_code == status

"""The instant that counts is when a request arrives, taken before its body is read."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from agencies.errors import ConflictError
from assessment.core.workflow import Action
from assessment.models import Contribution, LateDraft, StatusChange
from assessment.tests.factories import PLAN
from assessment.tests.governance.test_window_room import ENDS, T0, ask, open_room, write
from assessment.tests.secretariat import scene

SECOND = timedelta(seconds=1)
DEADLINE = PLAN.filling_closes_at
TYPED = {"choice": "Ya, dengan bukti", "note": "Dikirim perlahan", "version": "0"}


class SlowBody(io.BytesIO):
    """A body of which the last byte comes in at another time than the request's head."""

    def __init__(self, content, finish):
        super().__init__(content)
        self._finish = finish

    def read(self, *arguments):
        self._finish()
        return super().read(*arguments)


def send(enter, code, typed, begun, ended, clock):
    """Begins to post an answer at one instant and ends at the other."""
    body = urlencode(typed).encode()
    clock(begun)
    return enter("operator BPBD").generic(
        "POST",
        f"/pertanyaan/{code}/simpan/",
        **{
            "wsgi.input": SlowBody(body, lambda: clock(ended)),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
        },
    )


@pytest.mark.parametrize("seconds, is_kept", [(-1, True), (0, False), (1, False)])
def test_upload_over_the_deadline_counts_by_its_beginning(enter, home, clock, seconds, is_kept):
    begun = DEADLINE + seconds * SECOND
    answer = send(enter, "22B.2", TYPED, begun, DEADLINE + timedelta(minutes=5), clock)

    notes = list(Contribution.objects.values_list("note", flat=True))
    assert answer.status_code == (302 if is_kept else 409)
    assert notes == ([TYPED["note"]] if is_kept else [])
    assert LateDraft.objects.exists() is not is_kept


@pytest.mark.parametrize(
    "begun, ended, is_kept",
    [
        (T0 - SECOND, T0 + SECOND, False),
        (T0, T0 + SECOND, True),
        (ENDS - SECOND, ENDS + SECOND, True),
        (ENDS, ENDS + SECOND, False),
    ],
)
def test_upload_over_the_edges_of_a_room(frozen, enter, home, clock, begun, ended, is_kept):
    ask(home)
    open_room(home)
    row = Contribution.objects.get(question_code="22B.1", agency__abbreviation="BPBD")
    typed = TYPED | {"version": str(row.version)}
    answer = send(enter, "22B.1", typed, begun, ended, clock)

    row.refresh_from_db()
    assert answer.status_code == (302 if is_kept else 409)
    assert (row.note == "Dikirim perlahan") is is_kept


def test_late_and_wrong_is_kept_as_well(enter, home, clock):
    clock(DEADLINE)
    wrong = {"choice": "Tidak ada di daftar", "note": "Jangan hilang", "version": "0"}
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        refused = enter("operator BPBD").post("/pertanyaan/22B.2/simpan/", wrong, **headers)

        assert refused.status_code == 409
        assert "draf pribadi" in refused.content.decode()
    assert ["note", "Jangan hilang"] in LateDraft.objects.get().fields
    clock(DEADLINE - SECOND)
    assert enter("operator BPBD").post("/pertanyaan/22B.2/simpan/", wrong).status_code == 422


@pytest.fixture
def opened(frozen, home):
    ask(home)
    return open_room(home)


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_the_opening_reopen_the_part_once(opened, home, in_threads):
    def act(number):
        try:
            return write(home, T0, note=f"Penulis {number}").note
        except ConflictError:
            return None

    notes = [note for note in in_threads(act, 2) if note]

    row = Contribution.objects.get(question_code="22B.1", agency__abbreviation="BPBD")
    assert row.note in notes
    steps = StatusChange.objects.filter(at__gte=T0)
    assert [step.action for step in steps] == [Action.REOPEN]
    assert scene.part(home, "BPBD", "22B.1").status == "returned"

"""A question of ten agencies: conflicts, the exact matrix, chosen evidence, stale, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.core.evidence import kinds_of
from assessment.core.workflow import Status
from assessment.models import (
    Assignment,
    Citation,
    Contribution,
    OfficialAnswer,
    Program,
    ProgramTarget,
    Submission,
)
from assessment.selectors.assembly import State
from assessment.selectors.scores import Stale, cycle_score, cycle_state
from assessment.selectors.snapshot_parts import evidence as frozen_evidence
from assessment.services import program_duplicates
from assessment.tests.factories import NOW
from assessment.tests.secretariat import scene

CODE, INDICATOR = "21A.8", "21A"
ADDRESS = f"/rakitan/{CODE}/"
#: Of ten agencies the last is silent, the two before it are not accepted yet.
ACCEPTED, ANSWERED = 7, 9


@pytest.fixture
def ten(home):
    """The ten agencies, in the order of their assignment."""
    Assignment.objects.filter(cycle=home.cycle, question_code=CODE).delete()
    model = type(home.agencies["Dinsos"])
    agencies = model.objects.bulk_create(
        model(city=home.city, abbreviation=f"OPD-{n}", name=f"Dinas {n}", kind="opd")
        for n in range(10)
    )
    for n, agency in enumerate(agencies):
        Assignment.objects.create(cycle=home.cycle, question_code=CODE, agency=agency, position=n)
        if n < ANSWERED:
            _answer(home, agency, n)
    return agencies


def _answer(home, agency, n):
    """Number 3 contradicts; each has a programme; the first one's evidence is accepted."""
    own = {"cycle": home.cycle, "agency": agency}
    raw = scene.worst(home, CODE) if n == 3 else scene.best(home, CODE)
    row = Contribution.objects.create(
        **own, question_code=CODE, answer=raw, updated_at=scene.EARLIER
    )
    status = Status.ACCEPTED if n < ACCEPTED else Status.SUBMITTED
    Submission.objects.create(**own, indicator_code=INDICATOR, status=status)
    title = "Pelatihan pendamping korban" if n in (1, 2) else f"Kegiatan khusus {n}"
    program = Program.objects.create(
        **own, title=title, girls=10 + n, budget_planned=1000, updated_at=scene.EARLIER
    )
    ProgramTarget.objects.create(program=program, indicator_code=INDICATOR, question_code=CODE)
    for item in range(2 if n == 0 else 1):
        Citation.objects.create(
            contribution=row,
            document=scene.document(home, "Dinsos", kind=fitting(home, item)),
            item=item,
            state="accepted" if n == 0 else "pending",
            created_at=scene.EARLIER,
        )


def fitting(home, item):
    """A kind of document that fits the item."""
    kinds = kinds_of(scene.question(home, CODE).demand(item))
    return kinds[0] if kinds else "decree"


def shown(client, **changes):
    form = client.get(ADDRESS).context["form"]
    names = ("decision", "evidence", "offered", "narrative", "seen", "version")
    return {name: form[name].value() for name in names} | changes


def points(home):
    score = cycle_score(home.cycle).questions[CODE].points
    return score.claimed, score.proven


def stale(home):
    return cycle_state(home.cycle).questions[CODE].stale


def identity(agency):
    return f"chosen:{agency.pk}/"


def test_ten_agencies_stand_side_by_side(enter, ten):
    page = enter("coordinator").get(ADDRESS)

    board = page.context["board"]
    matrix = board.record.state.matrix
    assert board.state is State.CONFLICT
    assert [side.entry.source.label for side in board.sides if side.is_used] == [
        f"OPD-{n}" for n in (0, 1, 2, 4, 5, 6, 7, 8)
    ]
    assert [(v.conflict.kind.label, len(v.sides)) for v in board.conflicts] == [
        ("Jawaban berbeda", 9),
        ("Mungkin kegiatan ganda", 2),
    ]
    assert [(m.agency, m.status) for m in board.missing] == [(ten[9], None)]
    assert (len(matrix.accepted), matrix.waiting) == (ACCEPTED, 2)
    assert matrix.totals == {
        "boys": None,
        "girls": sum(10 + n for n in range(ACCEPTED)),
        "disabled": None,
        "budget_planned": 1000 * ACCEPTED,
        "budget_realised": None,
    }
    text = page.content.decode()
    assert "7 baris dari bagian yang diterima; 2 kegiatan belum dihitung" in text
    assert f'href="#jawaban-{board.sides[3].entry.row.pk}"' in text
    assert "Aturan: Jawaban yang sama diambil" in text


def test_only_answers_that_differ_from_the_proposal_are_offered_beside_it(enter, ten):
    form = enter("coordinator").get(ADDRESS).context["form"]

    assert [code for code, _ in form.fields["decision"].choices] == [
        "taken",
        identity(ten[3]),
        "adapted",
        "not_applicable",
    ]


def test_one_answer_is_taken_with_its_source_and_the_matrix(enter, ten, home):
    client = enter("coordinator")

    answer = client.post(ADDRESS, shown(client, decision=identity(ten[3]), narrative="Narasi."))

    official = OfficialAnswer.objects.get()
    assert answer.status_code == 302
    assert (official.decision, official.sources) == ("chosen", ["OPD-3"])
    assert official.answer == scene.worst(home, CODE)
    assert (official.narrative, official.evidence, official.reason) == ("Narasi.", None, "")
    assert len(official.matrix) == ACCEPTED
    assert stale(home) == ()
    assert client.get(ADDRESS).context["form"]["decision"].value() == identity(ten[3])


def test_only_chosen_evidence_proves(enter, ten, home):
    client = enter("coordinator")
    full = scene.question(home, CODE).max_points
    first, second = sorted(shown(client)["evidence"], key=int)

    client.post(ADDRESS, shown(client, evidence=[first]))
    left_out = points(home), OfficialAnswer.objects.get().evidence
    frozen = frozen_evidence(
        home.cycle, cycle_state(home.cycle).instrument, cycle_state(home.cycle).left_out
    )
    ticked = client.get(ADDRESS).context["form"]["evidence"].value()
    client.post(ADDRESS, shown(client, evidence=[first, second]))
    whole = points(home), OfficialAnswer.objects.get().evidence

    assert left_out == ((full, 0), [int(first)])
    assert ticked == [first]
    assert [row["state"] for row in frozen[CODE]].count("accepted") == 1
    assert whole == ((full, full), None)


def test_none_may_be_chosen(enter, ten, home):
    client = enter("coordinator")

    client.post(ADDRESS, shown(client, evidence=[]))

    assert OfficialAnswer.objects.get().evidence == []
    assert points(home)[1] == 0
    assert "2 bukti yang diterima tidak disertakan." in client.get(ADDRESS).content.decode()


def test_who_ticks_everything_takes_what_is_accepted_while_he_reads(enter, ten, home):
    client = enter("coordinator")
    data = shown(client)
    Citation.objects.filter(state="pending").update(state="accepted")

    client.post(ADDRESS, data)

    assert len(data["evidence"]) == 2
    assert OfficialAnswer.objects.get().evidence is None


def test_evidence_that_is_no_longer_accepted_makes_the_decision_stale(enter, ten, home):
    client = enter("coordinator")
    first, _ = sorted(shown(client)["evidence"], key=int)
    client.post(ADDRESS, shown(client, evidence=[first]))

    Citation.objects.filter(pk=first).update(state="pending")

    assert stale(home) == (Stale.EVIDENCE,)
    assert "bukti yang dipilih tidak lagi diterima" in client.get(ADDRESS).content.decode()


def test_evidence_refused_meanwhile_is_not_chosen(enter, ten):
    client = enter("coordinator")
    first, _ = shown(client)["evidence"]
    data = shown(client, evidence=[first], narrative="Tetap terbaca.")
    Citation.objects.filter(pk=first).update(state="refused", reason="Kabur.")

    answer = client.post(ADDRESS, data)

    assert answer.status_code == 409
    assert "Tetap terbaca." in answer.content.decode()
    assert not OfficialAnswer.objects.exists()


def test_changes_of_the_matrix_and_of_a_source_make_it_stale_until_undone(enter, ten, home):
    client = enter("coordinator")
    client.post(ADDRESS, shown(client, decision="taken"))
    full = scene.question(home, CODE).max_points
    fresh = points(home), stale(home)
    program = Program.objects.filter(agency=ten[0])

    program.update(version=2)
    edited = points(home), stale(home), client.get(ADDRESS).content.decode()
    client.post(ADDRESS, shown(client))
    again = points(home), stale(home)
    later = NOW - timedelta(hours=1)
    Contribution.objects.filter(agency=ten[5]).update(
        answer=scene.worst(home, CODE), version=2, updated_at=later
    )
    changed = points(home), stale(home)
    board = client.get("/rakitan/?keadaan=usang").context["board"]
    version = OfficialAnswer.objects.get().version
    undone = client.post(f"{ADDRESS}batal/", {"version": version})

    assert fresh == ((full, full), ())
    assert edited[:2] == ((full, 0), (Stale.MATRIX,))
    assert "baris matriks berubah" in edited[2]
    assert again == ((full, full), ())
    assert changed == ((full, 0), (Stale.ANSWERS,))
    assert [row.question.code for row in board.rows] == [CODE]
    assert undone.status_code == 302
    assert not OfficialAnswer.objects.exists()
    assert points(home) == (full, 0)


def test_a_row_accepted_later_belongs_to_another_matrix(enter, ten, home):
    client = enter("coordinator")
    client.post(ADDRESS, shown(client))

    Submission.objects.filter(agency=ten[8]).update(status=Status.ACCEPTED)

    assert stale(home) == (Stale.MATRIX,)


def test_a_matrix_that_changed_since_it_was_shown_is_not_decided(enter, ten):
    client = enter("coordinator")
    data = shown(client)
    Program.objects.filter(agency=ten[0]).update(version=2)

    assert client.post(ADDRESS, data).status_code == 409


def test_judged_programmes_are_no_conflict(enter, ten, home):
    first, second = Program.objects.filter(agency__in=ten[1:3]).order_by("pk")
    program_duplicates.set_distinct(
        cycle=home.cycle, first=first, second=second, is_distinct=True, by=home.actor("reviewer")
    )

    board = enter("coordinator").get(ADDRESS).context["board"]

    assert [view.conflict.kind.label for view in board.conflicts] == ["Jawaban berbeda"]


FORGED = (
    ({"decision": "chosen:1/"}, 422),
    ({"decision": "chosen:"}, 422),
    ({"decision": "chosen:x/"}, 422),
    ({"decision": "chosen:9/9/9"}, 422),
    ({"decision": f"chosen:{'9' * 30}/"}, 422),
    ({"evidence": ["x"]}, 422),
    ({"evidence": ["9" * 30]}, 422),
    ({"evidence": ["9" * 18]}, 409),
    ({"offered": "x"}, 422),
    ({"offered": "9 " * 20_000}, 422),
)


def test_forged_choices_are_refused(enter, ten):
    client = enter("coordinator")

    for data, status in FORGED:
        assert client.post(ADDRESS, shown(client, **data)).status_code == status, data
    assert not OfficialAnswer.objects.exists()


def test_save_and_next_follows_the_filter(enter, ten, accepted):
    client = enter("coordinator")
    query = "?keadaan=bertentangan"

    answer = client.post(f"{ADDRESS}{query}", shown(client, lanjut="1"), follow=True)
    sorted_first = client.get("/rakitan/berikutnya/?keadaan=usulan&urut=klaim")

    assert [where for where, _ in answer.redirect_chain] == [
        f"/rakitan/berikutnya/?sesudah={CODE}&keadaan=bertentangan",
        f"/rakitan/{query}",
    ]
    assert "Tidak ada pertanyaan lain" in answer.content.decode()
    assert sorted_first.url == "/rakitan/1.2g/?keadaan=usulan&urut=klaim"


def test_garbage_in_the_filter_is_refused(enter):
    client = enter("coordinator")
    next_one = "/rakitan/berikutnya/"
    queries = ("?urut=x", "?perlu=x", "?klaster=x", "?keadaan=%00")

    found = [client.get(at + query).status_code for at in (next_one, ADDRESS) for query in queries]

    assert found == [404, 404, 404, 400] * 2
    assert client.get(f"{next_one}?sesudah=x").status_code == 404


def test_board_filters_what_is_lacking_and_sorts_by_points(enter, ten):
    client = enter("reviewer")

    def rows(query):
        return client.get(f"/rakitan/{query}").context["board"].rows

    missing = {row.question.code: row.missing for row in rows("?perlu=kurang-penjawab")}
    claims = [row.points.claimed or 0 for row in rows("?urut=klaim")]
    risks = [row.points.unproven for row in rows("?urut=risiko")]
    undecided = rows("?perlu=belum-diputuskan")

    assert missing[CODE] == 1
    assert claims == sorted(claims, reverse=True)
    assert risks == sorted(risks, reverse=True)
    assert len(undecided) == 274
    assert rows("?perlu=temuan") == ()


def test_pages_stay_within_twelve_queries(enter, ten):
    client = enter("coordinator")
    client.post(ADDRESS, shown(client, evidence=[]))
    Program.objects.update(version=3)
    costs = {}
    for address in (ADDRESS, "/rakitan/", "/rakitan/?urut=risiko", "/antrian/"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs[address] = len(queries)

    assert max(costs.values()) <= 12, costs

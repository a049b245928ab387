"""The reviewer's page: what it shows, who may act, and what happens to what was typed."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.models import AuditEntry
from agencies.roles import Role
from assessment.core.workflow import Action, Status, available
from assessment.models import Citation, StatusChange
from assessment.policies import party_of
from assessment.tests.factories import NOW, PLAN
from assessment.tests.secretariat import scene

CODE = "8.3"
RECAP = PLAN.recap_closes_at


@pytest.fixture
def sent(home):
    """Dinsos has answered a question of indicator 1 with evidence, and sent its part."""
    scene.answer(home, "Dinsos", "1.2g", note="Disahkan bersama DPRD.")
    return scene.send(home, "Dinsos", "1.2g")


def detail(submission, **query):
    address = reverse("review-detail", args=[submission.pk])
    return address + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def move(client, submission, action, **data):
    address = reverse("submission-move", args=[submission.pk, action])
    query = data.pop("query", "")
    return client.post(address + query, {"version": submission.version, "setuju": "1"} | data)


def judge(client, citation, **data):
    address = reverse("citation-decide", args=[citation.pk])
    return client.post(address, {"version": citation.version} | data)


def test_review_shows_answer_evidence_and_points(enter, sent, home):
    page = enter("reviewer").get(detail(sent))

    review = page.context["review"]
    shown = next(q for q in review.questions if q.record.question.code == "1.2g")
    entry = shown.entries[0].entry
    assert page.status_code == 200
    assert entry.words == scene.best(home, "1.2g")["choice"]
    assert entry.award.points == scene.question(home, "1.2g").max_points
    assert [item.mark for item in entry.items] == ["wait"] * len(entry.items)
    assert [step.action for step in review.actions] == [Action.ACCEPT, Action.RETURN]
    text = page.content.decode()
    assert "Disahkan bersama DPRD." in text
    assert entry.items[0].evidence[0].citation.document.title in text


@pytest.mark.parametrize("who", ["operator Dinsos", "head BPBD", "leader", "admin"])
def test_review_is_forbidden_to_other_roles(enter, sent, who):
    client = enter(who)
    citation = Citation.objects.first()

    codes = [
        client.get(reverse("queue")).status_code,
        client.get(reverse("queue-next")).status_code,
        client.get(detail(sent)).status_code,
        judge(client, citation, state="accepted").status_code,
    ]

    assert codes == [403] * 4
    citation.refresh_from_db()
    assert citation.state == Citation.CitationState.PENDING


def test_review_of_another_city_is_not_found(client, world, clock, sent):
    client.force_login(world.neighbour.people["reviewer"])
    citation = Citation.objects.first()

    codes = [
        client.get(detail(sent)).status_code,
        move(client, sent, "accept").status_code,
        judge(client, citation, state="accepted").status_code,
    ]

    assert codes == [404] * 3
    sent.refresh_from_db()
    assert sent.status == Status.SUBMITTED


@pytest.mark.parametrize("pk", ["0", "01", "9" * 19, "9" * 30, "%00", "abc"])
def test_review_of_garbage_is_not_found(enter, sent, pk):
    client = enter("reviewer")

    assert client.get(f"/antrian/{pk}/").status_code == 404
    assert client.post(f"/antrian/bukti/{pk}/", {"state": "accepted"}).status_code == 404


def test_review_refuses_wrong_methods(enter, sent):
    client = enter("reviewer")
    citation = Citation.objects.first()

    assert client.post(detail(sent)).status_code == 405
    assert client.get(reverse("citation-decide", args=[citation.pk])).status_code == 405


@pytest.mark.parametrize("who", ["reviewer", "coordinator"])
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("action", list(Action))
def test_moves_follow_the_table(enter, sent, home, who, status, action):
    sent.status = status
    sent.save(update_fields=["status"])
    party = party_of(home.actor(who))
    steps = {s.action: s for s in available(status, party, has_head=False)}
    ever = {s.action for each in Status for s in available(each, party, has_head=False)}

    answer = move(enter(who), sent, action, reason="Sesuai pembahasan.", setuju="1")

    sent.refresh_from_db()
    if action in steps:
        assert (answer.status_code, sent.status) == (302, steps[action].target)
    else:
        assert sent.status == status
        assert answer.status_code == (409 if action in ever else 403)


def test_move_offers_only_what_the_table_allows(enter, sent, home):
    scene.accept(home, "Dinsos", "1.2g")

    as_reviewer = enter("reviewer").get(detail(sent)).context["review"].actions
    as_coordinator = enter("coordinator").get(detail(sent)).context["review"].actions

    assert as_reviewer == ()
    assert [step.action for step in as_coordinator] == [Action.REOPEN]


def test_accepting_accepts_pending_evidence_and_leads_to_the_next(enter, sent, home):
    scene.answer(home, "DP3A", "1.2g", evidence=False)
    waiting = scene.send(home, "DP3A", "1.2g")
    client = enter("reviewer")

    first = move(client, sent, "accept", query="?dari=antrian")
    following = client.get(first.url)

    assert first.url == f"{reverse('queue-next')}?sesudah={sent.pk}"
    assert following.url == detail(waiting, dari="antrian")
    assert set(Citation.objects.values_list("state", flat=True)) == {"accepted"}
    last = move(client, waiting, "accept", query="?dari=antrian")
    assert client.get(last.url).url == reverse("queue")


def test_return_without_reason_keeps_the_page(enter, sent):
    answer = move(enter("reviewer"), sent, "return", reason="  ")

    sent.refresh_from_db()
    assert answer.status_code == 422
    assert sent.status == Status.SUBMITTED
    text = answer.content.decode()
    assert "<title>Galat:" in text
    assert 'href="#id_code"' in text


@pytest.mark.parametrize("reason", ["a\x00b", "x" * 2001, "a\x07b"])
def test_return_with_hostile_reason_is_refused(enter, sent, reason):
    answer = move(enter("reviewer"), sent, "return", reason=reason)

    sent.refresh_from_db()
    assert (answer.status_code, sent.status) == (422, Status.SUBMITTED)


def test_return_keeps_the_reason_in_the_history(enter, sent):
    reason = '<script>alert("x")</script> lengkapi halaman 2'

    answer = move(enter("reviewer"), sent, "return", reason=reason)

    page = enter("reviewer").get(detail(sent)).content.decode()
    assert answer.status_code == 302
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_double_click_returns_once(enter, sent):
    client = enter("reviewer")
    token = str(uuid.uuid4())

    answers = [move(client, sent, "return", reason="Lengkapi.", kunci=token) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert StatusChange.objects.filter(action="return").count() == 1


def test_stale_version_keeps_the_reason(enter, sent, home):
    stale = sent.version
    scene.move(home, "Dinsos", "1.2g", Action.ACCEPT, "coordinator")

    answer = move(enter("reviewer"), sent, "return", reason="Tolong diperbaiki.")

    sent.refresh_from_db()
    assert answer.status_code == 409
    assert sent.status == Status.ACCEPTED
    assert sent.version == stale + 1
    assert "Tolong diperbaiki." in answer.content.decode()


@pytest.mark.parametrize(
    "moment, status, expected",
    [
        (RECAP - timedelta(seconds=1), 302, Status.RETURNED),
        (RECAP, 409, Status.SUBMITTED),
        (RECAP + timedelta(seconds=1), 409, Status.SUBMITTED),
    ],
)
def test_review_closes_at_the_hand_over(enter, sent, clock, moment, status, expected):
    clock(moment)

    answer = move(enter("reviewer"), sent, "return", reason="Lengkapi bukti.")

    sent.refresh_from_db()
    assert (answer.status_code, sent.status) == (status, expected)
    if status == 409:
        assert "Lengkapi bukti." in answer.content.decode()


def test_own_entry_is_not_accepted(enter, sent, home):
    person = home.people["operator Dinsos"]
    person.role, person.agency = Role.REVIEWER, None
    person.save()
    client = enter("operator Dinsos")

    page = client.get(detail(sent))
    answer = move(client, sent, "accept")
    verdict = judge(client, Citation.objects.first(), state="accepted")

    sent.refresh_from_db()
    assert page.context["review"].is_own
    assert "Anda ikut mengisi bagian ini" in page.content.decode()
    assert (answer.status_code, verdict.status_code) == (403, 403)
    assert sent.status == Status.SUBMITTED


def test_citation_is_refused_with_a_reason(enter, sent):
    citation = Citation.objects.first()

    answer = judge(enter("reviewer"), citation, state="refused", reason="Tanpa tanda tangan.")

    citation.refresh_from_db()
    assert answer.url == f"{detail(sent)}#bukti-{citation.pk}"
    assert (citation.state, citation.reason) == ("refused", "Tanpa tanda tangan.")
    entry = AuditEntry.objects.filter(action="citation.decide").get()
    assert entry.reason == "Tanpa tanda tangan."


def test_citation_refused_without_reason_keeps_the_page(enter, sent):
    citation = Citation.objects.first()

    answer = judge(enter("reviewer"), citation, state="refused", reason="")

    citation.refresh_from_db()
    assert (answer.status_code, citation.state) == (422, "pending")
    assert f"#kode-bukti-{citation.pk}" in answer.content.decode()


def test_citation_of_a_stale_page_keeps_the_reason(enter, sent):
    citation = Citation.objects.first()
    Citation.objects.filter(pk=citation.pk).update(version=7)

    answer = judge(enter("reviewer"), citation, state="refused", reason="Sudah kedaluwarsa.")

    assert answer.status_code == 409
    assert "Sudah kedaluwarsa." in answer.content.decode()
    assert 'name="version" value="7"' in answer.content.decode()


def test_citation_accepted_with_its_part_is_a_new_version(enter, sent, home):
    citation = Citation.objects.first()
    scene.accept(home, "Dinsos", "1.2g")

    answer = judge(enter("reviewer"), citation, state="refused", reason="Salah dokumen.")

    citation.refresh_from_db()
    assert (answer.status_code, citation.state) == (409, "accepted")


def test_citation_of_a_draft_is_not_judged(enter, home):
    scene.answer(home, "Dinsos", "1.2g")
    citation = Citation.objects.first()

    answer = judge(enter("reviewer"), citation, state="accepted")

    citation.refresh_from_db()
    assert (answer.status_code, citation.state) == (409, "pending")


@pytest.mark.parametrize(
    "data", [{"state": "pending"}, {"state": "x"}, {"version": "1e9"}, {"version": "9" * 30}]
)
def test_citation_form_refuses_garbage(enter, sent, data):
    citation = Citation.objects.first()

    answer = judge(enter("reviewer"), citation, **({"state": "accepted"} | data))

    citation.refresh_from_db()
    assert (answer.status_code, citation.state) == (422, "pending")


def test_changes_since_the_last_decision_are_shown(enter, sent, home):
    scene.send_back(home, "Dinsos", "1.2g")
    after = NOW - timedelta(days=1)
    row = scene.answer(home, "Dinsos", "1.2g", scene.worst(home, "1.2g"), at=after, note="Baru.")
    scene.answer(home, "Dinsos", "1.2h", at=after)
    new = scene.citations_of(row)[-1]
    scene.citations.remove_citation(citation=new, by=home.actor("operator Dinsos", after))
    scene.send(home, "Dinsos", "1.2g", at=after)

    review = enter("reviewer").get(detail(sent)).context["review"]

    assert [q.record.question.code for q in review.changed] == ["1.2g", "1.2h"]
    first = review.changed[0].entries[0].change
    assert first.words == scene.best(home, "1.2g")["choice"]
    assert (first.is_answer_changed, first.is_note_changed) == (True, True)
    second = review.changed[1].entries[0]
    assert second.change.words == ""
    assert second.new_citations == {c.pk for c in scene.citations_of(second.entry.row)}
    assert review.removed == (f"1.2g: {scene.question(home, '1.2g').evidence[new.item]}",)


def test_nothing_changed_is_said(enter, sent, home):
    scene.send_back(home, "Dinsos", "1.2g")
    scene.send(home, "Dinsos", "1.2g", at=NOW - timedelta(days=1))

    page = enter("reviewer").get(detail(sent))

    assert page.context["review"].changed == ()
    assert "Tidak ada yang berubah" in page.content.decode()

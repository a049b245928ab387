"""Check, send, withdraw, approve, return: the agency's half of the way, with its receipt."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.models import AuditEntry
from assessment.models import StatusChange
from assessment.tests.factories import PLAN
from assessment.tests.filling import scene

CUT_OFF = PLAN.filling_closes_at


@pytest.fixture
def draft(home):
    scene.answer(home, "BPBD", "22B.1")
    return scene.part(home, "BPBD", "22B")


@pytest.fixture
def sent(home, draft):
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    draft.refresh_from_db()
    return draft


def step(client, part, action, query="", **data):
    address = reverse("submission-move", args=[part.pk, action])
    return client.post(address + query, {"version": part.version} | data)


def problems(page, code):
    row = next(r for r in page.context["rows"] if r.part.indicator.code == code)
    return [(p.question.code, p.text) for p in row.part.problems]


def test_check_lists_what_is_missing(enter, home):
    scene.answer(home, "BPBD", "22B.1")
    scene.answer(home, "BPBD", "22B.2", {"choice": "Tidak"})
    scene.answer(home, "BPBD", "22B.3")
    undated = scene.document(home, facts=replace(scene.FACTS, date=None))
    scene.cite(home, "BPBD", "22B.3", undated)

    page = enter("operator BPBD").get(reverse("submission-check"))

    assert problems(page, "22B") == [
        ("22B.1", "Bukti belum ada: Dokumen pendukung"),
        ("22B.3", "Dokumen pendukung: Dokumen tanpa tanggal"),
        ("22B.4", "Belum dijawab"),
    ]
    assert "/indikator/22B/?buka=22B.3" in page.content.decode()


def test_half_answers_stop_the_sending(enter, home):
    scene.answer(home, "DP3A", "25.2", {"numerator": 3, "denominator": None})
    part = scene.part(home, "DP3A", "25")
    client = enter("operator DP3A")

    page = client.get(reverse("submission-check"))
    answer = step(client, part, "submit", setuju="1")

    row = next(r for r in page.context["rows"] if r.part.indicator.code == "25")
    assert row.is_blocked
    assert answer.status_code == 409
    assert "Lengkapi dahulu: 25.2 (penyebut)" in answer.content.decode()


def test_sending_with_gaps_needs_the_tick(enter, draft):
    client = enter("operator BPBD")

    asked = step(client, draft, "submit")
    answer = step(client, draft, "submit", setuju="1")

    assert asked.status_code == 422
    assert "Masih ada" in asked.content.decode()
    change = StatusChange.objects.get()
    assert answer.url == reverse("submission-receipt", args=[change.pk])
    draft.refresh_from_db()
    assert draft.status == "awaiting_head"


def test_receipt_proves_the_sending(enter, home, sent):
    change = StatusChange.objects.get()

    page = enter("operator BPBD").get(reverse("submission-receipt", args=[change.pk]))

    text = page.content.decode()
    entry = AuditEntry.objects.get(action="submission.submit")
    assert f"Nomor 52.72/2026/{change.pk:06d}" in text
    assert "Selasa, 1 Desember 2026 pukul 10.00.00 WITA" in text
    assert change.content_hash in text
    assert entry.hash in text


def test_receipt_of_others_is_not_found(enter, sent):
    change = StatusChange.objects.get()
    address = reverse("submission-receipt", args=[change.pk])

    assert enter("operator Dinsos").get(address).status_code == 404
    assert enter("reviewer").get(address).status_code == 200


def test_agency_without_head_sends_directly(enter, home):
    scene.answer(home, "Dinsos", "22B.1")
    part = scene.part(home, "Dinsos", "22B")

    step(enter("operator Dinsos"), part, "submit", setuju="1")

    part.refresh_from_db()
    assert part.status == "submitted"


def test_sent_part_is_withdrawn(enter, sent):
    answer = step(enter("operator BPBD"), sent, "withdraw")

    sent.refresh_from_db()
    assert (answer.url, sent.status) == (reverse("submission-check"), "draft")


@pytest.mark.parametrize(
    "moment, status",
    [(CUT_OFF - timedelta(seconds=1), 302), (CUT_OFF, 409), (CUT_OFF + timedelta(seconds=1), 409)],
)
def test_sending_closes_to_the_second(enter, draft, clock, moment, status):
    clock(moment)

    answer = step(enter("operator BPBD"), draft, "submit", setuju="1")

    draft.refresh_from_db()
    assert answer.status_code == status
    assert draft.status == ("awaiting_head" if status == 302 else "draft")


def test_double_click_sends_once(enter, draft):
    client, token = enter("operator BPBD"), str(uuid.uuid4())

    answers = [step(client, draft, "submit", setuju="1", kunci=token) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert StatusChange.objects.count() == 1


def test_stale_page_does_not_send(enter, draft, home):
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    scene.move(home, "BPBD", "22B", "withdraw", "operator BPBD")

    answer = step(enter("operator BPBD"), draft, "submit", setuju="1")

    draft.refresh_from_db()
    assert (answer.status_code, draft.status) == (409, "draft")


def test_head_approves_from_the_summary(enter, home, sent):
    client = enter("head BPBD")

    page = client.get(reverse("agency-summary"))
    answer = step(client, sent, "approve", "?dari=ringkasan")

    assert [row.part.indicator.code for row in page.context["waiting"]] == ["22B"]
    sent.refresh_from_db()
    assert (answer.url, sent.status) == (reverse("agency-summary"), "submitted")


def test_head_returns_with_a_reason(enter, sent):
    client = enter("head BPBD")

    refused = step(client, sent, "send_back", reason=" ")
    answer = step(client, sent, "send_back", reason="Periksa 22B.1.")

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"reason"}
    sent.refresh_from_db()
    assert (answer.status_code, sent.status) == (302, "returned")
    assert "Periksa 22B.1." in enter("operator BPBD").get(reverse("task-list")).content.decode()


@pytest.mark.parametrize("reason", ["a\x00b", "a\x07b", "x" * 2001])
def test_hostile_reason_is_refused(enter, sent, reason):
    answer = step(enter("head BPBD"), sent, "send_back", reason=reason)

    sent.refresh_from_db()
    assert (answer.status_code, sent.status) == (422, "awaiting_head")


def test_head_approves_everything_shown(enter, home, sent):
    scene.answer(home, "BPBD", "21A.2", _first(home, "21A.2"))
    scene.move(home, "BPBD", "21A", "submit", "operator BPBD")
    other = scene.part(home, "BPBD", "21A")
    shown = [f"{part.pk}:{part.version}" for part in (sent, other)]

    answer = enter("head BPBD").post(reverse("agency-approve"), {"bagian": shown})

    assert answer.url == reverse("agency-summary")
    assert {scene.part(home, "BPBD", code).status for code in ("22B", "21A")} == {"submitted"}


def test_approving_everything_is_all_or_nothing(enter, home, sent):
    scene.answer(home, "BPBD", "21A.2", _first(home, "21A.2"))
    scene.move(home, "BPBD", "21A", "submit", "operator BPBD")
    other = scene.part(home, "BPBD", "21A")

    answer = enter("head BPBD").post(
        reverse("agency-approve"),
        {"bagian": [f"{sent.pk}:{sent.version}", f"{other.pk}:{other.version - 1}"]},
    )

    assert answer.status_code == 409
    assert {scene.part(home, "BPBD", code).status for code in ("22B", "21A")} == {"awaiting_head"}


@pytest.mark.parametrize("shown", ["", "x", "1", "9" * 30 + ":1", "1:1:1", "²:1"])
def test_approving_garbage_is_refused(enter, sent, shown):
    answer = enter("head BPBD").post(reverse("agency-approve"), {"bagian": shown})

    sent.refresh_from_db()
    assert (answer.status_code, sent.status) == (409, "awaiting_head")


def test_operator_does_not_approve(enter, sent):
    shown = f"{sent.pk}:{sent.version}"

    assert step(enter("operator BPBD"), sent, "approve").status_code == 403
    assert (
        enter("operator BPBD").post(reverse("agency-approve"), {"bagian": shown}).status_code == 403
    )
    sent.refresh_from_db()
    assert sent.status == "awaiting_head"


def test_parts_of_others_are_not_found(enter, world, draft):
    assert step(enter("operator Dinsos"), draft, "submit").status_code == 404
    assert step(enter("operator BPBD"), draft, "xyz").status_code == 404
    scene.answer(world.abroad, "BPBD", "22B.1")
    foreign = scene.part(world.abroad, "BPBD", "22B")
    assert step(enter("operator BPBD"), foreign, "submit").status_code == 404


def test_summary_names_what_changed_since_the_return(enter, home, sent):
    scene.move(home, "BPBD", "22B", "send_back", "head BPBD", "Periksa.")
    later = PLAN.filling_closes_at - timedelta(days=1)
    scene.answer(home, "BPBD", "22B.1", note="Baru.", version=1, at=later)

    page = enter("head BPBD").get(reverse("agency-summary"))

    row = next(r for r in page.context["rows"] if r.part.indicator.code == "22B")
    assert [q.question.code for q in row.changed] == ["22B.1"]


def _first(home, code):
    question = scene.question(home, code)
    if question.options:
        return {"choice": question.options[0].label}
    return {"count": 3} if question.kind == "count" else {"items": 3}

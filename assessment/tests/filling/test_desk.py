"""The desk around the answers: news, sending all, receipts, the menu, remarks, and help."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import User
from agencies.roles import Role
from agencies.services.sign_in import finish_attempt
from assessment.core.evidence_examples import EXAMPLES, GENERAL, example_of
from assessment.models import StatusChange
from assessment.selectors.badges import Waiting, waiting
from assessment.selectors.guide import GUIDES
from assessment.tests.factories import NOW, make_user
from assessment.tests.filling import scene

HOUR = timedelta(hours=1)


@pytest.fixture
def sent(home):
    scene.answer(home, "BPBD", "22B.1")
    scene.move(home, "BPBD", "22B", "submit", "operator BPBD")
    return scene.part(home, "BPBD", "22B")


@pytest.fixture
def colleague(home):
    scope = {"city": home.city, "agency": home.agencies["BPBD"]}
    home.people["colleague"] = make_user("rina.bpbd", Role.OPERATOR, **scope)
    return home.people["colleague"]


def complete(home, indicator, questions):
    """Every question of a part answered, with an answer that demands no evidence."""
    for code in questions:
        is_count = scene.question(home, code).kind == "count"
        scene.answer(home, "BPBD", code, {"count": 0} if is_count else {"choice": "Tidak"})
    return scene.part(home, "BPBD", indicator)


def last_seen(user, at):
    User.objects.filter(pk=user.pk).update(previous_login=at)


def test_sign_in_keeps_the_one_before(home):
    user = home.people["operator BPBD"]
    user.last_login = NOW - HOUR
    user.save()

    finish_attempt(user=user, source="127.0.0.1", at=NOW)

    user.refresh_from_db()
    assert user.previous_login == NOW - HOUR


def test_news_since_the_last_visit(enter, home, sent, colleague):
    scene.move(home, "BPBD", "22B", "send_back", "head BPBD", "Periksa.", at=NOW - HOUR)
    client = enter("colleague")
    last_seen(colleague, NOW - 2 * HOUR)

    news = client.get(reverse("task-list")).context["news"]

    assert [(m.status, m.codes) for m in news.moved] == [("returned", ("22B",))]
    assert [(d.who, d.what, d.subject, d.question) for d in news.deeds] == [
        ("Op.Bpbd.52.72", "mengajukan bagian", "22B", ""),
        ("Op.Bpbd.52.72", "menyimpan jawaban", "22B.1", "22B.1"),
        ("Kepala.Bpbd.52.72", "mengembalikan bagian ke operator", "22B", ""),
    ]
    assert all(deed.is_new for deed in news.deeds)


def test_news_leaves_out_the_old_the_own_and_other_agencies(enter, home, sent, colleague):
    scene.answer(home, "DP3A", "25.2", {"numerator": 3, "denominator": 9})
    client = enter("operator BPBD")
    last_seen(home.people["operator BPBD"], NOW - HOUR)

    own = client.get(reverse("task-list")).context["news"]
    last_seen(colleague, NOW + HOUR)
    old = enter("colleague").get(reverse("task-list")).context["news"]

    assert (own.moved, own.deeds) == ((), ())
    assert (old.moved, old.new_deeds, len(old.deeds)) == ((), 0, 2)


def test_first_visit_has_no_news(enter, home, sent, colleague):
    page = enter("colleague").get(reverse("task-list"))

    assert page.context["news"].since is None
    assert "Sejak Anda masuk terakhir" not in page.content.decode()


def test_all_complete_parts_are_sent_in_one_act(enter, home):
    parts = [complete(home, "22B", [f"22B.{n}" for n in range(1, 5)])]
    scene.answer(home, "BPBD", "21A.1", {"choice": "Tidak"})
    client, token = enter("operator BPBD"), str(uuid.uuid4())

    page = client.get(reverse("submission-check"))
    shown = [f"{r.part.submission.pk}:{r.part.submission.version}" for r in page.context["ready"]]
    data = {"bagian": shown, "kunci": token}
    answers = [client.post(reverse("submission-submit"), data) for _ in range(2)]

    assert shown == [f"{part.pk}:{part.version}" for part in parts]
    assert [answer.url for answer in answers] == [reverse("receipt-list")] * 2
    assert StatusChange.objects.count() == 1
    assert scene.part(home, "BPBD", "22B").status == "awaiting_head"
    assert scene.part(home, "BPBD", "21A").status == "draft"


def test_what_became_incomplete_is_not_sent(enter, home):
    part = complete(home, "22B", [f"22B.{n}" for n in range(1, 5)])
    scene.answer(home, "BPBD", "22B.1", None, version=1)

    answer = enter("operator BPBD").post(
        reverse("submission-submit"), {"bagian": [f"{part.pk}:{part.version}"]}
    )

    assert answer.status_code == 409
    assert "Tidak lengkap lagi: 22B" in answer.content.decode()
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize("shown", ["", "x", "9" * 30 + ":1", "1:1:1"])
def test_sending_garbage_is_refused(enter, sent, shown):
    answer = enter("operator BPBD").post(reverse("submission-submit"), {"bagian": shown})

    assert answer.status_code == 409


def test_head_sends_nothing(enter, sent):
    answer = enter("head BPBD").post(reverse("submission-submit"), {"bagian": f"{sent.pk}:1"})

    assert answer.status_code == 403


def test_receipts_of_the_agency_are_listed(enter, home, sent):
    scene.move(home, "BPBD", "22B", "approve", "head BPBD", at=NOW + HOUR)

    page = enter("operator BPBD").get(reverse("receipt-list"))
    other = enter("operator Dinsos").get(reverse("receipt-list"))

    listed = [(change.action, number) for change, number in page.context["page"]]
    pks = StatusChange.objects.order_by("-pk").values_list("pk", flat=True)
    assert listed == [
        (action, f"52.72/2026/{pk:06d}")
        for action, pk in zip(("approve", "submit"), pks, strict=True)
    ]
    assert "Belum ada tanda terima" in other.content.decode()


def test_remarks_name_the_ticked_questions(enter, home, sent):
    client = enter("head BPBD")
    address = reverse("submission-move", args=[sent.pk, "send_back"])
    data = {"version": sent.version, "pertanyaan": ["22B.3", "22B.1", "1.1"], "reason": "Perjelas."}

    refused = client.post(address, data | {"reason": ""})
    client.post(address, data)

    assert refused.status_code == 422
    assert refused.content.decode().count("checked") == 2
    assert StatusChange.objects.get(action="send_back").reason == "Perbaiki 22B.1, 22B.3: Perjelas."


def test_summary_names_what_changed_since_the_last_visit(enter, home, sent):
    last_seen(home.people["head BPBD"], NOW - HOUR)

    page = enter("head BPBD").get(reverse("agency-summary"))

    row = next(r for r in page.context["rows"] if r.part.indicator.code == "22B")
    assert [q.question.code for q in row.changed] == ["22B.1"]


def test_badges_count_what_waits(enter, home, sent):
    bpbd = home.agencies["BPBD"].pk
    assert waiting(home.actor("head BPBD")) == Waiting(0, {bpbd: 1}, 0)
    badges = {i.name: i.badge for i in shell(enter("head BPBD"), "agency-summary").nav}
    assert (badges["agency-summary"](), badges["help"]) == (1, None)

    scene.move(home, "BPBD", "22B", "approve", "head BPBD")
    assert waiting(home.actor("reviewer")) == Waiting(0, {}, 1)
    scene.move(home, "BPBD", "22B", "return", "reviewer", "Perjelas.")

    assert waiting(home.actor("operator BPBD")) == Waiting(1, {}, 0)
    assert waiting(home.actor("operator Dinsos")) == Waiting(0, {}, 0)


def test_badges_cost_one_query_and_only_where_shown(home, sent):
    with CaptureQueriesContext(connection) as caught:
        waiting(home.actor("reviewer"))

    assert len(caught) == 1


@pytest.mark.parametrize(
    ("who", "name", "args", "current"),
    [
        ("operator BPBD", "indicator-detail", ["22B"], "Tugas saya"),
        ("operator BPBD", "citation-create", ["22B.1", 0], "Tugas saya"),
        ("operator BPBD", "receipt-list", [], "Periksa & ajukan"),
        ("head BPBD", "indicator-detail", ["22B"], "Ringkasan"),
        ("head BPBD", "delegation-create", [], "Ringkasan"),
        ("admin", "delegation-list", [], "Pengguna"),
        ("operator BPBD", "help", [], "Cara mengisi"),
    ],
)
def test_sub_pages_mark_their_menu_entry(enter, sent, who, name, args, current):
    nav = shell(enter(who), name, *args).nav

    assert [item.label for item in nav if item.current] == [current]


def test_review_page_marks_the_queue(enter, home, sent):
    nav = shell(enter("reviewer"), "review-detail", sent.pk).nav

    assert [item.label for item in nav if item.current] == ["Antrian"]


def test_evidence_page_shows_an_example(enter, home, sent):
    page = enter("operator BPBD").get(reverse("citation-create", args=["22B.1", 0]))

    item = scene.question(home, "22B.1").evidence[0]
    assert example_of(item) in page.content.decode()


def test_every_kind_of_the_instrument_but_the_general_one_has_its_own_example(home):
    names = {item for q in questions(home) for item in q.evidence}

    assert {name for name in names if example_of(name) == GENERAL} == {"Dokumen pendukung"}
    assert {example_of(name) for name in names} == {GENERAL, *(text for _, text in EXAMPLES)}


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "reviewer", "admin", "leader"])
def test_help_speaks_of_the_own_role(enter, who):
    page = enter(who).get(reverse("help"))

    assert page.context["steps"] == GUIDES[page.wsgi_request.actor.role]
    assert "Contoh bukti yang diterima" in page.content.decode()


def shell(client, name, *args):
    return client.get(reverse(name, args=args)).context["shell"]


def questions(place):
    return scene.instrument_of(place.cycle).questions

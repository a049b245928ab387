"""Partners in two spellings: listed for the secretariat, shown, merged in all their programmes."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditEntry
from assessment.models import DistinctPartners, Partner, Program
from assessment.selectors.authors import has_entered
from assessment.services.programs import AgreementFact, PartnerFact, Target
from assessment.tests.factories import PLAN
from assessment.tests.filling import scene
from assessment.tests.filling.test_programs import make

MAJU, DOTTED, OTHER = (
    PartnerFact("PT Maju", "business"),
    PartnerFact("P.T. <Maju>", "business"),
    PartnerFact("Radio Bima", "media"),
)
LIST = "/kegiatan/mitra/"


@pytest.fixture
def programs(home):
    """PT Maju twice, in another spelling once, and both in one programme."""
    signed = AgreementFact("pks", "1/2026", date(2026, 1, 5), partner_names=(DOTTED.name,))
    return [
        make(home, partners=(MAJU,)),
        make(home, partners=(MAJU, OTHER)),
        make(home, "Dinsos", partners=(DOTTED,), agreements=(signed,), targets=(Target("22B"),)),
        make(home, "Dinsos", partners=(MAJU, DOTTED), agreements=(signed,)),
    ]


def address(*merged, keep=MAJU):
    named = [("mitra", f"{fact.kind}:{fact.name}") for fact in merged]
    return f"{LIST}satukan/?{urlencode([*named, ('pakai', f'{keep.kind}:{keep.name}')])}"


def merge(client, *merged, keep=MAJU, **data):
    seen = client.get(address(*merged, keep=keep)).context["change"].seen
    return client.post(address(*merged, keep=keep), {"terlihat": seen} | data)


def named(program):
    return [(partner.name, partner.kind) for partner in program.partners.all()]


def test_likely_partners_are_listed_with_their_use(enter, programs):
    page = enter("reviewer").get(LIST)

    (group,) = page.context["page"].object_list
    assert [(s.name, s.programs) for s in group] == [(MAJU.name, 3), (DOTTED.name, 2)]
    assert "P.T. &lt;Maju&gt;" in page.content.decode()
    assert LIST in enter("reviewer").get(reverse("program-list")).content.decode()
    assert LIST not in enter("operator BPBD").get(reverse("program-list")).content.decode()


def test_one_name_of_two_kinds_is_listed(enter, home):
    for agency, kind in (("BPBD", "business"), ("Dinsos", "media")):
        program = make(home, agency)
        Partner.objects.create(program=program, name="Radio Bima", kind=kind)

    page = enter("coordinator").get(LIST)

    assert [[s.kind for s in group] for group in page.context["page"]] == [["business", "media"]]


def test_change_is_shown_first_and_then_made(enter, programs):
    client = enter("reviewer")

    shown = client.get(address(MAJU, DOTTED))
    answer = merge(client, MAJU, DOTTED)

    assert shown.context["change"].programs == (programs[2], programs[3])
    assert answer.url == LIST
    assert [named(program) for program in programs] == [
        [("PT Maju", "business")],
        [("PT Maju", "business"), ("Radio Bima", "media")],
        [("PT Maju", "business")],
        [("PT Maju", "business")],
    ]
    signers = [
        [partner.name for partner in agreement.partners.all()]
        for program in programs[2:]
        for agreement in program.agreements.all()
    ]
    assert signers == [["PT Maju"], ["PT Maju"]]
    assert client.get(LIST).context["page"].object_list == ()
    entry = AuditEntry.objects.get(action="partner.merge")
    assert entry.subject == "partner"
    assert "P.T. <Maju> (business)" in entry.before
    history = enter("coordinator").get("/riwayat/?hal=partner").content.decode()
    assert "Menyatukan nama mitra" in history


def test_operator_with_the_programme_open_meets_a_conflict(enter, home, programs):
    before = Program.objects.get(pk=programs[2].pk)

    merge(enter("reviewer"), DOTTED)

    after = Program.objects.get(pk=before.pk)
    assert after.version == before.version + 1
    assert (after.updated_by, after.updated_at) == (before.updated_by, before.updated_at)
    assert Program.objects.get(pk=programs[0].pk).version == programs[0].version


def test_who_merges_names_may_still_accept_the_part(enter, home, programs):
    scene.answer(home, "Dinsos", "22B.1")

    merge(enter("reviewer"), DOTTED)

    assert not has_entered(home.actor("reviewer"), scene.part(home, "Dinsos", "22B"), ())


def test_merge_that_was_not_shown_is_refused(enter, home, programs):
    client = enter("reviewer")
    seen = client.get(address(DOTTED)).context["change"].seen
    make(home, "DP3A", partners=(DOTTED,))

    for data in ({"terlihat": seen}, {}):
        answer = client.post(address(DOTTED), data)
        assert answer.status_code == 409
        assert "Kegiatan berubah" in answer.content.decode()
        assert len(answer.context["change"].programs) == 3
    assert not AuditEntry.objects.filter(action="partner.merge").exists()


def test_one_spelling_alone_changes_nothing(enter, programs):
    client = enter("reviewer")

    answer = merge(client, MAJU)

    assert "centang paling sedikit satu nama lain" in client.get(address(MAJU)).content.decode()
    assert answer.status_code == 422
    assert "Pilih paling sedikit dua nama" in answer.content.decode()


def test_merge_repeated_with_its_token_is_one(enter, programs):
    client = enter("reviewer")
    data = {"kunci": "6a7c2f86-5d5f-4a37-9d10-0a5f4f7b7f11"}
    data["terlihat"] = client.get(address(DOTTED)).context["change"].seen

    first, second = (client.post(address(DOTTED), data) for _ in range(2))

    assert (first.url, second.url) == (LIST, LIST)
    assert AuditEntry.objects.filter(action="partner.merge").count() == 1


def test_nothing_is_merged_after_the_hand_over(enter, clock, programs):
    clock(PLAN.recap_closes_at)

    answer = merge(enter("reviewer"), DOTTED)

    assert answer.status_code == 409
    assert named(programs[2]) == [("P.T. <Maju>", "business")]


@pytest.mark.parametrize(
    "query", ["", "?pakai=x", "?mitra=a&pakai=business:PT+Maju", "?pakai=%00", "?tahun=1"]
)
def test_partners_that_are_not_there_are_not_found(enter, programs, query):
    assert enter("reviewer").get(f"{LIST}satukan/{query}").status_code == 404


def test_other_cities_keep_their_names(enter, world, programs):
    foreign = make(world.neighbour, partners=(DOTTED,))

    merge(enter("reviewer"), DOTTED)

    assert named(foreign) == [("P.T. <Maju>", "business")]


def decide(client, word, *facts, **data):
    codes = [f"{fact.kind}:{fact.name}" for fact in facts]
    return client.post(f"{LIST}putuskan/", {"mitra": codes, "keputusan": word} | data)


def test_different_partners_leave_the_list_in_all_years_and_come_back(enter, home, programs):
    client = enter("reviewer")

    answers = [decide(client, "berbeda", MAJU, DOTTED) for _ in range(2)]

    assert [answer.url for answer in answers] == [LIST, LIST]
    row = DistinctPartners.objects.get()
    assert row.city == home.city
    assert row.spellings == ["business:P.T. <Maju>", "business:PT Maju"]
    assert client.get(LIST).context["page"].object_list == ()
    (group,) = client.get(f"{LIST}?keadaan=berbeda").context["page"].object_list
    assert {spelling.name for spelling in group} == {MAJU.name, DOTTED.name}
    decide(client, "terbuka", MAJU, DOTTED)
    assert len(client.get(LIST).context["page"].object_list) == 1
    actions = AuditEntry.objects.filter(subject="partner").order_by("sequence")
    assert [entry.action for entry in actions] == ["partner.distinct", "partner.lookalike"]


def test_another_spelling_asks_again(enter, home, programs):
    client = enter("reviewer")
    decide(client, "berbeda", MAJU, DOTTED)
    make(home, "DP3A", partners=(PartnerFact("CV Maju", "business"),))

    (group,) = client.get(LIST).context["page"].object_list

    assert len(group) == 3


@pytest.mark.parametrize("facts", [(), (MAJU,), (MAJU, PartnerFact("X\x00", "business"))])
def test_no_word_on_partners_that_are_not_there(enter, programs, facts):
    assert decide(enter("reviewer"), "berbeda", *facts).status_code == 404
    assert not DistinctPartners.objects.exists()


def test_no_word_after_the_hand_over(enter, clock, programs):
    clock(PLAN.recap_closes_at)

    assert decide(enter("reviewer"), "berbeda", MAJU, DOTTED).status_code == 409
    assert not DistinctPartners.objects.exists()


@pytest.mark.parametrize("who", ["operator BPBD", "head BPBD", "leader", "admin"])
def test_partners_are_merged_by_the_secretariat_only(enter, programs, who):
    client = enter(who)

    assert client.get(LIST).status_code == 403
    assert client.post(address(DOTTED), {}).status_code == 403
    assert decide(client, "berbeda", MAJU, DOTTED).status_code == 403


def test_pages_ask_the_same_of_the_database_for_one_and_forty(enter, home, programs):
    client, counts = enter("reviewer"), []
    for count in (1, 40):
        for number in range(count):
            make(home, title=f"K{count}.{number}", partners=(DOTTED,))
        for url in (LIST, address(DOTTED)):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(url)
            counts.append(len(queries))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 12

"""Last year's recap from its upload to its undoing, on the pages of the secretariat."""

from __future__ import annotations

import html

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.errors import ConflictError
from agencies.models import AuditEntry
from assessment.models import AgencyAlias, Assignment, RecapImport, RecapValue
from assessment.selectors import recaps as selectors
from assessment.selectors.scores import cycle_score
from assessment.services import recaps as services
from assessment.services.cycles import set_assignment
from assessment.tests.exchange.recap_books import FLAT, book
from assessment.tests.factories import NOW

LIST = "/excel/rekap/"
COLUMNS = {"kode": 0, "nilai": 1, "maksimum": 2, "opd": 3}
HEADINGS = ["Kode", "Nilai", "Maks", "OPD"]
MAPPING = {"sheet": "Rekap", "row": 0, "columns": COLUMNS, "reads_alike": True}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def home(world):
    return world.home


@pytest.fixture
def enter(client, home):
    def sign_in(who):
        client.force_login(home.people[who])
        return client

    return sign_in


def stored(place, *rows, who="coordinator", mapping=MAPPING):
    """A recap of a city as it was read; rows of code, value, maximum, agencies."""
    cells = [HEADINGS, *([a, *({"n": str(n)} for n in (b, c)), d] for a, b, c, d in rows)]
    return services.keep_recap(
        cycle=place.cycle,
        filename="rekap.xlsx",
        sheets=[{"name": "Rekap", "rows": cells}],
        mapping=mapping,
        by=place.actor(who),
    )


def used(client, recap):
    return client.post(f"{LIST}{recap.pk}/", {"version": recap.version})


def assigned(place, code):
    rows = Assignment.objects.filter(cycle=place.cycle, question_code=code)
    return [row.agency.abbreviation for row in rows.select_related("agency")]


def shown(response):
    return html.unescape(response.content.decode())


def uploaded(client, *rows):
    """A recap that went through the pages as far as its columns; with their answers."""
    file = SimpleUploadedFile("rekap.xlsx", book(("Rekap", list(rows)), ("Lain", [["x"]])))
    sent = client.post(LIST, {"file": file})
    recap = RecapImport.objects.get()
    page = client.get(f"{LIST}{recap.pk}/kolom/")
    fields = {"klaster": 0, "indikator": 1, "kode": 2, "uraian": 3, "maksimum": 4}
    fields |= {"nilai": 5, "opd": 6, "reads_alike": "on", "version": recap.version}
    mapped = client.post(f"{LIST}{recap.pk}/kolom/?lembar=Rekap&baris=2", fields)
    recap.refresh_from_db()
    return recap, (sent, page, mapped)


def test_a_recap_is_uploaded_mapped_and_looked_at(enter, home):
    known = ["Klaster V", "22B", "22B.2", "", 0.5, 0.25, "BPBD, Osis & <b>x</b>"]
    strange = ["Klaster V", "22B", "22B.9", "Tidak ada", 0.5, 0.25, "BPBD"]

    client = enter("coordinator")
    recap, (sent, page, mapped) = uploaded(client, ["Rekap"], FLAT, known, strange)
    looked = client.get(f"{LIST}{recap.pk}/")

    assert sent["Location"] == f"{LIST}{recap.pk}/kolom/"
    assert "E: Nilai Maks" in shown(page)
    assert mapped["Location"] == f"{LIST}{recap.pk}/"
    assert "Pertanyaan tidak dikenal" in shown(looked)
    assert "Rekap C4" in shown(looked)
    assert "<b>x</b>" not in looked.content.decode()


def test_a_recap_is_used_as_proposals_that_count_nothing_and_undone(enter, home):
    client, points = enter("coordinator"), cycle_score(home.cycle).points
    recap = stored(home, ("22B.2", 0.25, 0.5, "BPBD, Capil"))

    done = used(client, recap)
    value, counted = RecapValue.objects.get(), cycle_score(home.cycle).points
    recap.refresh_from_db()
    undone = client.post(f"{LIST}{recap.pk}/batal/", {"version": recap.version})

    assert (done.status_code, undone.status_code) == (302, 302)
    assert (value.question_code, value.value, value.maximum) == ("22B.2", "0.25", "0.5")
    assert value.agencies == [home.agencies["BPBD"].pk]
    assert counted == points
    assert RecapValue.objects.count() == 0
    actions = AuditEntry.objects.filter(subject="recap").order_by("sequence")
    assert list(actions.values_list("action", flat=True)) == [
        "recap.upload",
        "recap.apply",
        "recap.undo",
    ]


def test_a_file_that_is_no_workbook_is_refused_with_a_reason(enter, home):
    client = enter("reviewer")

    for name, content in (("rekap.xlsx", b"Kode;Nilai\n1.1;3\n"), ("kosong.xlsx", book(("A", [])))):
        response = client.post(LIST, {"file": SimpleUploadedFile(name, content)})
        assert response.status_code == 422
        assert "Galat:" in shown(response)
    assert not RecapImport.objects.exists()


def test_names_that_were_confirmed_are_remembered_for_the_city(enter, home, world):
    first = stored(home, ("22B.2", 0, 0.5, "Penanggulangan Bencono, Osis"))
    client = enter("reviewer")
    address = f"{LIST}{first.pk}/"

    asked = shown(client.get(address))
    names = {"nama_1": "tidak", "nama_1_teks": "Osis"}
    names |= {"nama_2": str(home.agencies["BPBD"].pk), "nama_2_teks": "Penanggulangan Bencono"}
    client.post(f"{address}nama/", names)
    second = stored(home, ("22B.2", 0, 0.5, "PENANGGULANGAN bencono; osis"))
    again = shown(client.get(f"{LIST}{second.pk}/"))

    assert "Penanggulangan Bencono" in asked
    assert dict(AgencyAlias.objects.values_list("key", "agency__abbreviation")) == {
        "osis": None,
        "penanggulangan bencono": "BPBD",
    }
    assert "2 nama sudah dikenal" in again
    assert "sudah pernah dipastikan" in again
    entry = AuditEntry.objects.get(action="alias.confirm")
    assert "Penanggulangan Bencono: BPBD" in entry.after
    assert not selectors.policies.visible_aliases(world.neighbour.actor("coordinator")).exists()


def test_a_name_that_the_page_did_not_show_confirms_nothing(enter, home):
    recap = stored(home, ("22B.2", 0, 0.5, "Osis"))

    names = {"nama_1": str(home.agencies["BPBD"].pk), "nama_1_teks": "Pramuka"}
    response = enter("reviewer").post(f"{LIST}{recap.pk}/nama/", names)

    assert response.status_code == 302
    assert not AgencyAlias.objects.exists()


def test_a_confirmed_name_can_be_given_to_another_agency(home):
    recap, by = stored(home), home.actor("reviewer")
    bpbd, dinsos = home.agencies["BPBD"], home.agencies["Dinsos"]

    counts = [
        services.confirm_names(recap=recap, names={"Osis": agency}, by=by)
        for agency in (bpbd, bpbd, dinsos)
    ]

    assert counts == [1, 0, 1]
    assert AgencyAlias.objects.get().agency == dinsos


def test_a_coordinator_accepts_assignments_and_undoing_puts_them_back(enter, home):
    before = assigned(home, "22B.2")
    recap = stored(home, ("22B.2", 0, 0.5, "Dinsos, BPBD"), ("22B.1", 9, 9, "DP3A"))
    client = enter("coordinator")
    used(client, recap)
    page = shown(client.get(f"{LIST}{recap.pk}/"))
    seen = ",".join(str(home.agencies[name].pk) for name in before)
    ticked = {"usulan": "22B.2", "semula-22B.2": seen}
    client.post(f"{LIST}{recap.pk}/penugasan/", ticked)
    accepted = assigned(home, "22B.2")
    recap.refresh_from_db()
    client.post(f"{LIST}{recap.pk}/batal/", {"version": recap.version})

    assert "Usulan penugasan" in page
    assert f'value="{seen}"' in page
    assert accepted == ["Dinsos", "BPBD"]
    assert assigned(home, "22B.2") == before


def test_what_was_assigned_by_hand_since_stays_when_the_recap_is_undone(enter, home):
    recap = stored(home, ("22B.2", 0, 0.5, "Dinsos"))
    client, by = enter("coordinator"), home.actor("coordinator")
    used(client, recap)
    seen = ",".join(str(home.agencies[name].pk) for name in assigned(home, "22B.2"))
    services.accept_assignments(recap=recap, seen={"22B.2": seen}, by=by)
    hand = [home.agencies["DP3A"]]
    set_assignment(cycle=home.cycle, question_code="22B.2", agencies=hand, by=by)
    recap.refresh_from_db()

    response = client.post(f"{LIST}{recap.pk}/batal/", {"version": recap.version}, follow=True)

    assert "Penugasan 22B.2 sudah diubah sesudahnya dan dibiarkan." in shown(response)
    assert assigned(home, "22B.2") == ["DP3A"]


def test_an_assignment_that_changed_meanwhile_is_not_overwritten(enter, home):
    recap = stored(home, ("22B.2", 0, 0.5, "Dinsos"))
    client = enter("coordinator")
    used(client, recap)
    before = assigned(home, "22B.2")

    ticked = {"usulan": "22B.2", "semula-22B.2": "1,2,3"}
    response = client.post(f"{LIST}{recap.pk}/penugasan/", ticked)

    assert response.status_code == 409
    assert "sudah diubah" in shown(response)
    assert assigned(home, "22B.2") == before


def test_reviewers_look_and_coordinators_assign(enter, home):
    recap = stored(home, ("22B.2", 0, 0.5, "Dinsos"))
    client = enter("reviewer")
    used(client, recap)

    page = shown(client.get(f"{LIST}{recap.pk}/"))
    refused = client.post(f"{LIST}{recap.pk}/penugasan/", {"usulan": "22B.2"})

    assert "Koordinator yang menerima usulan penugasan." in page
    assert refused.status_code == 403


def test_one_recap_a_cycle_and_only_as_it_was_seen(enter, home):
    first, second = (stored(home, ("22B.2", 0, 0.5, "BPBD")) for _ in range(2))
    empty = stored(home)
    client = enter("coordinator")

    stale = client.post(f"{LIST}{first.pk}/", {"version": "7"})
    nothing = used(client, empty)
    done = used(client, first)
    other = used(client, second)
    twice = client.post(f"{LIST}{first.pk}/", {"version": "2"})
    mapping = client.post(f"{LIST}{first.pk}/kolom/", {"version": "2", "kode": 0, "nilai": 1})

    assert [r.status_code for r in (stale, nothing, done, other, twice, mapping)] == [
        409,
        409,
        302,
        409,
        409,
        409,
    ]
    assert "Batalkan rekap itu dahulu" in shown(other)
    assert RecapValue.objects.count() == 1


def test_columns_can_be_chosen_otherwise_and_are_checked(enter, home):
    recap = stored(home, ("22B.2", 0, 0.5, "BPBD"))
    client, address = enter("reviewer"), f"{LIST}{recap.pk}/kolom/"

    other_row = shown(client.get(f"{address}?lembar=Rekap&baris=0"))
    far = client.get(f"{address}?baris=99999")
    unknown = client.get(f"{address}?lembar=Lain")
    version = {"version": recap.version}
    double = client.post(address, {**version, "kode": 0, "nilai": 1, "opd": 1})
    few = client.post(address, {**version, "kode": 0})

    assert "(tidak ada)" in other_row
    assert [r.status_code for r in (far, unknown, double, few)] == [200, 404, 422, 422]
    assert "Kolom ini sudah dipilih untuk nilai yang diperoleh." in shown(double)
    assert "Pilih kolom nomor atau teks pertanyaan" in shown(few)


def test_operator_and_coordinator_see_the_value_beside_the_question(enter, home):
    recap = stored(home, ("22B.2", 0.25, 0.5, "BPBD"), ("22B.1", 3, 9, "BPBD"))
    used(enter("coordinator"), recap)

    pages = {"operator BPBD": "/indikator/22B/?buka=22B.2", "coordinator": "/rakitan/22B.2/"}
    for who, address in pages.items():
        page = shown(enter(who).get(address))
        assert "Rekap tahun lalu" in page
        assert "0,25" in page
        assert "tidak menambah nilai" in page


def test_findings_are_a_list_as_well(enter, home):
    recap = stored(home, ("22B.2", 7, 0.5, "BPBD"))

    response = enter("reviewer").get(f"{LIST}{recap.pk}/?unduh=csv")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "Nilai melebihi maksimum;Rekap;B2;22B.2: 7 dari 0,5;Ditolak" in text


def test_pages_need_few_queries_for_any_recap(enter, home):
    codes = [f"22B.{n}" for n in (1, 2, 3)]
    small = stored(home, ("22B.2", 0, 0.5, "BPBD"))
    large = stored(home, *((code, 0, 0.5, f"Dinsos, Osis {code}, DP3A") for code in codes))
    client = enter("coordinator")
    counts = []
    for recap in (small, large):
        for tail in ("", "kolom/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{LIST}{recap.pk}/{tail}")
            counts.append(len(queries))
    used(client, large)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{LIST}{large.pk}/")

    assert counts[:2] == counts[2:]
    assert max(*counts, len(queries)) <= 12


def test_unused_recaps_make_room_and_used_ones_stay(enter, home):
    first = stored(home, ("22B.2", 0, 0.5, "BPBD"))
    used(enter("coordinator"), first)
    pks = [stored(home).pk for _ in range(services.MOST_KEPT + 1)]

    assert set(RecapImport.objects.values_list("pk", flat=True)) == {first.pk, *pks[1:]}


def test_an_agency_of_another_city_is_never_taken(home, world):
    recap, by = stored(home), home.actor("coordinator")
    stranger = world.neighbour.agencies["BPBD"]
    facts = services.RecapFacts("22B.2", "", "", (stranger.pk,), "Rekap A2")
    unknown = services.RecapFacts("99.9", "", "", (), "Rekap A2")

    for rows in ([facts], [unknown]):
        with pytest.raises(services.ValidationError):
            services.apply_recap(recap=recap, rows=rows, version=recap.version, by=by)
    for names in ({"Osis": stranger}, {"...": None}):
        with pytest.raises(services.ValidationError):
            services.confirm_names(recap=recap, names=names, by=by)
    for act in (
        lambda: services.undo_recap(recap=recap, version=1, by=by),
        lambda: services.accept_assignments(recap=recap, seen={"22B.2": ""}, by=by),
    ):
        with pytest.raises(ConflictError):
            act()

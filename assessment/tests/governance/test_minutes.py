"""The minutes of a freeze: number, signatories, open matters, and the paper itself."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from django.core.exceptions import ValidationError

from assessment.core.minutes import minutes_number
from assessment.management.render_report import rendered
from assessment.models import Snapshot
from assessment.selectors.snapshot_content import Minutes, Signatory
from assessment.selectors.snapshots import content_of
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW
from assessment.tests.secretariat import scene

LIST = "/laporan/"


@pytest.mark.parametrize(
    "pattern, number",
    [
        ("", "003/BA-KLA/2026"),
        ("  ", "003/BA-KLA/2026"),
        ("400.2/{nomor}/{bulan}/{tahun}", "400.2/003/XII/2026"),
        ("BA-KLA", "003/BA-KLA"),
        ("{nomor}{0}{x}%s", "003{0}{x}%s"),
    ],
)
def test_numbers_follow_the_pattern(pattern, number):
    assert minutes_number(pattern, number=3, year=2026, day=date(2026, 12, 1)) == number


def test_minutes_come_from_the_settings(proven):
    city = proven.city
    city.minutes_pattern, city.signatory_name = "{nomor}/BA/{tahun}", "Siti Aminah"
    city.save()
    row = freeze(cycle=proven.cycle, by=proven.actor("coordinator"))

    stated = content_of(row)["minutes"]
    assert (row.minutes_number, stated["number"]) == ("001/BA/2026", "001/BA/2026")
    assert stated["signatories"] == [{"name": "Siti Aminah", "title": "", "rank": "", "nip": ""}]
    assert [(f["title"], f["count"]) for f in stated["open"]] == [("Belum dijawab", 273)]


def test_typed_minutes_are_kept_and_unique(proven):
    typed = Minutes("7/BA/2026", (Signatory("A", "Ketua"), Signatory(""), Signatory("B", nip="1")))
    by = proven.actor("coordinator")
    stated = content_of(freeze(cycle=proven.cycle, minutes=typed, by=by))["minutes"]

    assert [each["name"] for each in stated["signatories"]] == ["A", "B"]
    with pytest.raises(ValidationError) as refused:
        freeze(cycle=proven.cycle, minutes=typed, by=by)
    assert list(refused.value.message_dict) == ["minutes_number"]
    assert Snapshot.objects.count() == 1


def test_the_form_keeps_what_was_typed(enter, proven):
    client = enter("coordinator")
    posted = {
        "minutes_number": "x" * 101,
        "signatory_2_name": "<b>Budi</b>",
        "signatory_1_title": "a\tb",
        "confirmed": "on",
    }
    refused = client.post(LIST, posted)

    assert refused.status_code == 422
    assert "&lt;b&gt;Budi&lt;/b&gt;" in refused.content.decode()
    assert list(refused.context["form"].errors) == ["minutes_number"]
    assert client.post(LIST, posted | {"minutes_number": "9/BA"}).status_code in (302, 422)


def test_preflight_leads_to_the_places(enter, proven):
    row = scene.answer(proven, "Dinsos", "22B.2", evidence=False)
    scene.cite(proven, "Dinsos", row, 0, dated=date(2020, 1, 1))
    scene.send(proven, "Dinsos", "22B.2")
    page = enter("coordinator").get(LIST)

    found = {finding.code for finding in page.context["preflight"].findings}
    assert found == {"undecided", "outside", "waiting", "unanswered"}
    part = scene.part(proven, "Dinsos", "22B.2")
    assert f'href="/antrian/{part.pk}/"' in page.content.decode()
    assert 'href="/rakitan/22B.2/"' in page.content.decode()


def test_the_paper_names_number_hash_and_open_matters(proven):
    hostile = Minutes("<i>1</i>", (Signatory("Ibu <script>", "Ketua & Wakil"),))
    scene.answer(proven, "Dinsos", "22B.2")
    row = freeze(cycle=proven.cycle, minutes=hostile, by=proven.actor("coordinator"))
    paper = pypdf.PdfReader(BytesIO(rendered(content_of(row), row.sha256, "berita-acara")))
    text = " ".join("".join(page.extract_text() for page in paper.pages).split())

    assert len(paper.pages) <= 4
    for words in ("Nomor <i>1</i>", "Ibu <script>", "Ketua & Wakil", "Belum diputuskan", "22B.2"):
        assert words in text
    assert row.sha256 in text.replace(" ", "")


def test_old_snapshots_have_a_paper_without_number(frozen):
    content = dict(content_of(frozen))
    del content["minutes"]
    paper = pypdf.PdfReader(BytesIO(rendered(content, frozen.sha256, "berita-acara")))

    assert "Tanpa nomor" in paper.pages[0].extract_text()


def test_minutes_of_others_do_not_exist(client, world, frozen):
    client.force_login(world.neighbour.people["coordinator"])
    assert client.get("/laporan/1/berita-acara/").status_code == 404
    client.force_login(world.foreign_verifier)
    assert client.get(f"/verifikasi/{frozen.pk}/berkas/berita-acara/").status_code == 404


def test_numbers_go_on_after_a_typed_one(proven):
    freeze(cycle=proven.cycle, minutes=Minutes("002/BA-KLA/2026"), by=proven.system())
    later = proven.system(NOW + timedelta(minutes=1))

    assert freeze(cycle=proven.cycle, by=later).minutes_number == "003/BA-KLA/2026"


def test_a_list_that_changed_since_it_was_shown_freezes_nothing(enter, proven):
    client = enter("coordinator")
    shown = client.get(LIST).context["preflight"]
    posted = {
        "reason": "Penyerahan <b>pertama</b>",
        "minutes_number": "9/BA/2026",
        "signatory_1_name": "Siti Aminah",
        "seen": shown.fingerprint,
        "confirmed": "on",
        "kunci": str(uuid.uuid4()),
    }
    scene.answer(proven, "BPBD", "21A.1", note="Masuk sesudah dibaca.", evidence=False)
    refused = client.post(LIST, posted)

    page, form = refused.content.decode(), refused.context["form"]
    now = refused.context["preflight"]
    assert refused.status_code == 409
    assert "Daftar pemeriksaan berubah sejak Anda membukanya" in page
    assert {f.code for f in now.findings} - {f.code for f in shown.findings} == {"undecided"}
    assert (form["reason"].value(), form["minutes_number"].value()) == (
        "Penyerahan <b>pertama</b>",
        "9/BA/2026",
    )
    assert 'value="Siti Aminah"' in page
    assert f'name="seen" value="{now.fingerprint}"' in page
    assert 'name="confirmed" checked' not in page
    assert not Snapshot.objects.exists()

    again = posted | {"seen": now.fingerprint, "kunci": str(uuid.uuid4())}
    assert client.post(LIST, again).status_code == 302
    assert Snapshot.objects.get().minutes_number == "9/BA/2026"

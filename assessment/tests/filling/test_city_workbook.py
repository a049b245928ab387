"""The whole city's workbook: the secretariat takes it over for its agencies, by the same rules."""

from __future__ import annotations

import json
from io import StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from agencies.models import AuditEntry
from assessment import policies
from assessment.exchange import imports, layout, workbook_runs
from assessment.exchange.compare import Kind
from assessment.models import Contribution, Program, Submission, WorkbookUpload
from assessment.selectors.authors import has_entered
from assessment.services.workbook_uploads import SILENCE
from assessment.tests.exchange.workbook_scene import make_scene
from assessment.tests.factories import NOW, PLAN

PAGE = "/excel/"
DOWNLOAD = "/excel/unduh/"


@pytest.fixture(autouse=True)
def _in_filling():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(world, tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "BLANK_ROWS", 3)
    return make_scene(world.home, tmp_path)


@pytest.fixture
def coordinator(sign_in, scene):
    client = sign_in(scene.place.people["coordinator"])
    scene.content = client.get(DOWNLOAD).content
    return client


def rows_of(book, scene, sheet, name):
    column = scene.column(sheet, name)
    return {str(cell.value): cell.row for cell in book[sheet][_letter(book, sheet, column)]}


def _letter(book, sheet, column):
    return book[sheet].cell(1, column).column_letter


def change(book, scene):
    """BPBD counts 15; Dinsos logs a programme."""
    row = rows_of(book, scene, "Jawaban", "kunci")[f"q/{scene.agency.pk}/2.7"]
    scene.cell(book, "Jawaban", row, "jumlah").value = 15
    scene.cell(book, "Kegiatan", 4, "opd").value = "dinsos"
    scene.cell(book, "Kegiatan", 4, "judul").value = "Santunan"


def upload(client, scene, act=change):
    file = SimpleUploadedFile("kota.xlsx", scene.save(act).read_bytes())
    return client.post(PAGE, {"file": file})


def look_through(scene, who="coordinator"):
    by = policies.importing(scene.place.actor(who, NOW))
    workbook_runs.run(WorkbookUpload.objects.latest("pk").pk, by)


def test_the_secretariat_sees_progress_then_applies_for_its_agencies(coordinator, scene):
    address = upload(coordinator, scene).url
    waiting = coordinator.get(address).content.decode()
    looked = []
    sheets = WorkbookUpload.objects.get().sheets
    by = policies.importing(scene.place.actor("coordinator", NOW))
    imports.check(
        sheets, cycle=scene.place.cycle, agency=None, by=by, report=lambda *n: looked.append(n)
    )
    look_through(scene)
    page = coordinator.get(address).content.decode()

    assert "Memeriksa Excel" in waiting
    assert 'role="status"' in waiting
    assert looked == [(0, 2), (1, 2), (2, 2)]
    assert "BPBD: Pertanyaan 2.7" in page
    assert coordinator.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"

    done = coordinator.post(address, {"cara": "semua"}, follow=True).content.decode()

    answer = Contribution.objects.get(question_code="2.7", territory=None)
    assert answer.answer == {"count": 15}
    assert answer.updated_by == scene.place.people["coordinator"]
    assert Program.objects.get(title="Santunan").agency == scene.place.agencies["Dinsos"]
    assert "perangkat daerahnya yang mengajukan" in done
    assert AuditEntry.objects.filter(action="contribution.save", role="coordinator").count() == 1
    part = Submission.objects.get(agency=scene.agency, indicator_code="2")
    assert has_entered(scene.place.actor("coordinator", NOW), part, [answer.pk])


def test_a_check_that_stopped_can_be_begun_again(coordinator, scene):
    address = upload(coordinator, scene).url

    with time_machine.travel(NOW + SILENCE, tick=False):
        coordinator.force_login(scene.place.people["coordinator"])
        page = coordinator.get(address).content.decode()
        coordinator.post(address)
        again = coordinator.get(address).content.decode()

    assert "terhenti" in page
    assert "Periksa lagi" in page
    assert "terhenti" not in again


def test_a_file_without_a_place_here_is_refused_at_the_field(coordinator, scene):
    def another(book, scene):
        for row in book[layout.IDENTITY].iter_rows():
            if row[0].value == "city":
                row[1].value = "52.71"

    response = upload(coordinator, scene, another)

    assert response.status_code == 422
    assert "milik kota lain" in response.content.decode()
    assert not WorkbookUpload.objects.exists()


def test_an_agencys_file_is_taken_over_by_the_secretariat_for_that_agency(coordinator, scene):
    scene.content = coordinator.get(f"{DOWNLOAD}?opd={scene.agency.pk}").content

    def new(book, scene):
        scene.cell(book, "Kegiatan", 4, "judul").value = "Simulasi"

    upload(coordinator, scene, new)
    look_through(scene)

    entries = WorkbookUpload.objects.get().result["entries"]
    assert [e["title"] for e in entries if e["kind"] == Kind.NEW] == ["Kegiatan: Simulasi"]


def test_the_deadline_and_sent_parts_count_for_the_secretariat_too(coordinator, scene):
    Submission.objects.filter(agency=scene.agency, indicator_code="2").update(status="submitted")
    address = upload(coordinator, scene).url
    look_through(scene)
    page = coordinator.get(address).content.decode()

    assert "Bagian ini sudah diajukan" in page

    with time_machine.travel(PLAN.filling_closes_at, tick=False):
        coordinator.force_login(scene.place.people["coordinator"])
        response = coordinator.post(address, {"cara": "semua"})

    assert response.status_code == 409
    assert not Program.objects.filter(title="Santunan").exists()


def test_nobody_else_sees_the_upload(coordinator, scene, client):
    address = upload(coordinator, scene).url
    for who in ("reviewer", "operator BPBD", "head BPBD"):
        client.force_login(scene.place.people[who])

        assert client.get(address).status_code == 404
        assert client.post(address, {"cara": "semua"}).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "operator BPBD"])
def test_a_download_takes_twelve_queries(scene, sign_in, django_assert_max_num_queries, who):
    client = sign_in(scene.place.people[who])

    with django_assert_max_num_queries(12):
        assert client.get(DOWNLOAD).status_code == 200


def test_its_pages_take_twelve_queries(coordinator, scene, django_assert_max_num_queries):
    address = upload(coordinator, scene).url
    for _ in ("progress", "difference"):
        with django_assert_max_num_queries(12):
            assert coordinator.get(address).status_code == 200
        with django_assert_max_num_queries(12):
            assert coordinator.get(PAGE).status_code == 200
        look_through(scene)


def test_the_empty_city_workbook_holds_every_question_and_no_answer(coordinator, scene):
    scene.content = coordinator.get(f"{DOWNLOAD}?isi=kosong").content
    book = scene.book()

    assert len(rows_of(book, scene, "Jawaban", "kunci")) > len(scene.rows)
    column = _letter(book, "Jawaban", scene.column("Jawaban", "jumlah"))
    assert [cell.value for cell in book["Jawaban"][column][2:] if cell.value is not None] == []


def test_the_command_takes_over_for_the_secretariat(coordinator, scene):
    path, out = scene.save(change), StringIO()
    by = ["--by", scene.place.people["coordinator"].username]

    call_command("import_workbook", str(path), *by, "--apply", "--json", stdout=out)

    assert json.loads(out.getvalue())["applied"] == 2
    assert Program.objects.filter(title="Santunan").exists()

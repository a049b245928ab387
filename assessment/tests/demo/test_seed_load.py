"""seed_load and the drawn files: full cities for measurements, evidence that passes inspection."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from agencies import audit
from agencies.models import Agency, City, User
from assessment.demo import drawing
from assessment.filecheck import inspect
from assessment.models import Citation, Contribution, Cycle, OfficialAnswer, Program
from assessment.selectors.scores import cycle_state


def load(*extra: str) -> dict:
    out = StringIO()
    arguments = ["--cities=1", "--agencies=40", "--years=2", "--programs=30", "--citations=200"]
    call_command("seed_load", *arguments, "--force", "--json", *extra, stdout=out)
    return json.loads(out.getvalue())


def test_seed_load_fills_every_question_of_every_cycle(db):
    made = load()

    newest = Cycle.objects.select_related("city", "instrument").order_by("-year").first()
    state = cycle_state(newest)
    assert [c["city"] for c in made["cycles"]] == ["90.01", "90.01"]
    assert (Agency.objects.count(), User.objects.count()) == (40, 44)
    assert OfficialAnswer.objects.filter(cycle=newest).count() == 274
    assert Program.objects.filter(cycle=newest).count() == 30
    assert Citation.objects.filter(contribution__cycle=newest).count() == 200
    assert all(question.facts.is_decided for question in state.questions.values())
    assert not any(question.facts.is_stale for question in state.questions.values())
    assert list(audit.verify_chain("90.01")) == []


def test_seed_load_twice_makes_the_missing_cities_only(db):
    load()
    before = Contribution.objects.count()

    again = load()

    assert (again, Contribution.objects.count(), City.objects.count()) == (
        {"cycles": []},
        before,
        1,
    )


@pytest.mark.parametrize("agencies", [1, 60])
def test_seed_load_answers_everything_with_few_or_many_agencies(db, agencies):
    load(f"--agencies={agencies}", "--years=1")

    codes = Contribution.objects.values_list("question_code", flat=True)
    assert (Agency.objects.count(), len(set(codes))) == (agencies, 274)


def test_seed_load_refuses_sizes_without_sense(db):
    err = StringIO()

    with pytest.raises(SystemExit) as stop:
        call_command("seed_load", "--cities=0", "--agencies=5", "--years=1", "--force", stderr=err)

    assert (stop.value.code, err.getvalue()) == (1, "--cities dari 1 sampai 99.\n")


@pytest.mark.parametrize(
    "name, content",
    [
        ("surat.pdf", drawing.pdf_page([(16, "Keputusan (Wali Kota) \\ é"), (11, "kata " * 80)])),
        ("foto.jpg", drawing.photo("Jalur evakuasi", is_evacuation=True, seed="a")),
        ("foto.jpg", drawing.photo("Sekolah", is_evacuation=False, seed="b")),
        ("matriks.xlsx", drawing.table("Matriks", [["No.", "Kegiatan"], [1, "=1+1"]])),
    ],
)
def test_drawn_files_pass_the_inspection(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    found = inspect(path, name, max_bytes=1_000_000)

    assert (found.name, found.pages) == (name, 1 if name.endswith("pdf") else None)


def test_drawn_photos_differ_by_seed():
    first = drawing.photo("Sekolah", is_evacuation=False, seed="a")

    assert first == drawing.photo("Sekolah", is_evacuation=False, seed="a")
    assert first != drawing.photo("Sekolah", is_evacuation=False, seed="b")

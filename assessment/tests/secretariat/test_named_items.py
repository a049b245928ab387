"""Named items from the operator's form to the reviewer, the assembly, the snapshot and history."""

from __future__ import annotations

from django.urls import reverse

from assessment.forms.territory_grid import GridRow
from assessment.models import Contribution, OfficialAnswer
from assessment.selectors.snapshot_content import Stamp, snapshot_content
from assessment.tests.factories import NOW
from assessment.tests.secretariat import scene

CODE = "10.2"
TYPED = "1\tLPKA <b>Bima</b>\tSK 4/2026\n2\tPanti “Asih” 😀\t"
ROWS = [{"name": "LPKA <b>Bima</b>", "note": "SK 4/2026"}, {"name": "Panti “Asih” 😀", "note": ""}]
SAID = "2 butir: LPKA &lt;b&gt;Bima&lt;/b&gt; (SK 4/2026); Panti “Asih” 😀"


def save(client, rows, items="", version="0"):
    values = {"version": version, "note": "", "items": items, "rows": rows}
    return client.post(reverse("contribution-save", args=[CODE]), values)


def text(client, address):
    return client.get(address).content.decode()


def test_names_are_kept_as_typed_and_followed_by_the_number(enter, home):
    save(enter("operator Dinsos"), TYPED, items="7")

    assert Contribution.objects.get().answer == {"items": 2, "rows": ROWS}
    page = text(enter("operator Dinsos"), f"/indikator/10/?buka={CODE}")
    assert "LPKA &lt;b&gt;Bima&lt;/b&gt;; SK 4/2026" in page
    assert "LPKA <b>" not in page


def test_list_with_an_error_is_kept_and_named(enter, home):
    answer = save(enter("operator Dinsos"), "Panti Asih\nPanti Asih")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_rows"' in page
    assert "Baris 2 sama dengan baris 1; hapus salah satu." in page
    assert "Panti Asih\nPanti Asih</textarea>" in page
    assert not Contribution.objects.exists()


def test_hostile_list_gets_a_clean_answer(enter, home):
    for rows in ("a\x00b", "\u202eabc" * 100, "x" * 100_000, "x\n" * 100_000, "'\";--"):
        assert save(enter("operator Dinsos"), rows).status_code in (302, 422), rows[:20]


def test_names_reach_everyone_who_decides(enter, home):
    save(enter("operator Dinsos"), TYPED)
    save(enter("operator DP3A"), "panti “asih” 😀")
    scene.send(home, "Dinsos", CODE)

    board = text(enter("coordinator"), f"/rakitan/{CODE}/")
    review = text(enter("reviewer"), f"/antrian/{scene.part(home, 'Dinsos', CODE).pk}/")
    scene.decide(home, CODE)
    content = snapshot_content(home.cycle, Stamp(1, NOW, "A", "coordinator", "", ""))
    history = text(enter("coordinator"), "/riwayat/?hal=contribution")

    assert SAID in board
    assert "menyebut “Panti “Asih” 😀”" in board
    assert SAID in review
    assert OfficialAnswer.objects.get().answer["rows"][2] == {"name": "panti “asih” 😀", "note": ""}
    assert "3 butir: LPKA <b>Bima</b> (SK 4/2026)" in str(content["clusters"])
    assert "LPKA &lt;b&gt;Bima&lt;/b&gt; (SK 4/2026); Panti" in history


def test_table_of_territories_leaves_lists_alone(home):
    stored = Contribution(answer={"items": 2, "rows": ROWS}, version=3)

    row = GridRow(scene.question(home, CODE), home.territories[0], stored, {"t1-semula": "null"})

    assert (row.fixed_words, row.is_touched) == ("2 butir bernama", False)
    assert [cell.name for cell in row.cells] == ["items"]

"""The audit trail: nothing is changed, nothing is lost, every change would be seen."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agencies import audit


@pytest.fixture
def trail(world):
    """Three entries of Kota Bima beside those that making the world left."""
    by = world.home.actor("coordinator")
    for number in range(3):
        audit.record(by=by, action="test.write", subject="test", subject_id=number)
    return world


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def unprotected():
    """Runs SQL as an intruder with the rights of the database's owner would: without triggers."""
    table = "agencies_auditentry"

    def _run(sql: str) -> None:
        if connection.vendor == "sqlite":
            execute("DROP TRIGGER IF EXISTS audit_no_update")
            execute("DROP TRIGGER IF EXISTS audit_no_delete")
        else:
            execute("SET CONSTRAINTS ALL IMMEDIATE")
            execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        execute(sql)

    return _run


def run(*arguments: str) -> tuple[int, str, list[str]]:
    """Exit code, text and error lines of a command."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(*arguments, stdout=out, stderr=err, no_color=True)
    except SystemExit as left:
        code = left.code
    return code, out.getvalue(), err.getvalue().splitlines()


def test_audit_verify_accepts_whole_chains(trail):
    heads = [audit.chain_head(chain) for chain in audit.chains()]

    code, out, err = run("audit_verify")

    assert (code, err) == (0, [])
    assert out.splitlines() == [f"{head.chain} {head.sequence} {head.hash}" for head in heads]
    assert "52.72" in [head.chain for head in heads]


@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01 00:00:00+00:00'",
        "username = 'lain'",
        "role = 'admin'",
        "agency = 'BPBD'",
        "action = 'x'",
        "subject = 'x'",
        "subject_id = '77'",
        "before = '{}'",
        "after = '{}'",
        "reason = 'x'",
    ],
)
def test_audit_verify_names_a_changed_entry(trail, unprotected, change):
    last = audit.chain_head("52.72")
    sequence = last.sequence - 1
    unprotected(
        f"UPDATE agencies_auditentry SET {change} "  # noqa: S608 - our own text
        f"WHERE chain = '52.72' AND sequence = {sequence}"
    )

    code, _, err = run("audit_verify")

    assert (code, err) == (1, [f"52.72/{sequence}: isi tidak cocok dengan hash"])


def test_audit_verify_names_an_entry_given_to_another_city(trail, unprotected):
    other = trail.abroad.city.pk
    unprotected(
        f"UPDATE agencies_auditentry SET city_id = {other} "  # noqa: S608 - our own text
        "WHERE chain = '52.72' AND sequence = 1"
    )

    assert run("audit_verify")[::2] == (1, ["52.72/1: tercatat milik kota 32.71"])


def test_audit_verify_names_a_missing_entry(trail, unprotected):
    unprotected("DELETE FROM agencies_auditentry WHERE chain = '52.72' AND sequence = 2")

    code, _, err = run("audit_verify")

    assert code == 1
    assert err == [
        "52.72/2: urutan 2 hilang, ada 3",
        "52.72/3: tidak menyambung dengan catatan sebelumnya",
    ]


@pytest.mark.parametrize("as_json", [False, True])
def test_audit_verify_sees_a_cut_tail_only_by_a_kept_head(trail, unprotected, tmp_path, as_json):
    kept = tmp_path / "heads.txt"
    arguments = ["audit_head", "--city", "52.72", *(["--json"] if as_json else [])]
    kept.write_text("# kepala\n\n" + run(*arguments)[1], encoding="utf-8")
    last = audit.chain_head("52.72").sequence
    assert run("audit_verify", "--heads", str(kept))[::2] == (0, [])

    unprotected(
        "DELETE FROM agencies_auditentry "  # noqa: S608 - our own text
        f"WHERE chain = '52.72' AND sequence = {last}"
    )

    assert run("audit_verify")[::2] == (0, [])
    code, out, err = run("audit_verify", "--heads", str(kept), "--json")
    message = "catatan yang pernah ada sudah hilang"
    assert (code, err) == (1, [f"52.72/{last}: {message}"])
    assert json.loads(out)["ok"] is False
    assert json.loads(out)["breaks"] == [{"chain": "52.72", "sequence": last, "message": message}]


def test_audit_verify_sees_a_rewritten_chain_by_a_kept_head(trail, tmp_path):
    kept = tmp_path / "heads.txt"
    kept.write_text(f"52.72 1 {'a' * 64}\n", encoding="utf-8")

    got = run("audit_verify", "--heads", str(kept))

    assert got[::2] == (1, ["52.72/1: hash berbeda dari kepala yang disimpan"])


@pytest.mark.parametrize(
    "text", ["52.72 1", "{", '{"chain": 1}', "52.72 x " + "a" * 64, "[" * 9000, "\x00"]
)
def test_audit_verify_refuses_a_file_that_holds_no_heads(trail, tmp_path: Path, text):
    kept = tmp_path / "heads.txt"
    kept.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError) as caught:
        call_command("audit_verify", heads=kept)

    assert str(caught.value) == f"Berkas {kept} baris 1 bukan kepala rantai audit."
    assert caught.value.returncode == 2


def test_audit_head_prints_all_chains_without_a_city(trail):
    heads = [audit.chain_head(chain) for chain in audit.chains()]

    code, out, _ = run("audit_head", "--json")

    assert code == 0
    assert [(row["chain"], row["sequence"], row["hash"]) for row in json.loads(out)["heads"]] == [
        (head.chain, head.sequence, head.hash) for head in heads
    ]


def test_audit_head_refuses_an_unknown_city(world):
    with pytest.raises(CommandError, match=r"Kota 99\.99 tidak ada\."):
        call_command("audit_head", city="99.99")


@pytest.mark.django_db(transaction=True)
def test_threads_write_one_whole_chain(world, in_threads):
    by = world.home.actor("coordinator")
    before = audit.chain_head("52.72").sequence

    def write(number: int) -> list[int]:
        return [
            audit.record(by=by, action="test.write", subject="test", subject_id=number).sequence
            for _ in range(5)
        ]

    written = in_threads(write, 10)

    assert sorted(number for some in written for number in some) == [
        *range(before + 1, before + 51)
    ]
    assert list(audit.verify_chain("52.72")) == []

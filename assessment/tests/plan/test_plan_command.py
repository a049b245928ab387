"""The command plan: one JSON object with points as strings, and its exit codes."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def run(*arguments):
    out, err = StringIO(), StringIO()
    scope = ("--city", "52.72", "--year", "2026")
    call_command("plan", *scope, *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_plan_prints_the_path_as_json(recap):
    found = json.loads(run("--target", "300.5", "--json")[0])

    assert (found["target"], found["reached"], found["optimal"]) == ("300.5", True, True)
    assert found["obstacles"] == []
    assert Decimal(found["proven"]["after"]) >= Decimal("300.5")
    assert Decimal(found["gain"]) == sum(Decimal(task["gain"]) for task in found["tasks"])
    assert found["effort"] == sum(task["effort"] for task in found["tasks"])


def test_plan_reaches_a_category(recap):
    found = json.loads(run("--category", "Pratama", "--json")[0])

    assert (found["target"], found["category"], found["reached"]) == ("500", "Pratama", True)
    assert Decimal(found["proven"]["after"]) >= 500


def test_plan_out_of_reach_gives_the_best_and_says_why(recap):
    found = json.loads(run("--target", "900", "--max-tasks", "3", "--json")[0])

    assert (found["reached"], found["obstacles"], len(found["tasks"])) == (False, ["tasks"], 3)


def test_plan_prints_a_table_for_people(recap):
    out, err = run("--target", "900", "--max-tasks", "3")

    assert "Target 900 tidak tercapai" in out
    assert err == "Batas banyaknya tugas terlalu kecil.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--target", "abc"),
        ("--target", "-5"),
        ("--target", "9", "--max-tasks", "-1"),
        (),
        ("--category", "Juara"),
        ("--target", "9", "--category", "Madya"),
    ],
)
def test_plan_refuses_wrong_usage(recap, arguments):
    with pytest.raises(CommandError):
        run(*arguments)


def test_plan_refuses_an_unknown_city(recap):
    with pytest.raises(SystemExit) as caught:
        call_command("plan", "--city", "99.99", "--year", "2026", "--target", "9")

    assert caught.value.code == 1

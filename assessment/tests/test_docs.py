"""The documents tell the truth: examples run, tables agree with the code, diagrams are current."""

from __future__ import annotations

import ast
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessment.core.answers import validate
from assessment.core.category import estimate
from assessment.core.instrument import mismatches, parse
from assessment.core.ledgers import Ledger, QuestionFacts, category, score
from assessment.core.numbers import canonical
from assessment.core.planner import Limits, Step, cheapest
from assessment.core.scoring import award
from assessment.core.workflow import TRANSITIONS, mermaid
from assessment.solver import solve

ROOT = Path(settings.BASE_DIR)
TYPE_ALIASES = {"Answer", "Rule"}


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def examples(kind: str = "example") -> list[dict]:
    blocks = re.findall(rf"^```{kind}\n(.*?)^```$", document("scoring.md"), re.S | re.M)
    return [json.loads(block) for block in blocks]


def national() -> dict:
    path = ROOT / "fixtures" / "instruments" / "kla-2024.json"
    return json.loads(path.read_text(encoding="utf-8"))


def instrument_of(question: dict):
    """The smallest instrument around a question, through the same parser as a real one."""
    worth = question["max_points"]
    asked = {"code": "1.1", "text": "Contoh", **question}
    indicator = {"code": "1", "number": 1, "name": "Contoh", "max_points": worth}
    cluster = {"code": "0", "name": "Contoh", "max_points": worth}
    cluster["indicators"] = [{**indicator, "questions": [asked]}]
    head = {key: national()[key] for key in ("code", "title", "year", "categories")}
    return parse({**head, "total_points": worth, "clusters": [cluster]})


@pytest.mark.parametrize("example", examples(), ids=lambda e: json.dumps(e["answer"]))
def test_example_of_scoring_gives_its_points_and_reason(example: dict) -> None:
    instrument = instrument_of(example["question"])
    asked = instrument.question("1.1")

    given = award(asked, validate(asked, example["answer"]))

    found = (None, None) if given is None else (canonical(given.points), given.reason)
    assert found == (example["points"], example["reason"])
    assert mismatches(instrument) == ()


def scored_instrument(example: dict):
    """One indicator with the questions 1.1, 1.2 ... of the example."""
    asked = [
        {"code": f"1.{n}", "text": "Contoh", **question}
        for n, question in enumerate(example["questions"], 1)
    ]
    worth = str(sum(Decimal(question["max_points"]) for question in asked))
    indicator = {"code": "1", "number": 1, "name": "Contoh", "max_points": worth}
    cluster = {"code": "0", "name": "Contoh", "max_points": worth}
    cluster["indicators"] = [{**indicator, "questions": asked}]
    head = {key: national()[key] for key in ("code", "title", "year", "categories")}
    own = {key: example[key] for key in ("categories", "not_applicable") if key in example}
    return parse({**head, "total_points": worth, "clusters": [cluster], **own})


@pytest.mark.parametrize("example", examples("scored"), ids=lambda e: json.dumps(e["answers"]))
def test_example_of_a_whole_instrument_gives_its_points_and_category(example: dict) -> None:
    instrument = scored_instrument(example)
    facts = {}
    for n, (question, raw) in enumerate(zip(instrument.questions, example["answers"], strict=True)):
        every = range(len(question.evidence))
        proven = frozenset(example["proven"][n] if "proven" in example else every)
        facts[question.code] = QuestionFacts(validate(question, raw), True, proven_items=proven)

    found = score(instrument, facts)
    reached = estimate(found, Ledger.CLAIMED)

    points = (found.points.max_points, found.points.claimed, found.points.proven)
    expected = (example["maximum"], example["claimed"], example["proven_points"])
    assert tuple(canonical(p) for p in points) == expected
    assert (reached.band and reached.band.name) == example["category"]
    assert [str(f) for f in reached.failures] == example.get("failures", [])
    assert mismatches(instrument) == ()


@pytest.mark.parametrize("example", examples("plan"), ids=lambda e: f"{e['need']} {e['limits']}")
def test_plan_of_scoring_is_the_one_that_is_found(example: dict) -> None:
    steps = [
        Step(code, code.partition(".")[0], agency, Decimal(gain), days)
        for code, agency, gain, days in example["steps"]
    ]

    plan = cheapest(steps, Decimal(example["need"]), Limits(**example["limits"]), solve=solve)

    assert [[step.question, canonical(step.gain)] for step in plan.steps] == example["taken"]
    assert (plan.effort, list(plan.obstacles)) == (example["days"], example["obstacles"])


def test_examples_show_every_type_of_rule() -> None:
    shown = {example["question"]["rule"]["type"] for example in examples()}

    assert shown == {"options", "bands", "per_item", "trend"}


def test_categories_of_scoring_are_those_of_the_instrument() -> None:
    table = document("scoring.md").partition("| category | from |")[2]
    rows = re.findall(r"^\| (\w+) \| (above )?(\d+) \|$", table, re.M)

    bands = parse(national()).categories

    assert [(name, not above, Decimal(lower)) for name, above, lower in rows] == [
        (band.name, band.lower_inclusive, band.lower) for band in bands
    ]
    reached = [category(bands, Decimal(points)) for points in ("600", "600.01", "499.99")]
    assert [band and band.name for band in reached] == ["Pratama", "Madya", None]


def class_names() -> set[str]:
    paths = [path for room in ("agencies", "assessment") for path in (ROOT / room).rglob("*.py")]
    trees = [ast.parse(p.read_text(encoding="utf-8")) for p in paths if "tests" not in p.parts]
    return {
        node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }


def test_glossary_names_only_classes_that_exist_and_each_once() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", document("glossary.md"), re.M)
    names = [name for row in rows for name in re.findall(r"`([A-Z]\w+)`", row)]

    assert len(names) > 30
    assert sorted(names) == sorted(set(names))
    assert set(names) - class_names() - TYPE_ALIASES == set()


def test_workflow_document_is_current() -> None:
    call_command("draw_workflow", "--check")

    assert f"```mermaid\n{mermaid()}\n```" in document("workflow.md")
    assert document("workflow.md").count(" --> ") == len(TRANSITIONS) + 1


@pytest.mark.parametrize("stale", [None, "", "# Yang lama\n"])
def test_draw_workflow_refuses_a_stale_file_and_writes_it_anew(
    stale, tmp_path, settings, capsys
) -> None:
    drawn = document("workflow.md")
    path = tmp_path / "docs" / "workflow.md"
    path.parent.mkdir()
    if stale is not None:
        path.write_text(stale, encoding="utf-8")
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match="usang") as caught:
        call_command("draw_workflow", "--check")
    assert caught.value.returncode == 1
    assert path.is_file() is (stale is not None)

    call_command("draw_workflow")
    call_command("draw_workflow", "--check")

    assert path.read_text(encoding="utf-8") == drawn
    assert capsys.readouterr().err == "docs/workflow.md ditulis.\n"


def test_the_negative_control_of_scoring_is_that_of_the_sample() -> None:
    """The naive rule (full points for any answered question) stands beside ours, both by group."""
    instrument = parse(national())
    rows = json.loads((ROOT / "fixtures/demo/answers-2024.json").read_text(encoding="utf-8"))
    rows = rows["answers"] if isinstance(rows, dict) else rows
    naive, ours = {}, {}
    for row in rows:
        asked = instrument.question(row["question"])
        given = award(asked, validate(asked, row["answer"])).points
        naive[row["cluster"]] = naive.get(row["cluster"], Decimal(0)) + asked.max_points
        ours[row["cluster"]] = ours.get(row["cluster"], Decimal(0)) + given

    def words(points: Decimal) -> str:
        return canonical(points).replace(".", ",")

    text = " ".join(document("scoring.md").split())
    for figures in (ours, naive):
        first, second, third = map(words, figures.values())
        assert f"{first}, {second} and {third}, together {words(sum(figures.values()))}" in text
    lost = sum(naive.values()) - sum(ours.values())
    assert f"{words(lost)} points that are not there" in text

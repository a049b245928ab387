"""Any small instrument survives its workbook: out as XLSX, in again, equal."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.core.instrument import parse
from assessment.exchange import instrument_book
from assessment.tests.core.samples import real_document

WORDS = st.text(st.sampled_from("aB9 =+@;,|\"'é\u2013%<&."), min_size=1, max_size=12)
NAMES = WORDS.map(str.strip).filter(bool)
POINTS = st.decimals(0, 9, places=2).map(lambda points: f"{points.normalize():f}")
TIMES = st.sampled_from(["year", "previous", "in_force"])
KINDS = st.lists(st.sampled_from(["budget", "report", "photo"]), min_size=1, unique=True)
NEEDS = st.fixed_dictionaries({"name": NAMES}, optional={"validity": TIMES, "kinds": KINDS}).filter(
    lambda item: len(item) > 1
)
EVIDENCE = st.lists(NAMES | NEEDS, max_size=3, unique_by=str)


@st.composite
def rules(draw):
    """A kind of question with a rule that fits it, falling points first."""
    kind = draw(st.sampled_from(["choice", "count", "percentage", "items"]))
    first, second = sorted((draw(POINTS), draw(POINTS)), key=float, reverse=True)
    if kind == "choice":
        labels = draw(st.lists(NAMES, min_size=2, max_size=2, unique=True))
        pairs = zip(labels, (first, second), strict=True)
        options = [{"label": label, "points": points} for label, points in pairs]
        return kind, first, {"type": "options", "options": options}
    if kind == "items":
        rule = {"type": "per_item", "points_per_item": second, "cap": first}
        return kind, first, rule
    limit = draw(st.sampled_from(["at_least", "above"]))
    bands = [{limit: "80", "points": first}, {limit: "20", "points": second}]
    return kind, first, {"type": "bands", "bands": bands}


@st.composite
def questions(draw, code):
    kind, points, rule = draw(rules())
    return {
        "code": code,
        "text": draw(NAMES),
        "max_points": points,
        "kind": kind,
        "rule": rule,
        "agencies": draw(st.lists(NAMES, max_size=2, unique=True)),
        "evidence": draw(EVIDENCE),
    }


@st.composite
def instruments(draw):
    clusters = []
    for number in range(draw(st.integers(1, 2))):
        indicators = [
            {
                "code": f"{number}{letter}",
                "number": number + 1,
                "name": draw(NAMES),
                "max_points": draw(POINTS),
                "lead_agencies": draw(st.lists(NAMES, max_size=2, unique=True)),
                "questions": [
                    draw(questions(f"{number}{letter}.{nth}"))
                    for nth in range(1, draw(st.integers(1, 3)) + 1)
                ],
            }
            for letter in "AB"[: draw(st.integers(1, 2))]
        ]
        clusters.append(
            {
                "code": str(number),
                "name": draw(NAMES),
                "max_points": draw(POINTS),
                "indicators": indicators,
            }
        )
    head = {key: real_document()[key] for key in ("code", "title", "year", "total_points")}
    return {**head, "categories": [{"name": draw(NAMES), "lower": "1"}], "clusters": clusters}


@settings(max_examples=8, deadline=None)
@given(instruments())
def test_any_small_instrument_comes_back_as_it_was(document) -> None:
    parse(document)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instrumen.xlsx"
        path.write_bytes(instrument_book.write(document))
        back = instrument_book.read(path)

    assert back == document

"""The report in parts: cut where it may be, the same text and links as one piece, kept by hash."""

from __future__ import annotations

import copy
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from assessment.reports import content, paged, pdf
from assessment.reports.document import Column, Section, Table, TextCell
from assessment.reports.parts import CONTINUED, parts_of, weight
from assessment.reports.pdf_objects import from_bytes
from assessment.tests.reports import sample

SHA = "ab" * 32
LIMIT = 4_000


def ignore(done, total, words):
    pass


def report_of(source, number=1):
    report = content.build(source, sha256=SHA)
    return replace(report, identity=replace(report.identity, number=number))


def words(data):
    """The text of all pages but heads, feet and the table of contents, without blanks."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(data)).pages]
    lines = [line for page in pages for line in page.splitlines()]
    return [line for line in lines if "halaman" not in line and "...." not in line]


@pytest.fixture(scope="module")
def source():
    small = sample.trimmed(sample.full(programs=4))
    small["agencies"] = small["agencies"][:2]
    return small


@pytest.fixture(autouse=True)
def _cut_small(monkeypatch):
    monkeypatch.setattr(paged, "parts_of", lambda sections: parts_of(sections, LIMIT))


@pytest.fixture(scope="module")
def made(source, tmp_path_factory):
    """The report in parts, and the folder that keeps them."""
    kept = tmp_path_factory.mktemp("parts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paged, "parts_of", lambda sections: parts_of(sections, LIMIT))
        return paged.render(report_of(source), kept, ignore, processes=0), kept


def table(rows, letters=100):
    cells = tuple((TextCell("x" * letters),) for _ in range(rows))
    return Table("Daftar", (Column("A"),), cells, total=(TextCell("Jumlah"),))


def test_small_sections_share_a_part_and_keep_their_order():
    sections = tuple(Section(f"Bab {n}", f"b{n}", 2, (table(3),)) for n in range(5))
    parts = parts_of(sections, 4 * weight(sections[0]))

    assert [len(part) for part in parts] == [4, 1]
    assert tuple(section for part in parts for section in part) == sections


def test_a_long_table_is_cut_between_rows_and_totalled_once():
    chapter = Section("Bab", "bab", 2, (table(40),))
    tables = [section.blocks[0] for part in parts_of((chapter,), 2_500) for section in part]

    assert len(tables) > 1
    assert sum(len(each.rows) for each in tables) == 40
    assert [each.caption for each in tables] == ["Daftar"] + ["Daftar" + CONTINUED] * (
        len(tables) - 1
    )
    assert [each.total is None for each in tables] == [True] * (len(tables) - 1) + [False]
    assert max(weight(section) for part in parts_of((chapter,), 2_500) for section in part) <= 2_500


def test_a_cut_chapter_has_its_title_and_each_child_once():
    children = tuple(Section(f"Anak {n}", f"a{n}", 3, (table(8),)) for n in range(6))
    chapter = Section("Bab", "bab", 2, (table(2),), children)
    flat = [section for part in parts_of((chapter,), 3_000) for section in part]

    assert [section.title for section in flat] == ["Bab"] + [""] * (len(flat) - 1)
    assert tuple(child for section in flat for child in section.children) == children


def test_parts_say_what_the_whole_says(source, made):
    report, (data, kept) = report_of(source), made
    joined = "".join("".join(words(data)).split())
    whole = words(pdf.render(report))
    reader = PdfReader(BytesIO(data))

    assert len(list(kept.iterdir())) > 5
    assert [line for line in whole if "".join(line.split()) not in joined] == []
    assert reader.trailer["/Root"]["/Lang"] == "id"
    count = len(reader.pages)
    last = reader.pages[-1].extract_text()
    assert f"halaman {count} dari {count}" in last
    assert report.identity.stamp in last


def test_places_bookmarks_and_contents_lead_to_the_right_pages(source, made):
    report, reader = report_of(source), PdfReader(BytesIO(made[0]))
    places = reader.named_destinations
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, start=1)}
    text = " ".join(" ".join(page.extract_text() for page in reader.pages[:4]).split())
    titles = [entry for entry in reader.outline if not isinstance(entry, list)]

    assert [entry.title for entry in titles] == [section.title for section in report.sections]
    for section in report.sections:
        page = pages[places[section.anchor].page.idnum]
        assert section.title in " ".join(reader.pages[page - 1].extract_text().split())
        assert f"{section.title[-12:]} ..." in text
        assert f" {page} " in f"{text} "
    for page in reader.pages:
        for row in page.get("/Annots", []):
            assert row.get_object()["/Dest"] in places


def test_tags_of_all_parts_hang_together(made):
    reader = PdfReader(BytesIO(made[0]))
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    document = root["/K"][0]
    nums = root["/ParentTree"]["/Nums"]
    keys = nums[::2]
    marked = [page["/StructParents"] for page in reader.pages]
    marked += [a.get_object()["/StructParent"] for p in reader.pages for a in p.get("/Annots", [])]

    assert document["/S"] == "/Document"
    assert document["/P"].get_object() == root
    assert {kid.get_object()["/P"]["/S"] for kid in document["/K"]} == {"/Document"}
    assert keys == sorted(set(keys))
    assert set(marked) == set(keys)
    assert len(marked) == len(set(marked))


def test_same_report_same_bytes_kept_or_not(source, made):
    data, kept = made
    for damaged in sorted(kept.iterdir())[:2]:
        damaged.write_bytes(b"{}\nx")

    assert paged.render(report_of(source), kept, ignore, processes=0) == data


def test_after_one_change_only_its_part_is_set_again(source, made, monkeypatch):
    jobs, make = [], paged.make
    monkeypatch.setattr(paged, "make", lambda job: jobs.append(job) or make(job))
    changed = copy.deepcopy(source)
    question = changed["clusters"][0]["indicators"][0]["questions"][0]
    question["text"] += " sekali"
    data = paged.render(report_of(changed, number=2), made[1], ignore, processes=0)

    # Two fronts (with the number of the snapshot), the feet (likewise), and the part.
    assert sum(bool(job.sections) for job in jobs) == 1
    assert len(jobs) <= 4
    assert "Rekaman nomor 2" in PdfReader(BytesIO(data)).pages[-1].extract_text()


def test_what_people_write_stays_text_in_heads_and_objects(source):
    hostile = '"; } @page { @top-left { content: "x" } } \\ 3 0 R (/P 0 0 R) </style>'
    report = replace(report_of(source), title=f"Laporan {hostile}")
    report = replace(report, sections=(replace(report.sections[-1], title=hostile),))
    reader = PdfReader(BytesIO(paged.render(report, None, ignore, processes=0)))

    assert reader.outline[0].title == hostile
    assert reader.metadata.title.startswith(f"Laporan {hostile}")
    head = reader.pages[-1].extract_text()
    assert "@page" in head.replace("\n", "")


def test_the_pool_gives_the_same_bytes(source):
    report = report_of(source)
    report = replace(report, sections=report.sections[-1:])

    assert paged.render(report, None, ignore, processes=1) == paged.render(
        report, None, ignore, processes=0
    )


def test_a_part_is_read_back_whole_or_not_at_all():
    with pytest.raises(ValueError, match="not whole"):
        from_bytes(b'{"objects":[],"pages":[],"places":{},"tree":1,"nums":[]}\nrest')

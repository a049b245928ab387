"""The HTML of a report: complete, escaped, without inline style or script."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from assessment.reports import content, html, pdf
from assessment.reports.document import (
    Column,
    DecimalCell,
    Kind,
    LedgerCell,
    LinkCell,
    MomentCell,
    Report,
    Section,
    Table,
)
from assessment.tests.reports import sample

HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(1)>'"&amp;{{ report }}"""


class Outline(HTMLParser):
    """Tags, ids, links and the texts of headings."""

    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.attributes = [], [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found["href"])


def outline(text):
    parser = Outline()
    parser.feed(text)
    return parser


@pytest.fixture(scope="module")
def report():
    return content.build(sample.full(), sha256=sample.SHA256)


def test_render_has_one_h1_and_every_link_leads_somewhere(report):
    page = outline(html.render(report))

    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.links) > 31


def test_render_carries_no_inline_style_or_script(report):
    page = outline(html.render(report))

    assert not {"style", "script", "link", "img"} & set(page.tags)
    assert not {name for name in page.attributes if name == "style" or name.startswith("on")}


def test_render_links_the_stylesheet_it_is_given(report):
    assert '<link rel="stylesheet" href="/static/css/report.css">' in html.render(
        report, stylesheet="/static/css/report.css"
    )


def test_body_is_the_article_of_the_whole_document(report):
    article = html.body(report)

    assert article.strip().startswith('<article class="report"')
    assert article.strip() in html.render(report)


def test_every_table_has_caption_and_scopes(report):
    text = html.body(report)

    tables = text.count("<table")
    assert tables == text.count("<caption>") == text.count("<thead>")
    assert not re.search(r"<th(?![^>]*scope=)[ >]", text)


def test_user_text_is_escaped_everywhere():
    text = html.render(content.build(sample.hostile([HOSTILE]), sha256=sample.SHA256))

    page = outline(text)

    assert not {"script", "img"} & set(page.tags)
    assert text.count("&lt;script&gt;") > 100
    assert "&amp;amp;{{ report }}" in text


def test_lines_that_people_typed_stay_lines():
    snapshot = sample.trimmed(sample.full(0))
    snapshot["clusters"][0]["indicators"][0]["questions"][0]["narrative"] = "satu\ndua <b>"

    assert "satu<br>dua &lt;b&gt;" in html.body(content.build(snapshot, sha256=sample.SHA256))


def test_every_width_of_a_column_stands_in_the_stylesheet(report):
    css = pdf.STYLESHEET.read_text(encoding="utf-8")

    widths = set(re.findall(r'<col class="(w-\d+)">', html.body(report)))

    assert widths
    assert {width for width in widths if f".{width} {{" not in css} == set()


def test_columns_of_every_table_fill_the_width(report):
    for section in report.sections:
        for place in (section, *section.children):
            for table in place.blocks:
                if isinstance(table, Table):
                    assert sum(column.width for column in table.columns) == 100, table.caption


def test_cells_of_every_kind_are_formatted(report):
    moment = report.identity.made_at
    columns = (
        Column("Rujukan", width=25),
        Column("Desimal", Kind.DECIMAL, 25),
        Column("Saat", width=25),
        Column("Batang", Kind.BAR, 25),
    )
    row = (
        LinkCell("Ringkasan", "s"),
        DecimalCell(sample.Decimal("1234.5")),
        MomentCell(moment),
        LedgerCell(sample.Decimal(5), sample.Decimal(2), sample.Decimal(10)),
    )
    section = Section("Uji", "s", 2, (Table("Tabel", columns, (row,)),))
    small = Report(
        report.title,
        report.subtitle,
        report.subject,
        report.keywords,
        report.identity,
        report.letterhead,
        report.meta,
        (section,),
    )

    text = html.body(small)

    assert '<a href="#s">Ringkasan</a>' in text
    assert "1.234,5" in text
    assert "Senin, 21 Desember 2026 pukul 09.15 WITA" in text
    assert 'aria-label="terbukti 2, klaim 5, maksimum 10"' in text

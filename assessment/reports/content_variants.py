"""Variants of the report: the whole, an executive summary, one cluster, one agency; as a draft.

Pure. What a variant shows comes from the same functions as the whole report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from assessment.reports.content import (
    build,
    category_scale,
    closing,
    cluster_bars,
    cluster_table,
    frame_of,
    key_figures,
    radar,
)
from assessment.reports.content_annexes import agency_table, program_matrix
from assessment.reports.content_chapters import answers_table, chapters, evidence_table
from assessment.reports.content_front import PAPERS
from assessment.reports.content_ledgers import ALL, USUAL, Shown, shown_of
from assessment.reports.content_recaps import budget_table
from assessment.reports.content_source import Json, cleaned, points, questions, softened
from assessment.reports.document import (
    Block,
    Column,
    Kind,
    Paragraph,
    PointsCell,
    Report,
    Section,
    Table,
    TextCell,
    Tone,
)
from assessment.reports.numbering import numbered

DRAFT = "DRAF"
MOST_LOST = 10
LOST_COLUMNS = (
    Column("Kode", width=9),
    Column("Pertanyaan", width=49),
    Column("Klaim", Kind.POINTS, 10),
    Column("Terbukti", Kind.POINTS, 11),
    Column("Maks.", Kind.POINTS, 9),
    Column("Hilang", Kind.POINTS, 12),
)


class Variant(Enum):
    FULL = "lengkap"
    SUMMARY = "ringkas"
    CLUSTER = "klaster"
    AGENCY = "opd"


@dataclass(frozen=True, slots=True)
class Choice:
    """`part` is the code of a cluster or the abbreviation of an agency; `shown` None: as usual;
    paper empty: as the city has set it."""

    variant: Variant = Variant.FULL
    part: str = ""
    shown: Shown | None = None
    is_draft: bool = False
    paper: str = ""


def choice_of(options: Mapping[str, str]) -> Choice:
    """As chosen in an address: `isi` is `lengkap`, `ringkas`, `klaster-5` or `opd-BPBD`. ValueError
    for what no page offers."""
    paper, columns = options.get("kertas", ""), options.get("kolom", "")
    if paper not in ("", *PAPERS):
        raise ValueError(paper)
    word, _, part = options.get("isi", Variant.FULL.value).partition("-")
    return Choice(
        variant=Variant(word),
        part=part,
        shown=shown_of(columns) if columns else None,
        is_draft=options.get("draf") == "draf",
        paper=paper,
    )


def report_of(content: Json, *, sha256: str, choice: Choice) -> Report:
    """ValueError for a cluster or an agency that the snapshot does not know."""
    makers = {
        Variant.FULL: _full,
        Variant.SUMMARY: _executive,
        Variant.CLUSTER: _cluster,
        Variant.AGENCY: _agency,
    }
    report = makers[choice.variant](content, sha256, choice)
    watermark = DRAFT if choice.is_draft else ""
    return replace(report, paper=choice.paper or report.paper, watermark=watermark)


def _full(content: Json, sha256: str, choice: Choice) -> Report:
    return build(content, sha256=sha256, shown=choice.shown)


def _executive(content: Json, sha256: str, choice: Choice) -> Report:
    """Four pages: the number, the clusters, where points are lost, money, signature."""
    source, shown = softened(cleaned(content)), choice.shown or ALL
    sections = (
        Section(
            "Ringkasan eksekutif",
            "ringkasan",
            2,
            (
                key_figures(source, shown),
                category_scale(source),
                cluster_bars(source, is_linked=False),
            ),
        ),
        _fresh("Nilai per klaster", "klaster", cluster_table(source, shown), radar(source)),
        _fresh("Kehilangan terbesar", "kehilangan", lost_table(source)),
        _fresh("Anggaran terkait anak", "anggaran", budget_table(source)),
        closing(source),
    )
    frame = replace(frame_of(source, sha256), title="Ringkasan Eksekutif Evaluasi Mandiri")
    return numbered(replace(frame, sections=sections, is_short=True))


def _fresh(title: str, anchor: str, *blocks: Block) -> Section:
    return Section(title, anchor, 2, blocks, is_fresh=True)


def lost_table(content: Json) -> Table:
    """The questions that lack most points, against proven."""
    found = []
    for _, _, question in questions(content):
        maximum, proven = points(question["maximum"]), points(question["proven"])
        if maximum is not None and proven is not None and maximum > proven:
            found.append((maximum - proven, question))
    found.sort(key=lambda row: -row[0])
    return Table(
        caption=f"Paling banyak {MOST_LOST} pertanyaan dengan poin terbesar yang belum terbukti",
        columns=LOST_COLUMNS,
        rows=tuple(
            (
                TextCell(question["code"]),
                TextCell(question["text"]),
                *(PointsCell(points(question[key])) for key in ("claimed", "proven", "maximum")),
                PointsCell(lost),
            )
            for lost, question in found[:MOST_LOST]
        ),
        empty="Semua poin sudah terbukti.",
    )


def _cluster(content: Json, sha256: str, choice: Choice) -> Report:
    source = softened(cleaned(content))
    chosen = [row for row in source["clusters"] if row["code"] == choice.part]
    if not chosen:
        raise ValueError(choice.part)
    part = {**source, "clusters": chosen}
    frame = frame_of(source, sha256)
    sections = (*chapters(part, choice.shown or USUAL), closing(source))
    title = f"Laporan {chosen[0]['name']}"
    return numbered(replace(frame, title=title, sections=sections))


def _agency(content: Json, sha256: str, choice: Choice) -> Report:
    """What one agency answered and did: its questions, its evidence, its programmes."""
    source = softened(cleaned(content))
    row = next((a for a in source["agencies"] if a["abbreviation"] == choice.part), None)
    if row is None:
        raise ValueError(choice.part)
    programs = [p for p in source["programs"] if p["agency"] == choice.part]
    own = {**source, "agencies": [row]}
    sections = (
        Section("Kelengkapan", "kelengkapan", 2, (agency_table(own),)),
        *_agency_chapters(source, choice),
        Section(
            "Kegiatan",
            "kegiatan",
            2,
            (program_matrix(f"Kegiatan {choice.part}", programs),),
            wide=True,
        ),
    )
    frame = frame_of(source, sha256)
    return numbered(replace(frame, title=f"Laporan {row['name']}", sections=sections))


def _agency_chapters(content: Json, choice: Choice) -> Sequence[Section]:
    """Clusters and indicators in which the agency is assigned a question."""
    found = []
    for cluster in content["clusters"]:
        parts = []
        for indicator in cluster["indicators"]:
            asked = [q for q in indicator["questions"] if choice.part in q["agencies"]]
            if asked:
                parts.append(_agency_part(indicator, asked, choice))
        if parts:
            code = cluster["code"]
            found.append(Section(cluster["name"], f"klaster-{code}", 2, (), tuple(parts)))
    if not found:
        text = Paragraph("Tidak ada pertanyaan yang ditugaskan.", Tone.MUTED)
        found.append(Section("Pertanyaan", "pertanyaan", 2, (text,)))
    return found


def _agency_part(indicator: Json, asked: list[Json], choice: Choice) -> Section:
    cited = [
        {**q, "evidence": [e for e in q["evidence"] if e["agency"] == choice.part]} for q in asked
    ]
    answers = answers_table({**indicator, "questions": asked}, choice.shown or USUAL)
    blocks: tuple[Block, ...] = (
        replace(answers, total=None),
        evidence_table({**indicator, "questions": cited}),
    )
    title = f"Indikator {indicator['code']} {indicator['name']}"
    return Section(title, f"indikator-{indicator['code']}", 3, blocks)

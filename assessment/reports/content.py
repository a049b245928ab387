"""Fills the report from the resolved JSON of one snapshot; see content_workbook for the sheets.

Pure: no Django, no renderer, no clock. The same snapshot always gives the same report.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from assessment.reports.content_annexes import annexes
from assessment.reports.content_chapters import chapters, cluster_anchor, ledger
from assessment.reports.content_front import foreword, settings_of
from assessment.reports.content_ledgers import ALL, USUAL, Shown
from assessment.reports.content_recaps import recaps
from assessment.reports.content_source import (
    Json,
    canonical,
    city_label,
    cleaned,
    identity,
    joined,
    points,
    questions,
    softened,
    spoken_day,
    text_fact,
)
from assessment.reports.content_workbook import workbook_of
from assessment.reports.document import (
    Band,
    Block,
    CategoryScale,
    Column,
    Fact,
    Facts,
    IntegerCell,
    KeyFigure,
    KeyFigures,
    LedgerBar,
    LedgerBars,
    Letterhead,
    MomentCell,
    Paragraph,
    PointsCell,
    Radar,
    RadarAxis,
    Report,
    Section,
    Signature,
    Table,
    TextCell,
    Workbook,
)
from assessment.reports.numbering import numbered

LEDGERS_EXPLAINED = (
    "Klaim adalah nilai dari jawaban resmi, atau dari usulan jawaban bila belum diputuskan. "
    "Terbukti adalah bagian klaim yang jawabannya sudah diputuskan dan seluruh buktinya sudah "
    "diterima. Terverifikasi adalah nilai yang diberikan oleh verifikator. Kategori adalah "
    "perkiraan, bukan penetapan."
)


def build(content: Json, *, sha256: str, shown: Shown | None = None) -> Report:
    """The whole report; sha256 is the snapshot's own hash. Without a choice the summary shows all
    ledgers and the tables of answers the two that are known before verification."""
    source = softened(cleaned(content))
    frame = frame_of(source, sha256)
    sections = (
        *foreword(source),
        summary(source, sha256, shown or ALL),
        *chapters(source, shown or USUAL),
        *annexes(source),
        *recaps(source),
        closing(source),
    )
    return numbered(replace(frame, meta=_cover_facts(source), sections=sections))


def frame_of(source: Json, sha256: str) -> Report:
    """A report of the cleaned content without any section: title, letterhead, paper, identity."""
    look, city = settings_of(source), source["city"]
    subtitle = f"{city['name']}, tahun {source['cycle']['year']}"
    return Report(
        title=f"Laporan Evaluasi Mandiri {city_label(city)} Layak Anak",
        subtitle=subtitle,
        subject=f"{subtitle}, rekaman nomor {source['number']}",
        keywords=_keywords(source),
        identity=identity(source, sha256),
        letterhead=Letterhead(tuple(city["letterhead"]), city["address"], look["crest"]),
        meta=(),
        sections=(),
        paper=look["paper"],
    )


def workbook(content: Json, *, sha256: str, check_url: str = "") -> Workbook:
    """The same snapshot as sheets; check_url: the open page that confirms it, empty for none."""
    return workbook_of(cleaned(content), sha256, check_url)


def _keywords(content: Json) -> tuple[str, ...]:
    words = ("KLA", "evaluasi mandiri", content["city"]["name"], content["instrument"]["code"])
    return tuple(word.replace(",", " ") for word in words)


def _cover_facts(content: Json) -> tuple[Fact, ...]:
    city, cycle = content["city"], content["cycle"]
    window = " s.d. ".join((spoken_day(cycle["window_start"]), spoken_day(cycle["window_end"])))
    return (
        text_fact("Provinsi", city["province"]),
        text_fact("Instrumen", content["instrument"]["title"]),
        text_fact("Masa yang dinilai", window),
        text_fact("Rekaman", f"Nomor {content['number']}"),
        Fact("Dibekukan", MomentCell(identity(content, "").made_at)),
        text_fact("Oleh", joined((content["made_by"]["name"], content["made_by"]["role"]))),
    )


def summary(content: Json, sha256: str, shown: Shown) -> Section:
    answered = sum(1 for _, _, question in questions(content) if question["answer"])
    count = sum(1 for _ in questions(content))
    accepted = sum(1 for program in content["programs"] if program["accepted"])
    blocks: tuple[Block, ...] = (
        key_figures(content, shown),
        category_scale(content),
        Paragraph(LEDGERS_EXPLAINED),
        cluster_bars(content),
        cluster_table(content, shown),
        radar(content),
        Facts(
            (
                Fact("Pertanyaan terjawab", TextCell(f"{answered} dari {count}")),
                Fact("Kegiatan diterima", IntegerCell(accepted)),
                Fact("Perangkat daerah", IntegerCell(len(content["agencies"]))),
                text_fact("Nilai kanonik", _canonical_line(content)),
                text_fact("Sidik jari rekaman (SHA-256)", sha256),
                text_fact("Kepala jejak audit", content["audit_head"]),
                text_fact("Alasan pembekuan", content["reason"]),
            )
        ),
    )
    return Section("Ringkasan", "ringkasan", 2, blocks)


def key_figures(content: Json, shown: Shown = ALL) -> KeyFigures:
    totals = content["totals"]
    ledgers = tuple(
        KeyFigure(label, PointsCell(points(totals[key])), _category_note(totals, key))
        for key, label in shown.names()
    )
    maximum = KeyFigure("Maksimum", PointsCell(points(totals["maximum"])), "seluruh instrumen")
    return KeyFigures((*ledgers, maximum))


def radar(content: Json) -> Radar:
    """How much of each cluster's maximum is claimed and proven."""
    axes = tuple(
        RadarAxis(
            short_name(cluster["name"]),
            _share(cluster["claimed"], cluster["maximum"]),
            _share(cluster["proven"], cluster["maximum"]),
        )
        for cluster in content["clusters"]
    )
    return Radar("Persentase nilai terhadap maksimum per klaster", axes)


def short_name(name: str) -> str:
    """`Klaster I` of `Klaster I - Hak Sipil dan Kebebasan`, or what stands in brackets."""
    head, dash, _ = name.partition(" - ")
    inner = re.search(r"\(([^)]+)\)", name)
    return (inner.group(1) if inner and not dash else head)[:24]


def _share(part: str | None, whole: str) -> Decimal | None:
    known, most = points(part), points(whole)
    return None if known is None or not most else 100 * known / most


def _category_note(totals: Json, key: str) -> str:
    if totals[key] is None:
        return "belum ada nilai"
    category = totals["category"][key]
    return f"perkiraan kategori {category}" if category else "belum masuk kategori"


def category_scale(content: Json) -> CategoryScale:
    whole = ledger(content["totals"])
    bands = tuple(
        Band(category["name"], lower)
        for category in content["categories"]
        if (lower := points(category["lower"])) is not None
    )
    target = points(content["cycle"]["target"])
    return CategoryScale(whole.maximum, whole.claimed, whole.proven, target, bands)


def cluster_bars(content: Json, *, is_linked: bool = True) -> LedgerBars:
    """Each bar leads to its chapter, where the report has one."""
    return LedgerBars(
        "Nilai per klaster",
        tuple(
            LedgerBar(
                cluster["name"], cluster_anchor(cluster) if is_linked else "", ledger(cluster)
            )
            for cluster in content["clusters"]
        ),
    )


def cluster_table(content: Json, shown: Shown = ALL) -> Table:
    first = Column("Klaster", width=86 - 14 * len(shown.ledgers))
    return Table(
        caption="Rekapitulasi nilai per klaster",
        columns=(first, *shown.columns(14, 14)),
        rows=tuple((TextCell(row["name"]), *shown.cells(row)) for row in content["clusters"]),
        total=(TextCell("Jumlah"), *shown.cells(content["totals"])),
    )


def _canonical_line(content: Json) -> str:
    totals = content["totals"]
    verified = totals["verified"]
    return joined(
        (
            f"Klaim {canonical(totals['claimed'])}",
            f"Terbukti {canonical(totals['proven'])}",
            "" if verified is None else f"Terverifikasi {canonical(verified)}",
        ),
        " · ",
    )


def closing(content: Json) -> Section:
    city = content["city"]
    signatory = city["signatory"]
    made = identity(content, "")
    text = (
        f"Laporan ini dibuat dari rekaman nomor {content['number']} yang isinya tidak dapat "
        "diubah. Kebenaran isian menjadi tanggung jawab perangkat daerah masing-masing dan "
        "telah dihimpun oleh sekretariat gugus tugas."
    )
    signature = Signature(
        place=city["place"],
        signed_on=made.made_at.astimezone(ZoneInfo(made.timezone)).date(),
        title=signatory["title"],
        capacity=city["task_force_chair_title"],
        name=signatory["name"],
        rank=signatory["rank"],
        nip=signatory["nip"],
    )
    return Section("Pengesahan", "pengesahan", 2, (Paragraph(text), signature))

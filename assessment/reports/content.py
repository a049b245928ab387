"""Fills the report from the resolved JSON of one snapshot; see content_workbook for the sheets.

Pure: no Django, no renderer, no clock. The same snapshot always gives the same report.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from assessment.reports.content_annexes import annexes
from assessment.reports.content_chapters import chapters, cluster_anchor, ledger, ledger_text
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
    Kind,
    LedgerBar,
    LedgerBars,
    Letterhead,
    MomentCell,
    Paragraph,
    PointsCell,
    Report,
    Section,
    Signature,
    Table,
    TextCell,
    Workbook,
)

CLUSTER_COLUMNS = (
    Column("Klaster", width=44),
    Column("Klaim", Kind.POINTS, 14),
    Column("Terbukti", Kind.POINTS, 14),
    Column("Terverifikasi", Kind.POINTS, 15),
    Column("Maksimum", Kind.POINTS, 13),
)
LEDGERS_EXPLAINED = (
    "Klaim adalah nilai dari jawaban resmi, atau dari usulan jawaban bila belum diputuskan. "
    "Terbukti adalah bagian klaim yang jawabannya sudah diputuskan dan seluruh buktinya sudah "
    "diterima. Terverifikasi adalah nilai yang diberikan oleh verifikator. Kategori adalah "
    "perkiraan, bukan penetapan."
)


def build(content: Json, *, sha256: str) -> Report:
    """The whole report; sha256 is the snapshot's own hash."""
    source = softened(cleaned(content))
    title = f"Laporan Evaluasi Mandiri {city_label(source['city'])} Layak Anak"
    subtitle = f"{source['city']['name']}, tahun {source['cycle']['year']}"
    return Report(
        title=title,
        subtitle=subtitle,
        subject=f"{subtitle}, rekaman nomor {source['number']}",
        keywords=_keywords(source),
        identity=identity(source, sha256),
        letterhead=Letterhead(tuple(source["city"]["letterhead"]), source["city"]["address"]),
        meta=_cover_facts(source),
        sections=(
            _summary(source, sha256),
            *chapters(source),
            *annexes(source),
            closing(source),
        ),
    )


def workbook(content: Json, *, sha256: str) -> Workbook:
    """The same snapshot as sheets."""
    return workbook_of(cleaned(content), sha256)


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


def _summary(content: Json, sha256: str) -> Section:
    answered = sum(1 for _, _, question in questions(content) if question["answer"])
    count = sum(1 for _ in questions(content))
    accepted = sum(1 for program in content["programs"] if program["accepted"])
    blocks: tuple[Block, ...] = (
        key_figures(content),
        _scale(content),
        Paragraph(LEDGERS_EXPLAINED),
        _cluster_bars(content),
        cluster_table(content),
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


def key_figures(content: Json) -> KeyFigures:
    totals = content["totals"]
    names = (("claimed", "Klaim"), ("proven", "Terbukti"), ("verified", "Terverifikasi"))
    ledgers = tuple(
        KeyFigure(label, PointsCell(points(totals[key])), _category_note(totals, key))
        for key, label in names
    )
    maximum = KeyFigure("Maksimum", PointsCell(points(totals["maximum"])), "seluruh instrumen")
    return KeyFigures((*ledgers, maximum))


def _category_note(totals: Json, key: str) -> str:
    if totals[key] is None:
        return "belum ada nilai"
    category = totals["category"][key]
    return f"perkiraan kategori {category}" if category else "belum masuk kategori"


def _scale(content: Json) -> CategoryScale:
    whole = ledger(content["totals"])
    bands = tuple(
        Band(category["name"], lower)
        for category in content["categories"]
        if (lower := points(category["lower"])) is not None
    )
    target = points(content["cycle"]["target"])
    return CategoryScale(whole.maximum, whole.claimed, whole.proven, target, bands)


def _cluster_bars(content: Json) -> LedgerBars:
    return LedgerBars(
        "Nilai per klaster",
        tuple(
            LedgerBar(cluster["name"], cluster_anchor(cluster), ledger(cluster))
            for cluster in content["clusters"]
        ),
    )


def cluster_table(content: Json) -> Table:
    return Table(
        caption="Rekapitulasi nilai per klaster",
        columns=CLUSTER_COLUMNS,
        rows=tuple(
            (TextCell(cluster["name"]), *ledger_text(cluster)) for cluster in content["clusters"]
        ),
        total=(TextCell("Jumlah"), *ledger_text(content["totals"])),
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

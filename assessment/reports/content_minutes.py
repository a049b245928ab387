"""The minutes of a freeze (berita acara): what was frozen, what stands open, who signs.

Pure. Filled from one snapshot; one that is older than minutes has no number and no list.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from assessment import format as text_format
from assessment.reports.content import cluster_table, key_figures
from assessment.reports.content_source import (
    Json,
    city_label,
    cleaned,
    identity,
    joined,
    points,
    softened,
    spoken_day,
    text_fact,
)
from assessment.reports.document import (
    Block,
    Column,
    Fact,
    Facts,
    IntegerCell,
    Kind,
    Letterhead,
    MomentCell,
    Paragraph,
    PointsCell,
    Report,
    Section,
    Signature,
    Table,
    TextCell,
)

OPEN_COLUMNS = (
    Column("Hal", width=30),
    Column("Jumlah", Kind.INTEGER, 10),
    Column("Poin", Kind.POINTS, 10),
    Column("Di mana", width=44),
)
MOST_PLACES = 40
NONE_OPEN = "Tidak ada hal yang terbuka pada saat pembekuan."


def minutes(content: Json, *, sha256: str) -> Report:
    """The minutes of a snapshot; sha256 is its own hash."""
    source = softened(cleaned(content))
    city, cycle = source["city"], source["cycle"]
    stated = source.get("minutes") or {"number": "", "signatories": [city["signatory"]], "open": []}
    number = f"Nomor {stated['number']}" if stated["number"] else "Tanpa nomor"
    return Report(
        title="Berita Acara Pembekuan Hasil Evaluasi Mandiri",
        subtitle=number,
        subject=f"{city['name']}, tahun {cycle['year']}, rekaman nomor {source['number']}",
        keywords=("KLA", "berita acara", city["name"].replace(",", " ")),
        identity=identity(source, sha256),
        letterhead=Letterhead(tuple(city["letterhead"]), city["address"]),
        meta=(),
        sections=(
            _result(source, sha256),
            _open(stated["open"], is_known="minutes" in source),
            _signing(source, stated["signatories"]),
        ),
        is_short=True,
    )


def _result(content: Json, sha256: str) -> Section:
    city, cycle = content["city"], content["cycle"]
    frozen = identity(content, sha256)
    when = text_format.datetime_zone(frozen.made_at, frozen.timezone)
    maker = joined((content["made_by"]["name"], content["made_by"]["role"]))
    text = (
        f"Pada hari {when}, hasil evaluasi mandiri {city_label(city)} Layak Anak "
        f"{city['name']} tahun {cycle['year']} dibekukan oleh {maker} menjadi rekaman nomor "
        f"{content['number']}. Isi rekaman tidak dapat diubah; perbaikan hanya dengan rekaman "
        "baru beserta alasannya."
    )
    window = " s.d. ".join((spoken_day(cycle["window_start"]), spoken_day(cycle["window_end"])))
    blocks: tuple[Block, ...] = (
        Paragraph(text),
        key_figures(content),
        cluster_table(content),
        Facts(
            (
                text_fact("Instrumen", content["instrument"]["title"]),
                text_fact("Masa yang dinilai", window),
                Fact("Dibekukan", MomentCell(frozen.made_at)),
                text_fact("Alasan pembekuan", content["reason"]),
                text_fact("Sidik jari rekaman (SHA-256)", sha256),
                text_fact("Kepala jejak audit", content["audit_head"]),
            )
        ),
    )
    return Section("Hasil yang dibekukan", "hasil", 2, blocks)


def _open(findings: list[Json], *, is_known: bool) -> Section:
    rows = tuple(
        (
            TextCell(finding["title"]),
            IntegerCell(finding["count"]),
            PointsCell(points(finding["points"])),
            TextCell(_places(finding["labels"])),
        )
        for finding in findings
    )
    empty = NONE_OPEN if is_known else "Daftar ini belum dicatat pada rekaman lama."
    blocks = (
        Paragraph(
            "Hal berikut diketahui pada saat pembekuan. Satu pertanyaan dapat muncul di beberapa "
            "baris; poin adalah nilai yang bergantung padanya."
        ),
        Table("Hal yang masih terbuka", OPEN_COLUMNS, rows, empty=empty),
    )
    return Section("Hal yang masih terbuka", "terbuka", 2, blocks)


def _places(labels: list[str]) -> str:
    """The first places by name; the snapshot itself holds them all."""
    rest = len(labels) - MOST_PLACES
    return joined((*labels[:MOST_PLACES], f"dan {rest} lainnya" if rest > 0 else ""))


def _signing(content: Json, signatories: list[Json]) -> Section:
    frozen = identity(content, "")
    day = frozen.made_at.astimezone(ZoneInfo(frozen.timezone)).date()
    signatures = tuple(
        Signature(
            place=content["city"]["place"],
            signed_on=day,
            title=each["title"],
            capacity="",
            name=each["name"],
            rank=each["rank"],
            nip=each["nip"],
        )
        for each in signatories
    )
    text = "Berita acara ini dibuat untuk dipergunakan sebagaimana mestinya."
    return Section("Penandatanganan", "tanda-tangan", 2, (Paragraph(text), *signatures))

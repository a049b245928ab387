"""The minutes of a freeze (berita acara): what was frozen, what stands open, who signs.

Pure. Filled from one snapshot; one that is older than minutes has no number and no list.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from assessment import format as text_format
from assessment.reports.content import cluster_table, key_figures
from assessment.reports.content_open import minutes_of, open_blocks
from assessment.reports.content_source import (
    Json,
    city_label,
    cleaned,
    identity,
    joined,
    softened,
    spoken_day,
    text_fact,
)
from assessment.reports.document import (
    Block,
    Fact,
    Facts,
    Letterhead,
    MomentCell,
    Paragraph,
    Report,
    Section,
    Signature,
)


def minutes(content: Json, *, sha256: str) -> Report:
    """The minutes of a snapshot; sha256 is its own hash."""
    source = softened(cleaned(content))
    city, cycle = source["city"], source["cycle"]
    stated = minutes_of(source)
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
            Section("Hal yang masih terbuka", "terbuka", 2, open_blocks(source)),
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

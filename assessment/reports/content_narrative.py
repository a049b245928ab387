"""The parts of a report that people wrote, for offices that must edit them: foreword, narratives,
what programmes brought, signature.

Pure. The figures stand in sentences and in one table; everything else is in the PDF.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessment import format as text_format
from assessment.reports.content import closing, cluster_table
from assessment.reports.content_chapters import cluster_anchor, indicator_anchor
from assessment.reports.content_front import foreword
from assessment.reports.content_source import (
    Json,
    city_label,
    cleaned,
    identity,
    joined,
    moment,
    points,
)
from assessment.reports.document import (
    Block,
    Letterhead,
    Note,
    Notes,
    Paragraph,
    Report,
    Section,
    Tone,
)


def narrative(content: Json, *, sha256: str) -> Report:
    source = cleaned(content)
    city, year = source["city"], source["cycle"]["year"]
    programs = {program["id"]: program for program in source["programs"] if program["accepted"]}
    subtitle = f"{city['name']}, tahun {year}"
    return Report(
        title=f"Naskah Laporan Evaluasi Mandiri {city_label(city)} Layak Anak",
        subtitle=subtitle,
        subject=f"{subtitle}, rekaman nomor {source['number']}",
        keywords=("KLA", "naskah laporan", source["instrument"]["code"]),
        identity=identity(source, sha256),
        letterhead=Letterhead(tuple(city["letterhead"]), city["address"]),
        meta=(),
        sections=(
            *foreword(source),
            Section(
                "Ringkasan",
                "ringkasan",
                2,
                (Paragraph(_summary(source)), cluster_table(source)),
            ),
            *(_chapter(cluster, programs) for cluster in source["clusters"]),
            closing(source),
        ),
    )


def values(content: Json, *, sha256: str) -> dict[str, str]:
    """What stands in place of each word of core.placeholders."""
    source = cleaned(content)
    city, totals = source["city"], source["totals"]
    made = moment(source["made_at"])
    return {
        "kota": city["name"],
        "provinsi": city["province"],
        "tahun": str(source["cycle"]["year"]),
        "nomor": str(source["number"]),
        "tanggal": text_format.date_zone(made, city["timezone"]),
        "klaim": text_format.points(points(totals["claimed"])),
        "terbukti": text_format.points(points(totals["proven"])),
        "sidik_jari": sha256[:12],
    }


def _summary(content: Json) -> str:
    totals, city = content["totals"], content["city"]["name"]
    claimed, proven, maximum = (
        text_format.points(points(totals[key])) for key in ("claimed", "proven", "maximum")
    )
    return (
        f"{city} mengklaim {claimed} poin dari {maximum} poin, dan {proven} poin di antaranya "
        "sudah terbukti."
    )


def _chapter(cluster: Json, programs: Mapping[int, Json]) -> Section:
    parts = tuple(_part(indicator, programs) for indicator in cluster["indicators"])
    return Section(cluster["name"], cluster_anchor(cluster), 2, (), parts)


def _part(indicator: Json, programs: Mapping[int, Json]) -> Section:
    claimed, proven, maximum = (
        text_format.points(points(indicator[key])) for key in ("claimed", "proven", "maximum")
    )
    blocks: list[Block] = [
        Paragraph(f"Klaim {claimed}, terbukti {proven}, maksimum {maximum}.", Tone.MUTED)
    ]
    written = tuple(
        Note(question["code"], question["narrative"])
        for question in indicator["questions"]
        if question["narrative"]
    )
    results = tuple(
        Note(joined((program["agency"], program["title"]), ": "), program["result"])
        for key in indicator["programs"]
        if (program := programs.get(key)) and program["result"]
    )
    if written:
        blocks.append(Notes("Uraian", written))
    if results:
        blocks.append(Notes("Hasil kegiatan", results))
    if not written and not results:
        blocks.append(Paragraph("Belum ada uraian.", Tone.MUTED))
    title = f"Indikator {indicator['code']} {indicator['name']}"
    return Section(title, indicator_anchor(indicator), 3, tuple(blocks))

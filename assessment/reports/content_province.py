"""The recap of a province: its cities against the clusters, from the newest snapshot of each.

Pure. Its content is made of snapshots by selectors.province_recap; the paper and the sheets share
the rows.
"""

from __future__ import annotations

from assessment.reports.content_ledgers import CLAIMED, NAMES, PROVEN
from assessment.reports.content_source import Json, cleaned, moment, points
from assessment.reports.document import (
    Block,
    Column,
    DateCell,
    Identity,
    IntegerCell,
    Kind,
    Letterhead,
    Paragraph,
    PointsCell,
    Report,
    Row,
    Section,
    Sheet,
    Table,
    TextCell,
    Tone,
    Workbook,
)
from assessment.reports.numbering import numbered

LEDGERS = (CLAIMED, PROVEN)
EXPLAINED = (
    "Setiap kota memakai rekaman terbarunya. Klaim dan terbukti adalah nilai yang dibekukan kota; "
    "kategori adalah perkiraan, bukan penetapan."
)


def recap_report(content: Json, *, sha256: str) -> Report:
    source = cleaned(content)
    tables = tuple(_table(source, ledger) for ledger in LEDGERS)
    blocks: tuple[Block, ...] = (
        *tables,
        Paragraph(EXPLAINED, Tone.MUTED),
        _sources(source),
    )
    subtitle = f"{source['province']}, tahun {source['year']}"
    return numbered(
        Report(
            title="Rekapitulasi Evaluasi Mandiri Kabupaten/Kota Layak Anak",
            subtitle=subtitle,
            subject=subtitle,
            keywords=("KLA", "rekap provinsi", source["province"].replace(",", " ")),
            identity=_identity(source, sha256),
            letterhead=Letterhead((source["province"],), ""),
            meta=(),
            sections=(Section("Rekapitulasi", "rekapitulasi", 2, blocks, wide=True),),
            is_short=True,
        )
    )


def recap_workbook(content: Json, *, sha256: str) -> Workbook:
    source = cleaned(content)
    sheets = tuple(
        Sheet(NAMES[ledger], table.caption, table, frozen_columns=1)
        for ledger in LEDGERS
        for table in (_table(source, ledger),)
    )
    listed = _sources(source)
    return Workbook(
        title=f"Rekap provinsi {source['province']} {source['year']}",
        subject=f"{source['province']}, tahun {source['year']}",
        keywords=("KLA", "rekap provinsi"),
        identity=_identity(source, sha256),
        sheets=(*sheets, Sheet("Rekaman", listed.caption, listed, frozen_columns=1)),
    )


def _identity(content: Json, sha256: str) -> Identity:
    return Identity(
        city=content["province"],
        year=content["year"],
        number=len(content["cities"]),
        sha256=sha256,
        made_at=moment(content["made_at"]),
        timezone=content["timezone"],
        source=f"Rekap dari {len(content['cities'])} rekaman",
    )


def _table(content: Json, ledger: str) -> Table:
    """One row a city; clusters of cities with another instrument stand in columns of their own."""
    clusters = content["clusters"]
    width = 54 // max(len(clusters), 1)
    return Table(
        caption=f"{NAMES[ledger]} per kota dan klaster",
        columns=(
            Column("Kabupaten/kota", width=100 - 10 - 14 - width * len(clusters)),
            *(Column(cluster["name"], Kind.POINTS, width) for cluster in clusters),
            Column("Jumlah", Kind.POINTS, 10),
            Column("Perkiraan kategori", width=14),
        ),
        rows=tuple(_row(city, clusters, ledger) for city in content["cities"]),
        empty="Belum ada rekaman tahun ini.",
    )


def _row(city: Json, clusters: list[Json], ledger: str) -> Row:
    own = {cluster["code"]: cluster[ledger] for cluster in city["clusters"]}
    return (
        TextCell(city["name"]),
        *(PointsCell(points(own.get(cluster["code"]))) for cluster in clusters),
        PointsCell(points(city["totals"][ledger])),
        TextCell(city["totals"]["category"][ledger] or "belum masuk"),
    )


def _sources(content: Json) -> Table:
    return Table(
        caption="Rekaman yang dipakai",
        columns=(
            Column("Kabupaten/kota", width=34),
            Column("Nomor", Kind.INTEGER, 10),
            Column("Dibekukan", Kind.DATE, 20),
            Column("Sidik jari", width=36),
        ),
        rows=tuple(
            (
                TextCell(city["name"]),
                IntegerCell(city["number"]),
                DateCell(moment(city["made_at"]).date()),
                TextCell(city["sha256"][:24]),
            )
            for city in content["cities"]
        ),
        empty="Belum ada rekaman tahun ini.",
    )

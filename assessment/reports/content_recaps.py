"""Annexes that gather programmes: partners with agreements, budgets by cluster and source of funds,
and the minutes of the freeze.

Pure. Only accepted programmes count; one that serves several clusters counts once, in the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessment.reports.content_annexes import share
from assessment.reports.content_open import minutes_of, open_blocks
from assessment.reports.content_source import (
    PARTNER_KINDS,
    Json,
    accepted_programs,
    joined,
    known_sum,
    spoken_day,
    text_fact,
    word,
)
from assessment.reports.document import (
    Block,
    Column,
    Facts,
    IntegerCell,
    Kind,
    MoneyCell,
    Paragraph,
    PercentCell,
    Row,
    Section,
    Table,
    TextCell,
    Tone,
)

PARTNER_COLUMNS = (
    Column("Mitra", width=30),
    Column("Jenis", width=18),
    Column("Kegiatan", Kind.INTEGER, 10),
    Column("Perangkat daerah", width=18),
    Column("Perjanjian", width=24),
)
BUDGET_COLUMNS = (
    Column("Klaster", width=25),
    Column("Sumber dana", width=13),
    Column("Kegiatan", Kind.INTEGER, 10),
    Column("Anggaran", Kind.MONEY, 21),
    Column("Realisasi", Kind.MONEY, 21),
    Column("Serapan", Kind.PERCENT, 10),
)
NO_SOURCE = "tidak disebut"
NO_CLUSTER = "Tanpa indikator"


def recaps(content: Json) -> tuple[Section, ...]:
    return (
        Section("Lampiran D Mitra dan perjanjian", "lampiran-d", 2, (partner_table(content),)),
        Section(
            "Lampiran E Rekap anggaran terkait anak",
            "lampiran-e",
            2,
            (
                budget_table(content),
                Paragraph(
                    "Hanya kegiatan yang diterima. Kegiatan yang mendukung beberapa klaster "
                    "dihitung sekali, pada klaster indikator pertamanya.",
                    Tone.MUTED,
                ),
            ),
        ),
        Section("Lampiran F Berita acara", "lampiran-f", 2, _minutes(content)),
    )


@dataclass
class _Partner:
    programs: int = 0
    agencies: list[str] = field(default_factory=list)
    agreements: list[str] = field(default_factory=list)


def partner_table(content: Json) -> Table:
    """Each partner once, by name and kind, in the order of the names."""
    found: defaultdict[tuple[str, str], _Partner] = defaultdict(_Partner)
    for program in accepted_programs(content):
        number, day = program["agreement_number"], program["agreement_date"]
        agreement = joined((number, spoken_day(day)))
        for partner in program["partners"]:
            entry = found[(partner["name"], partner["kind"])]
            entry.programs += 1
            entry.agencies.append(program["agency"])
            entry.agreements.append(agreement)
    rows = tuple(
        (
            TextCell(name),
            TextCell(word(PARTNER_KINDS, kind)),
            IntegerCell(entry.programs),
            TextCell(joined(dict.fromkeys(entry.agencies))),
            TextCell(joined(dict.fromkeys(entry.agreements), "; ")),
        )
        for (name, kind), entry in sorted(found.items(), key=lambda item: item[0])
    )
    return Table(
        "Mitra kegiatan yang diterima", PARTNER_COLUMNS, rows, empty="Belum ada mitra yang dicatat."
    )


def budget_table(content: Json) -> Table:
    """Planned and realised rupiah, in the order of the clusters, then of the sources."""
    names = {
        indicator["code"]: cluster["name"]
        for cluster in content["clusters"]
        for indicator in cluster["indicators"]
    }
    found: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
    programs = accepted_programs(content)
    for program in programs:
        own = (names[code] for code in program["indicators"] if code in names)
        found[(next(own, NO_CLUSTER), program["fund_source"] or NO_SOURCE)].append(program)
    order = [*dict.fromkeys(names.values()), NO_CLUSTER]
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    return Table(
        caption="Anggaran terkait anak per klaster dan sumber dana",
        columns=BUDGET_COLUMNS,
        rows=tuple(_budget_row(*key, found[key]) for key in keys),
        total=_budget_row("Jumlah", "", programs) if programs else None,
        empty="Belum ada kegiatan yang diterima.",
    )


def _budget_row(cluster: str, source: str, programs: Sequence[Json]) -> Row:
    planned = known_sum(program["budget_planned"] for program in programs)
    realised = known_sum(program["budget_realised"] for program in programs)
    return (
        TextCell(cluster),
        TextCell(source),
        IntegerCell(len(programs)),
        MoneyCell(planned),
        MoneyCell(realised),
        PercentCell(share(realised, planned)),
    )


def _minutes(content: Json) -> tuple[Block, ...]:
    stated = minutes_of(content)
    signing = joined(
        (joined((each["name"], each["title"])) for each in stated["signatories"]), "; "
    )
    facts = Facts(
        (
            text_fact("Berita acara", stated["number"]),
            text_fact("Ditandatangani oleh", signing),
            text_fact("Alasan pembekuan", content["reason"]),
        )
    )
    return (facts, *open_blocks(content))

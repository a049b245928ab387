"""One programme as cells of a row, and back. Knows what a programme says, not how it is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from assessment.core.instrument import Instrument
from assessment.exchange import cells
from assessment.exchange.answer_cells import Problem, RowError
from assessment.exchange.cells import CellError, Value, Values, say
from assessment.exchange.joined import join, split
from assessment.exchange.layout import KEPT, Type
from assessment.exchange.messages import Message
from assessment.models import Agreement, Partner
from assessment.services.program_facts import AgreementFact, PartnerFact, ProgramFacts, Target

#: Column of each plain field of a programme.
PLAIN = {
    "title": "judul",
    "activity": "nomenklatur",
    "sub_activity": "subkegiatan",
    "place": "tempat",
    "period_start": "mulai",
    "period_end": "selesai",
    "target_group": "sasaran",
    "girls": "perempuan",
    "boys": "laki",
    "disabled": "disabilitas",
    "budget_planned": "anggaran",
    "budget_realised": "realisasi",
    "fund_source": "dana",
    "result": "hasil",
    "obstacles": "kendala",
}
#: Column of each field that the service may refuse.
COLUMNS = PLAIN | {
    "targets": "indikator",
    "partners": "mitra_1",
    "agreements": "perjanjian",
    "joint_agencies": "opd_lain",
    "documents": "dokumen",
}
_MAYBE_NONE = {
    "period_start",
    "period_end",
    "girls",
    "boys",
    "disabled",
    "budget_planned",
    "budget_realised",
}
OWN_PARTNERS = 2
DASH = " \u2013 "
PARTNER_KINDS: Mapping[str, str] = {str(k): str(v) for k, v in Partner.PartnerKind.choices}
AGREEMENT_KINDS: Mapping[str, str] = {str(k): str(v) for k, v in Agreement.AgreementKind.choices}
_SHORT = {"mou": "MoU", "pks": "PKS", "other": "Lain"}


@dataclass(frozen=True)
class Names:
    """What cells may refer to; agencies by id and by abbreviation in lower case."""

    instrument: Instrument
    abbreviations: Mapping[int, str]
    agencies: Mapping[str, int]


def indicator_words(instrument: Instrument) -> list[str]:
    return [f"{row.code}{DASH}{row.name}" for row in instrument.indicators]


def document_code(pk: int) -> str:
    return f"D{pk}"


def document_id(code: str) -> int:
    """CellError for anything but D and a number."""
    digits = code.strip()[1:] if code.strip()[:1] in ("D", "d") else code.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise say(Message.DOCUMENT, code=code[:40])
    return int(digits)


def values_of(facts: ProgramFacts, names: Names) -> dict[str, Value]:
    """The cells of a programme, in one spelling."""
    values: dict[str, Value] = {column: getattr(facts, field) for field, column in PLAIN.items()}
    values |= _target_values(facts.targets, names.instrument)
    for number, partner in enumerate(facts.partners[:OWN_PARTNERS], start=1):
        values[f"mitra_{number}"] = partner.name
        values[f"jenis_mitra_{number}"] = PARTNER_KINDS.get(partner.kind, partner.kind)
    others = (
        join((p.name, PARTNER_KINDS.get(p.kind, p.kind)), "|")
        for p in facts.partners[OWN_PARTNERS:]
    )
    values["mitra_lain"] = "\n".join(others)
    values["perjanjian"] = "\n".join(_agreement_line(row, names) for row in facts.agreements)
    values["opd_lain"] = _abbreviations(facts.joint_agency_ids, names)
    values["dokumen"] = "; ".join(document_code(pk) for pk in sorted(facts.document_ids))
    stored = {name: cells.stored(value) for name, value in values.items()}
    return {name: value for name, value in stored.items() if value not in (None, "")}


def facts_of(values: Values, names: Names, kept: ProgramFacts | None) -> ProgramFacts:
    """What the cells say; RowError names each column that cannot be read."""
    problems: list[Problem] = []

    def taken(column: str, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except CellError as error:
            problems.append(Problem(column, str(error)))
            return ()

    plain = {field: _plain(field, values.get(column)) for field, column in PLAIN.items()}
    if not plain["title"]:
        problems.append(Problem("judul", Message.REQUIRED))
    facts = ProgramFacts(
        **plain,
        targets=(
            *taken("indikator", lambda: _targets(_main(values), names)),
            *taken("sasaran_lain", lambda: _targets(_codes(values), names)),
        ),
        partners=(
            *_own_partners(values, problems),
            *taken("mitra_lain", lambda: _other_partners(str(values.get("mitra_lain") or ""))),
        ),
        agreements=taken("perjanjian", lambda: _agreements(values, names, kept)),
        joint_agency_ids=taken(
            "opd_lain", lambda: _agency_ids(str(values.get("opd_lain") or ""), names)
        ),
        document_ids=taken("dokumen", lambda: _document_ids(str(values.get("dokumen") or ""))),
    )
    if problems:
        raise RowError(*problems)
    return facts


def _plain(field: str, value: Value) -> Any:
    return value if field in _MAYBE_NONE else str(value or "")


def _target_values(targets: tuple[Target, ...], instrument: Instrument) -> dict[str, Value]:
    """The first indicator that is served as a whole is the main one; the rest follow as codes."""
    codes = list(dict.fromkeys(t.question_code or t.indicator_code for t in targets))
    if not codes or (main := instrument.indicator(codes[0])) is None:
        return {"sasaran_lain": "; ".join(codes)}
    return {"indikator": f"{main.code}{DASH}{main.name}", "sasaran_lain": "; ".join(codes[1:])}


def _main(values: Values) -> list[str]:
    text = str(values.get("indikator") or "")
    return [text.replace(" - ", DASH).partition(DASH)[0].strip()] if text else []


def _codes(values: Values) -> list[str]:
    text = str(values.get("sasaran_lain") or "")
    return [code for code in split(text.replace("\n", ";"), ";") if code]


def _targets(codes: Iterable[str], names: Names) -> tuple[Target, ...]:
    return tuple(_target(code, names.instrument) for code in codes)


def _target(typed: str, instrument: Instrument) -> Target:
    """An indicator or a question by its code; a spreadsheet may have made a number of it."""
    code = typed.replace(",", ".")
    if "," in typed and instrument.question(f"{code}0") is not None:
        raise say(Message.AMBIGUOUS)
    by_key = {c.casefold(): c for c in (code, code.upper(), code.lower())}
    for given in dict.fromkeys((code, *by_key.values())):
        if instrument.indicator(given) is not None:
            return Target(given)
        if instrument.question(given) is not None:
            return Target(instrument.indicator_of(given).code, given)
    raise say(Message.TARGET, code=typed[:40])


def _own_partners(values: Values, problems: list[Problem]) -> list[PartnerFact]:
    found = []
    for number in range(1, OWN_PARTNERS + 1):
        name, kind = values.get(f"mitra_{number}"), values.get(f"jenis_mitra_{number}")
        if name is None and kind is not None:
            problems.append(Problem(f"mitra_{number}", Message.PARTNER_NAME))
        if name is None:
            continue
        try:
            found.append(PartnerFact(str(name), _kind(str(kind or ""))))
        except CellError as error:
            problems.append(Problem(f"jenis_mitra_{number}", str(error)))
    return found


def _kind(label: str) -> str:
    found = _by_label(label, PARTNER_KINDS)
    if found is None:
        raise say(Message.PARTNER_KIND, options="; ".join(PARTNER_KINDS.values()))
    return found


def _other_partners(text: str) -> tuple[PartnerFact, ...]:
    found = []
    for line in filter(str.strip, text.split("\n")):
        parts = split(line, "|")
        if len(parts) != 2 or not parts[0]:
            raise say(Message.PARTNER_LINE)
        found.append(PartnerFact(parts[0], _kind(parts[1])))
    return tuple(found)


def _by_label(label: str, labels: Mapping[str, str]) -> str | None:
    key = " ".join(label.split()).casefold()
    return next((code for code, words in labels.items() if key in (words.casefold(), code)), None)


def _agreement_line(fact: AgreementFact, names: Names) -> str:
    parts = (
        _SHORT.get(fact.kind, fact.kind),
        " ".join(fact.number.split()),
        fact.date.isoformat() if fact.date else "",
        fact.valid_until.isoformat() if fact.valid_until else "",
        join(fact.partner_names, ";"),
        _abbreviations(fact.agency_ids, names),
    )
    return join(parts, "|")


def _agreements(
    values: Values, names: Names, kept: ProgramFacts | None
) -> tuple[AgreementFact, ...]:
    text = str(values.get("perjanjian") or "")
    if text == KEPT:
        return kept.agreements if kept else ()
    return tuple(_agreement(line, names) for line in filter(str.strip, text.split("\n")))


def _agreement(line: str, names: Names) -> AgreementFact:
    parts = split(line, "|")
    if len(parts) > 6:
        raise say(Message.AGREEMENT)
    kind, number, date, until, partners, agencies = [*parts, *[""] * (6 - len(parts))]
    code = _by_label(kind, AGREEMENT_KINDS) or _by_label(kind, _SHORT)
    if code is None:
        raise say(Message.AGREEMENT_KIND, options=", ".join(_SHORT.values()))
    return AgreementFact(
        kind=code,
        number=number,
        date=_day(date),
        valid_until=_day(until),
        agency_ids=_agency_ids(agencies, names),
        partner_names=tuple(name for name in split(partners, ";") if name),
    )


def _day(text: str) -> dt.date | None:
    return cast("dt.date | None", cells.read(cells.Cell(text), Type.DATE))


def _abbreviations(ids: Iterable[int], names: Names) -> str:
    return join(sorted(names.abbreviations.get(pk, str(pk)) for pk in ids), ";")


def _agency_ids(text: str, names: Names) -> tuple[int, ...]:
    found = []
    for name in filter(None, split(text.replace("\n", ";"), ";")):
        pk = names.agencies.get(name.casefold())
        if pk is None:
            raise say(Message.AGENCY_NAME, name=name[:40])
        found.append(pk)
    return tuple(dict.fromkeys(found))


def _document_ids(text: str) -> tuple[int, ...]:
    codes = filter(None, split(text.replace("\n", ";").replace(",", ";"), ";"))
    return tuple(dict.fromkeys(document_id(code) for code in codes))

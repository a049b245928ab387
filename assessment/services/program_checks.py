"""Whether a programme's facts hold, and the facts to store: cleaned, with the city's spellings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError

from agencies.actors import Actor
from agencies.models import Agency
from assessment import policies
from assessment.core.instrument import Instrument
from assessment.core.words import name_key
from assessment.models import Agreement, Cycle, Partner
from assessment.selectors.instruments import instrument_of
from assessment.selectors.partners import Spellings, spellings
from assessment.services import held
from assessment.services.program_facts import (
    LENGTHS,
    AgreementFact,
    PartnerFact,
    ProgramFacts,
    Target,
)
from assessment.services.text import clean_text

MOST_PARTNERS = 50
MOST_AGREEMENTS = 20
LONGEST_NUMBER = 150


def cleaned(
    cycle: Cycle, agency: Agency, facts: ProgramFacts, by: Actor, program_id: int | None = None
) -> ProgramFacts:
    """The facts as they will be stored; ValidationError at the field that does not hold.

    A partner whom another programme of the city names already takes that spelling and kind.
    """
    texts: dict[str, Any] = {
        name: clean_text(
            getattr(facts, name),
            field=name,
            max_length=most,
            label="Judul",
            required=name == "title",
        )
        for name, most in LENGTHS.items()
    }
    facts = replace(facts, **texts, partners=_partners(facts.partners, cycle, program_id))
    facts = replace(facts, agreements=_agreements(facts))
    _check_period(facts)
    _check_people(facts)
    check_targets(instrument_of(cycle), facts.targets)
    signers = {pk for agreement in facts.agreements for pk in agreement.agency_ids}
    _check_agencies(cycle, agency, "joint_agencies", set(facts.joint_agency_ids))
    _check_agencies(cycle, agency, "agreements", signers)
    ids = set(facts.document_ids)
    if ids and policies.visible_documents(by).filter(pk__in=ids).count() != len(ids):
        raise ValidationError({"documents": "Pilih dokumen dari pustaka yang dapat Anda lihat."})
    return facts


def spellings_of(cycle: Cycle) -> Spellings:
    """The city's partners; within a batch the same object, which `programs` keeps in step."""
    return held.remembered("spellings", cycle.city_id, lambda: spellings(cycle.city_id))


def check_targets(instrument: Instrument, targets: tuple[Target, ...]) -> None:
    for target in targets:
        indicator = instrument.indicator(target.indicator_code)
        codes = {question.code for question in indicator.questions} if indicator else set()
        if indicator is None or (target.question_code and target.question_code not in codes):
            raise ValidationError({"targets": "Pilih indikator dan pertanyaan dari instrumen."})


def _partners(
    given: tuple[PartnerFact, ...], cycle: Cycle, program_id: int | None
) -> tuple[PartnerFact, ...]:
    if len(given) > MOST_PARTNERS:
        raise ValidationError({"partners": f"Paling banyak {MOST_PARTNERS} mitra."})
    known = spellings_of(cycle) if given else Spellings(())
    found: dict[str, PartnerFact] = {}
    for partner in given:
        typed = clean_text(
            partner.name, field="partners", label="Nama mitra", max_length=150, required=True
        )
        name = " ".join(typed.split())
        key = name_key(name)
        if partner.kind not in Partner.PartnerKind.values:
            raise ValidationError({"partners": f"Pilih jenis mitra {name}."})
        if key in found:
            raise ValidationError({"partners": f"Mitra {name} ditulis dua kali."})
        usual = known.usual(name, without=program_id)
        found[key] = PartnerFact(*usual) if usual else PartnerFact(name, partner.kind)
    return tuple(found.values())


def _agreements(facts: ProgramFacts) -> tuple[AgreementFact, ...]:
    if len(facts.agreements) > MOST_AGREEMENTS:
        raise ValidationError({"agreements": f"Paling banyak {MOST_AGREEMENTS} perjanjian."})
    names = {name_key(partner.name): partner.name for partner in facts.partners}
    return tuple(_agreement(agreement, names) for agreement in facts.agreements)


def _agreement(agreement: AgreementFact, names: Mapping[str, str]) -> AgreementFact:
    if agreement.kind not in Agreement.AgreementKind.values:
        raise ValidationError({"agreements": "Pilih jenis perjanjian."})
    number = clean_text(agreement.number, field="agreements", max_length=LONGEST_NUMBER)
    if not number and agreement.date is None:
        raise ValidationError({"agreements": "Tulis nomor atau tanggal setiap perjanjian."})
    if agreement.date and agreement.valid_until and agreement.valid_until < agreement.date:
        raise ValidationError(
            {"agreements": "Perjanjian tidak dapat berakhir sebelum tanggal penandatanganannya."}
        )
    signers = []
    for given in agreement.partner_names:
        name = clean_text(
            given, field="agreements", label="Nama penanda tangan", max_length=150, required=True
        )
        if name_key(name) not in names:
            raise ValidationError(
                {"agreements": f"{name} menandatangani tetapi belum ditulis sebagai mitra."}
            )
        signers.append(names[name_key(name)])
    partner_names = tuple(dict.fromkeys(signers))
    agency_ids = tuple(dict.fromkeys(agreement.agency_ids))
    return replace(agreement, number=number, partner_names=partner_names, agency_ids=agency_ids)


def _check_period(facts: ProgramFacts) -> None:
    if facts.period_start and facts.period_end and facts.period_end < facts.period_start:
        raise ValidationError({"period_end": "Tanggal selesai mendahului tanggal mulai."})


def _check_people(facts: ProgramFacts) -> None:
    if facts.disabled is None:
        return
    if facts.girls is None and facts.boys is None:
        raise ValidationError({"disabled": "Isi dahulu jumlah anak perempuan dan laki-laki."})
    if facts.disabled > (facts.girls or 0) + (facts.boys or 0):
        raise ValidationError(
            {"disabled": "Tidak boleh melebihi jumlah anak perempuan dan laki-laki."}
        )


def _check_agencies(cycle: Cycle, agency: Agency, field: str, ids: set[int]) -> None:
    if not ids:
        return
    others = Agency.objects.filter(city_id=cycle.city_id, pk__in=ids).exclude(pk=agency.pk)
    if others.count() != len(ids):
        raise ValidationError({field: "Pilih perangkat daerah lain di kota ini."})

"""How a city's reports look: paper, foreword, crest, DOCX template, limits of the application."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from agencies.services.rows import locked_city, update_versioned
from assessment import policies
from assessment.models import ReportSetting
from assessment.services.text import clean_text

#: Version of settings that nobody has stored yet.
NEW = 0
LONGEST_FOREWORD = 6000
MOST_TEMPLATE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Replaced:
    """A file in place of the one that stands; no bytes take it away."""

    data: bytes = b""
    name: str = ""

    @property
    def text(self) -> str:
        return b64encode(self.data).decode()


@dataclass(frozen=True, slots=True)
class ReportLook:
    """`crest` (PNG) and `template` (DOCX) were checked; None leaves what stands."""

    paper: str
    foreword: str
    text_limit: int
    file_limit: int
    crest: Replaced | None = None
    template: Replaced | None = None


@transaction.atomic
def save_report_settings(*, look: ReportLook, version: int, by: Actor) -> ReportSetting:
    policies.check_set_reports(by)
    city = locked_city(by)
    values = _values(look)
    row = ReportSetting.objects.filter(city=city).first()
    if row is None:
        row = ReportSetting.objects.create(city=city)
        version = row.version if version == NEW else version
    before = {name: getattr(row, name) for name in values}
    row = update_versioned(row, version, values)
    audit.record(
        by=by,
        action="report.settings",
        subject="city",
        subject_id=city.pk,
        before=_spoken(before),
        after=_spoken(values),
    )
    return row


def _values(look: ReportLook) -> dict[str, object]:
    if look.paper not in ReportSetting.Paper.values:
        raise ValidationError({"paper": "Pilih ukuran kertas dari daftar."})
    foreword = clean_text(look.foreword, field="foreword", max_length=LONGEST_FOREWORD)
    values: dict[str, object] = {
        "paper": look.paper,
        "foreword": foreword,
        "text_limit": look.text_limit,
        "file_limit": look.file_limit,
    }
    if look.crest is not None:
        values["crest"] = look.crest.text
    if look.template is not None:
        values |= {"template": look.template.text, "template_name": look.template.name[:150]}
    return values


def _spoken(values: dict[str, object]) -> dict[str, object]:
    """What the trail keeps: of files only how long they are."""
    return {
        name: len(str(value)) if name in ("crest", "template") else value
        for name, value in values.items()
    }

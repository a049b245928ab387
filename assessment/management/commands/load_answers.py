"""load_answers: answers from a JSON or XLSX file into a cycle, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from agencies.models import Agency
from assessment.exchange.answer_rows import AnswerFileError, read_rows
from assessment.management.base import (
    CycleCommand,
    RefusedError,
    city_of,
    cycle_of,
    operator_of,
)
from assessment.models import Cycle
from assessment.selectors.instruments import instrument_of
from assessment.services.answer_files import (
    AnswersRefusedError,
    LoadSummary,
    find_agency,
    load_answers,
    shown,
)


class Command(CycleCommand):
    help = "Memuat jawaban dari berkas JSON atau XLSX; semua baris atau tidak satu pun."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", default="", help="hanya jawaban perangkat daerah ini")
        parser.add_argument("--submit", action="store_true", help="ajukan bagian yang dimuat")

    def act(self, **options: Any) -> None:
        cycle = cycle_of(city_of(options["city"]), options["year"])
        agency = _agency(cycle, options["agency"])
        kinds = {q.code: q.kind.value for q in instrument_of(cycle).questions}
        try:
            summary = load_answers(
                cycle=cycle,
                rows=read_rows(options["file"], kinds),
                by=operator_of(cycle.city),
                agency=agency,
                submit=options["submit"],
            )
        except AnswerFileError as error:
            raise RefusedError(f"Berkas ditolak: {error}") from error
        except AnswersRefusedError as error:
            lines = "\n".join(str(refusal) for refusal in error.refusals)
            raise RefusedError(f"{lines}\n{error}; tidak ada yang disimpan.") from error
        for warning in summary.warnings:
            self.stderr.write(f"Perhatian: {warning}")
        if options["json"]:
            self.answer(_result(summary))
        else:
            self.stdout.write(f"{cycle}: {_words(summary)}")


def _agency(cycle: Cycle, name: str) -> Agency | None:
    if not name:
        return None
    agency = find_agency(cycle, name)
    if agency is None:
        raise RefusedError(f"{cycle.city} tidak mempunyai perangkat daerah “{shown(name)}”.")
    return agency


def _result(summary: LoadSummary) -> dict[str, object]:
    return {
        "new": summary.new,
        "changed": summary.changed,
        "same": summary.same,
        "sent": list(summary.sent),
        "warnings": list(summary.warnings),
    }


def _words(summary: LoadSummary) -> str:
    if summary.is_unchanged:
        return f"tidak ada perubahan ({summary.same} jawaban sama)."
    return (
        f"{summary.new} jawaban baru, {summary.changed} berubah, "
        f"{summary.same} sama, {len(summary.sent)} bagian diajukan."
    )

"""load_instrument FILE: loads a version of the instrument and reports whether its sums add up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from agencies.actors import system_actor
from assessment.core.instrument import Mismatch
from assessment.management.base import OperatorCommand, RefusedError, city_of
from assessment.selectors.instruments import instrument_of_version
from assessment.services.instruments import LoadResult, MismatchError, load_instrument

MAX_BYTES = 20 * 1024 * 1024


class Command(OperatorCommand):
    help = "Memuat satu versi instrumen dan melaporkan setiap jumlah yang tidak cocok."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="berkas JSON instrumen")
        parser.add_argument("--city", help="kode kota; tanpa ini versi nasional")
        parser.add_argument(
            "--accept-mismatch", action="store_true", help="muat walaupun ada jumlah tidak cocok"
        )

    def act(self, *, file: Path, city: str | None, accept_mismatch: bool, **options: Any) -> None:
        owner = city_of(city) if city else None
        try:
            result = load_instrument(
                text=_read(file),
                source=file.name[:200],
                city=owner,
                accept_mismatch=accept_mismatch,
                by=system_actor(owner.pk if owner else None, timezone.now()),
            )
        except MismatchError as error:
            raise RefusedError(_refusal(error.mismatches)) from error
        if options["json"]:
            self.answer(_json(result))
        else:
            self._report(result)

    def _report(self, result: LoadResult) -> None:
        version = result.version
        instrument = instrument_of_version(version)
        state = "dimuat" if result.is_new else "sudah ada, tidak berubah"
        self.stdout.write(f"{version.title} ({version.code}) {state}.")
        self.stdout.write(
            f"{len(instrument.clusters)} klaster, {len(instrument.indicators)} indikator, "
            f"{len(instrument.questions)} pertanyaan, {instrument.total_points} poin."
        )
        self.stdout.write(f"Sidik jari (SHA-256): {version.checksum}")
        if not result.mismatches:
            self.stdout.write("Pemeriksaan jumlah: semua tingkat cocok.")
            return
        self.stdout.write(f"Pemeriksaan jumlah: {len(result.mismatches)} tidak cocok, diterima:")
        for mismatch in result.mismatches:
            self.stdout.write(f"- {mismatch}")


def _read(file: Path) -> str:
    if file.stat().st_size > MAX_BYTES:
        raise RefusedError("Berkas lebih besar dari 20 MB; ini bukan instrumen.")
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise RefusedError("Berkas bukan teks UTF-8.") from error


def _refusal(found: tuple[Mismatch, ...]) -> str:
    lines = "\n".join(f"- {mismatch}" for mismatch in found)
    return (
        f"Instrumen tidak dimuat: {len(found)} jumlah tidak cocok.\n{lines}\n"
        "Perbaiki berkasnya, atau ulangi dengan --accept-mismatch."
    )


def _json(result: LoadResult) -> dict[str, object]:
    return {
        "code": result.version.code,
        "checksum": result.version.checksum,
        "is_new": result.is_new,
        "mismatches": [
            {"path": m.path, "stated": str(m.stated), "computed": str(m.computed)}
            for m in result.mismatches
        ],
    }

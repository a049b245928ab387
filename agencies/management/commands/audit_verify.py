"""`audit_verify`: checks every audit chain, and that no head kept outside has been cut off."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies.audit import Break, Head, chain_head, chains, verify_chain
from agencies.audit_heads import HeadsError, as_json, as_text, missing_heads, read_heads, strangers


class Command(BaseCommand):
    help = "Memeriksa semua rantai audit; keluar dengan 1 bila ada yang putus."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads", metavar="BERKAS", type=Path, help="kepala rantai yang pernah dicetak"
        )
        parser.add_argument("--json", action="store_true", help="satu objek JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = read_heads(options["heads"]) if options["heads"] else []
        except HeadsError as error:
            raise CommandError(str(error), returncode=2) from error
        heads = [chain_head(chain) for chain in chains()]
        breaks = [found for head in heads for found in verify_chain(head.chain)]
        breaks += [*strangers(), *missing_heads(kept)]
        if options["json"]:
            self.stdout.write(json.dumps(_result(heads, breaks), ensure_ascii=False))
        else:
            for head in heads:
                self.stdout.write(as_text(head))
        for found in breaks:
            self.stderr.write(f"{found.chain}/{found.sequence}: {found.message}")
        if breaks:
            sys.exit(1)


def _result(heads: list[Head], breaks: list[Break]) -> dict[str, object]:
    return {
        "ok": not breaks,
        "chains": [as_json(head) for head in heads],
        "breaks": [asdict(found) for found in breaks],
    }

"""`audit_head`: prints the newest entry of audit chains, to be kept outside the server."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies.audit import chain_head, chains
from agencies.audit_heads import as_json, as_text
from agencies.models import City


class Command(BaseCommand):
    help = "Mencetak kepala rantai audit: kode kota, urutan, hash. Simpan di luar peladen ini."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", metavar="KODE", help="kode Kemendagri; semua bila kosong")
        parser.add_argument("--json", action="store_true", help="satu objek JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["city"]
        if code and not City.objects.filter(code=code).exists():
            raise CommandError(f"Kota {code} tidak ada.")
        heads = [chain_head(chain) for chain in ([code] if code else chains())]
        if options["json"]:
            shown = [as_json(head) for head in heads]
            self.stdout.write(json.dumps(shown[0] if code else {"heads": shown}))
            return
        for head in heads:
            self.stdout.write(as_text(head))

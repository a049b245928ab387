"""manage.py add_verifier: an account of a province, with a one-time password printed once."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies.actors import system_actor
from agencies.roles import Role
from agencies.services.cities import add_verifier
from agencies.services.people import NewPerson


class Command(BaseCommand):
    help = "Menambah verifikator provinsi; mencetak kata sandi sekali pakai."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="nama pengguna")
        parser.add_argument("full_name", help="nama lengkap")
        parser.add_argument("--province-code", required=True, help="misalnya 52")
        parser.add_argument("--province", default="", help="nama provinsi bila belum ada")
        parser.add_argument("--position", default="", help="jabatan")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        person = NewPerson(
            username=options["username"],
            full_name=options["full_name"],
            position=options["position"],
            role=Role.VERIFIER,
        )
        try:
            user, password = add_verifier(
                person,
                province_code=options["province_code"],
                province_name=options["province"],
                by=system_actor(None, timezone.now()),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        result = {"username": user.username, "password": password}
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        self.stdout.write(f"Verifikator {user.username} ditambahkan.")
        self.stdout.write(f"Kata sandi sekali pakai: {password}")

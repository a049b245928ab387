"""manage.py add_city: a real city with its first admin, whose one-time password is printed once."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from agencies.actors import system_actor
from agencies.models import ZONES, City
from agencies.services.cities import NewCity, add_city


class Command(BaseCommand):
    help = "Menambah kota beserta admin pertamanya; mencetak kata sandi sekali pakai."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="kode Kemendagri, misalnya 52.72")
        parser.add_argument("name", help='nama lengkap, misalnya "Kota Bima"')
        parser.add_argument("--province-code", required=True, help="misalnya 52")
        parser.add_argument("--province", default="", help="nama provinsi bila belum ada")
        parser.add_argument("--kind", required=True, choices=City.CityKind.values)
        parser.add_argument("--timezone", required=True, choices=[zone for zone, _ in ZONES])
        parser.add_argument("--admin", required=True, help="nama pengguna admin pertama")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        fields = NewCity(
            code=options["code"],
            name=options["name"],
            kind=options["kind"],
            timezone=options["timezone"],
            province_code=options["province_code"],
            province_name=options["province"],
        )
        try:
            city, user, password = add_city(
                fields, admin=options["admin"], by=system_actor(None, timezone.now())
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        result = {"city": city.code, "username": user.username, "password": password}
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        self.stdout.write(f"{city.name} ({city.code}) ditambahkan.")
        self.stdout.write(f"Admin: {user.username}")
        self.stdout.write(f"Kata sandi sekali pakai: {password}")

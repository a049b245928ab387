"""Asks one address as everybody: each request stands alone and leaves nothing behind."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessment.tests.factories import World
from kla.tests.access_cells import COLUMNS, Row
from kla.tests.scene import Things

MISSING = 2**62


class Visitors:
    """A session of every column; `things` by city, see kla.tests.scene."""

    def __init__(self, world: World, things: dict[str, Things]) -> None:
        home = world.home.people
        people = {
            "operator": home["operator BPBD"],
            "colleague": home["operator Dinsos"],
            "head": home["head BPBD"],
            "reviewer": home["reviewer"],
            "coordinator": home["coordinator"],
            "leader": home["leader"],
            "verifier": world.verifier,
            "admin": home["admin"],
        }
        self._things = things
        self._keys = {column: _session_key(user) for column, user in people.items()}

    def statuses(self, row: Row, method: str, whose: str) -> dict[str, int]:
        """`whose`: "own", "other" (another city's) or "missing" (nobody's)."""
        return {column: self.ask(row, column, method, whose).status_code for column in COLUMNS}

    def ask(self, row: Row, column: str, method: str, whose: str, query: str = "") -> HttpResponse:
        client = Client(raise_request_exception=False)
        if column in self._keys:
            client.cookies[settings.SESSION_COOKIE_NAME] = self._keys[column]
        path = reverse(row.name, kwargs=self._arguments(row, column, whose)) + query
        data = {name: self._filled(value) for name, value in row.data.items()}
        request = {"data": data} if method == "POST" else {}
        with transaction.atomic():
            response = getattr(client, method.lower())(path, **request)
            transaction.set_rollback(True)
        if response.streaming:
            # Read to the end, which closes the file.
            list(response.streaming_content)
        return response

    def _arguments(self, row: Row, column: str, whose: str) -> dict[str, object]:
        """What is not own lies in the neighbour city; for the verifier in another province."""
        stranger = "abroad" if column == "verifier" else "neighbour"
        things = asdict(self._things["home" if whose == "own" else stranger])
        has_thing = any(value.startswith("@") for value in row.arguments.values())
        found: dict[str, object] = {}
        for name, value in row.arguments.items():
            if value.startswith("@"):
                found[name] = MISSING if whose == "missing" else things[value[1:]]
            else:
                found[name] = value if whose == "own" or has_thing or value.isdigit() else "XX"
        return found

    def _filled(self, value: str) -> str:
        """Posts name things of the own city: "@waiting:2" is id 17, version 2."""
        for name, pk in asdict(self._things["home"]).items():
            value = value.replace(f"@{name}", str(pk))
        return value


def _session_key(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value

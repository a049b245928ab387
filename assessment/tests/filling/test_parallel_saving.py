"""Writers at once: no acknowledged text is lost, and a repeated attempt has one effect.

KLA_STRESS=1 runs the whole number of rounds, otherwise a tenth of it.
"""

from __future__ import annotations

import json
import os
import threading
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from agencies.errors import StaleVersionError
from agencies.models import AuditEntry
from agencies.roles import Role
from assessment.services.contributions import save_contribution
from assessment.tests.factories import NOW, make_user
from assessment.tests.filling import scene

IS_STRESS = os.environ.get("KLA_STRESS") == "1"
ROUNDS = 2000 if IS_STRESS else 200
BURSTS = 500 if IS_STRESS else 50
PARALLEL = 10
CODE = "22B.1"


def notes_saved():
    rows = AuditEntry.objects.filter(action="contribution.save").order_by("pk")
    return [json.loads(row.after)["note"] for row in rows]


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_one_saves_and_the_other_sees_it(home, in_threads):
    scope = {"city": home.city, "agency": home.agencies["BPBD"]}
    home.people["second"] = make_user("kedua", Role.OPERATOR, **scope)
    actors = [home.actor("operator BPBD"), home.actor("second")]
    both = threading.Barrier(2, timeout=60)

    def write(number):
        """Per round the text that was stored: the own one, or the other's that was shown."""
        seen = []
        for turn in range(ROUNDS):
            both.wait()
            try:
                row = save_contribution(
                    cycle=home.cycle,
                    agency=home.agencies["BPBD"],
                    question_code=CODE,
                    raw=scene.YES,
                    note=f"{turn} oleh {number}",
                    version=turn,
                    by=actors[number],
                )
            except StaleVersionError as error:
                row = error.current
            seen.append((row.note, row.version))
        return seen

    first, second = in_threads(write, 2)

    assert first == second
    assert [version for _, version in first] == list(range(1, ROUNDS + 1))
    assert notes_saved() == [note for note, _ in first]
    assert scene.contribution(home, "BPBD", CODE).note == first[-1][0]


@pytest.mark.django_db(transaction=True)
def test_identical_posts_at_once_have_one_effect(home, in_threads):
    address = reverse("contribution-save", args=[CODE])
    clients = [Client(headers={"HX-Request": "true"}) for _ in range(PARALLEL)]
    for client in clients:
        client.force_login(home.people["operator BPBD"])
    made = []
    for burst in range(BURSTS):
        data = {
            "choice": "Tidak",
            "note": f"Kiriman {burst}",
            "version": str(burst),
            "kunci": str(uuid.uuid4()),
        }

        def post(number, data=data):
            answer = clients[number].post(address, data)
            return answer["KLA-Simpan"], f'value="{int(data["version"]) + 1}"' in str(
                answer.content
            )

        made.append(set(in_threads(post, PARALLEL)))

    assert made == [{("tersimpan", True)}] * BURSTS
    assert notes_saved() == [f"Kiriman {burst}" for burst in range(BURSTS)]
    row = scene.contribution(home, "BPBD", CODE)
    assert (row.version, row.updated_at) == (BURSTS, NOW)

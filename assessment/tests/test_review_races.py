"""Writers who need the same rows at the same instant: all end, nobody waits in a circle."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from django.db import connection, transaction

from agencies import audit
from agencies.models import FormToken
from agencies.services import people
from assessment.core.workflow import Status
from assessment.models import Contribution, Document, StatusChange, StoredFile
from assessment.services.answer_files import AnswerRow, load_answers
from assessment.services.documents import delete_document
from assessment.services.official_answers import Decision, Verdict, decide
from assessment.services.snapshots import freeze
from assessment.tests.factories import NOW, make_world
from assessment.tests.filling import scene

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"choice": "Ya, dengan bukti"}


@pytest.fixture
def home(transactional_db):
    return make_world().home


def _whole(home):
    return list(audit.verify_chain(home.city.code))


def test_file_and_forms_load_the_same_parts(home, in_threads):
    """A file saves part after part in one transaction while forms save single answers."""
    scene.answer(home, "BPBD", "22B.1")
    scene.answer(home, "BPBD", "21A.1")

    def act(number):
        if number == 0:
            rows = [AnswerRow(c, c, YES, "BPBD", note="berkas") for c in ("21A.1", "22B.1")]
            return load_answers(cycle=home.cycle, rows=rows, by=home.system()).changed
        return scene.answer(home, "BPBD", "22B.2", version=number - 1, note=str(number)).version

    done = [in_threads(act, 2)[0] for _ in range(1)]

    assert done == [2]
    assert Contribution.objects.filter(note="berkas").count() == 2
    assert _whole(home) == []


def test_file_waits_for_a_form_that_holds_its_part(home, in_threads):
    """The order that used to deadlock: part, then city - while the file holds city, then part."""
    scene.answer(home, "BPBD", "22B.1")
    begun = threading.Event()

    def act(number):
        if number:
            begun.wait(5)
            return scene.answer(home, "BPBD", "22B.2").version
        with transaction.atomic():
            scene.answer(home, "BPBD", "21A.1")
            begun.set()
            if connection.vendor == "postgresql":
                time.sleep(0.3)
            return scene.answer(home, "BPBD", "22B.1", version=1, note="lagi").version

    assert in_threads(act, 2) == [2, 1]
    assert _whole(home) == []


def test_admin_resets_a_password_while_its_owner_saves(home, in_threads):
    """The save refers to the person; the admin holds the city and writes the person."""
    operator = home.people["operator BPBD"]
    begun = threading.Event()

    def act(number):
        if number:
            begun.wait(5)
            return people.reset_password(operator, version=1, by=home.actor("admin"))[0].version
        with transaction.atomic():
            FormToken.objects.create(user=operator, token=uuid.uuid4(), created_at=NOW)
            begun.set()
            if connection.vendor == "postgresql":
                time.sleep(0.3)
            return scene.answer(home, "BPBD", "22B.1").version

    assert in_threads(act, 2) == [1, 2]
    assert _whole(home) == []


def test_decisions_files_and_freezes_at_once(home, in_threads):
    scene.answer(home, "BPBD", "22B.1")
    codes = ("21A.1", "22B.2", "22B.3")
    by = home.actor("coordinator")
    verdict = Verdict(Decision.NOT_APPLICABLE, reason="Uji")

    def act(number):
        if number % 3 == 0:
            code = codes[number // 3]
            return decide(
                cycle=home.cycle, question_code=code, verdict=verdict, version=0, by=by
            ).version
        if number % 3 == 1:
            return freeze(cycle=home.cycle, by=by).number
        rows = [AnswerRow("1", "22B.1", YES, "BPBD", note=str(number))]
        return load_answers(cycle=home.cycle, rows=rows, by=home.system()).changed

    done = in_threads(act, 9)

    assert (done[0::3], sorted(done[1::3]), done[2::3]) == ([1] * 3, [1, 2, 3], [1] * 3)
    assert _whole(home) == []


def test_same_bytes_deleted_and_stored_at_once(home, in_threads):
    """Whoever stores keeps a row with bytes; nothing is left without the other."""
    for _ in range(6):
        old = scene.document(home, "BPBD", "sama.pdf", keep_same=True)

        def act(number, old=old):
            if number:
                return scene.document(home, "Dinsos", "sama.pdf", keep_same=True).pk
            return delete_document(cycle=home.cycle, document=old, by=home.actor("operator BPBD"))

        kept = in_threads(act, 2)[1]
        document = Document.objects.select_related("file").get(pk=kept)
        assert document.file.name
        assert scene.stored_bytes(document, _media())
        delete_document(cycle=home.cycle, document=document, by=home.actor("operator Dinsos"))
    assert (StoredFile.objects.count(), list(_media().glob("evidence/??/*"))) == (0, [])


def _media():
    from django.conf import settings  # noqa: PLC0415 - read late: a private folder for each test

    return settings.MEDIA_ROOT


def test_part_is_sent_once_by_two_and_not_changed_after(home, in_threads):
    scene.answer(home, "Dinsos", "21A.1")

    def act(number):
        try:
            if number < 2:
                scene.move(home, "Dinsos", "21A", "submit", "operator Dinsos")
                return "sent"
            scene.answer(home, "Dinsos", "21A.1", version=1, note=str(number))
        except Exception as error:
            return type(error).__name__
        return "saved"

    done = in_threads(act, 4)

    part = scene.part(home, "Dinsos", "21A")
    assert (part.status, done[:2].count("sent")) == (Status.SUBMITTED, 1)
    assert StatusChange.objects.count() == 1
    assert _whole(home) == []

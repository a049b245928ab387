"""Error pages stand even when the database is what failed."""

from __future__ import annotations

from django.db import DatabaseError
from django.test import RequestFactory

from kla.errors import server_error


def test_a_500_shows_a_code_and_asks_the_database_nothing(caplog):
    class Nobody:
        def __getattr__(self, name):
            raise DatabaseError("gone")

    request = RequestFactory().post("/pengguna/baru/", {"full_name": "Rahasia"})
    request.user = Nobody()

    response = server_error(request)

    code = caplog.messages[-1].split()[2]
    assert response.status_code == 500
    assert code in response.text
    assert "Rahasia" not in response.text + caplog.text

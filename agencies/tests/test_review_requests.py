"""Requests no browser sends: refused with a page, never a 500."""

from __future__ import annotations

import pytest
from django.test import Client

BODY = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\nadmin\r\n--x--\r\n'


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["hex", "idna", "rot13", "utf-16", "iso-8859-1"])
def test_body_in_another_writing_is_refused(charset):
    client = Client(raise_request_exception=False)
    content_type = f"multipart/form-data; boundary=x; charset={charset}"

    answer = client.generic("POST", "/masuk/", BODY, content_type)

    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "nonsense"])
def test_body_in_utf8_or_an_unknown_writing_is_read(charset):
    client = Client(raise_request_exception=False)
    content_type = f"multipart/form-data; boundary=x; charset={charset}"

    answer = client.generic("POST", "/masuk/", BODY, content_type)

    assert answer.status_code == 422

"""Garbage in a path or query is a 4xx on both databases."""

from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest
from django.http import Http404
from django.test import RequestFactory

from agencies.converters import MAX_ID, IdConverter
from agencies.models import User
from agencies.query import choice_param, int_param, page_of, text_param


def get(query):
    return RequestFactory().get(f"/?{query}")


@pytest.mark.parametrize(
    "text, number", [("1", 1), ("42", 42), (str(MAX_ID), MAX_ID), ("9" * 18, int("9" * 18))]
)
def test_id_converter_takes_what_a_database_can_look_up(text, number):
    assert IdConverter().to_python(text) == number
    assert IdConverter().to_url(number) == text


@pytest.mark.parametrize(
    "text",
    ["0", "007", "-1", "1.0", "1e3", "%00", "x", str(MAX_ID + 1), "9" * 19, "9" * 500, "%D9%A1"],
)
def test_id_converter_knows_no_other_page(admin, text):
    assert admin.get(f"/pengguna/{text}/").status_code == 404


@pytest.mark.parametrize(
    "query, value",
    [
        ("", ""),
        ("q=", ""),
        ("q=%20Dinas%20", "Dinas"),
        ("q=" + "x" * 300, "x" * 100),
        ("q=%F0%9F%98%80", "😀"),
    ],
)
def test_text_param_strips_and_cuts(query, value):
    assert text_param(get(query), "q") == value


@pytest.mark.parametrize("sign", [chr(0), chr(0xD800), chr(0xDFFF)])
def test_text_param_refuses_what_no_database_takes(sign):
    request = RequestFactory().get("/")
    request.GET = {"q": f"a{sign}"}

    with pytest.raises(BadRequest):
        text_param(request, "q")


def test_choice_param_knows_its_codes():
    allowed = ("aktif", "nonaktif")

    assert choice_param(get("s=aktif"), "s", allowed) == "aktif"
    assert choice_param(get("s="), "s", allowed, default="nonaktif") == "nonaktif"
    with pytest.raises(Http404):
        choice_param(get("s=lain"), "s", allowed)


@pytest.mark.parametrize("query, value", [("", None), ("n=", None), ("n=0", 0), ("n=12", 12)])
def test_int_param_reads_whole_numbers(query, value):
    assert int_param(get(query), "n") == value


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "1_0", "%D9%A1", str(MAX_ID + 1), "9" * 90])
def test_int_param_knows_no_other_numbers(text):
    with pytest.raises(Http404):
        int_param(get(f"n={text}"), "n")


@pytest.mark.parametrize("number", ["0", "3", "x", "-1", "9" * 30, "1.0", "%D9%A1"])
def test_page_of_knows_its_pages(towns, number):
    rows = User.objects.order_by("pk")

    assert len(page_of(get(""), rows, 10)) == 10
    assert len(page_of(get("page=2"), rows, 10)) == 3
    with pytest.raises(Http404):
        page_of(get(f"page={number}"), rows, 10)


@pytest.mark.parametrize("path", ["/pengguna/", "/perangkat-daerah/", "/wilayah/"])
@pytest.mark.parametrize(
    "query, status",
    [
        ("q=%00", 400),
        ("q=%27%22%3C%25_%5C", 200),
        ("q=%ED%A0%80", 200),
        ("page=0", 404),
        ("page=99", 404),
        ("page=x", 404),
        ("q=" + "x" * 3000, 200),
    ],
)
def test_lists_survive_garbage(admin, path, query, status):
    response = admin.get(f"{path}?{query}")

    assert response.status_code == status
    assert "<h1" in response.text


@pytest.mark.parametrize(
    "url",
    [
        "/pengguna/?peran=raja",
        "/pengguna/?peran=verifier",
        "/pengguna/?perangkat=x",
        "/pengguna/?status=mati",
        "/perangkat-daerah/?status=1",
        "/wilayah/?jenis=negara",
        "/wilayah/?kecamatan=99999999999999999999",
    ],
)
def test_unknown_filters_are_no_page(admin, url):
    assert admin.get(url).status_code == 404


def test_a_cookie_with_control_characters_counts_as_none(client, db):
    client.cookies.load('sessionid="abcdefgh\\000ijkl"')

    assert client.get("/pengguna/").status_code == 302

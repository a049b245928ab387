"""Every admin page: wrong role, other city's row, wrong method, nobody; number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, Territory
from agencies.roles import Role
from agencies.tests.conftest import make_user

LISTS = ["/perangkat-daerah/", "/wilayah/", "/pengguna/"]
FORMS = ["/perangkat-daerah/baru/", "/wilayah/baru/", "/pengguna/baru/", "/pengaturan-kota/"]
ROWS_GET = [
    "/perangkat-daerah/{agency}/",
    "/perangkat-daerah/{agency}/nonaktifkan/",
    "/wilayah/{territory}/",
    "/pengguna/{person}/",
    "/pengguna/{person}/kata-sandi/",
]
ROWS_POST = [
    "/perangkat-daerah/{agency}/",
    "/perangkat-daerah/{agency}/nonaktifkan/",
    "/perangkat-daerah/{agency}/aktifkan/",
    "/wilayah/{territory}/",
    "/wilayah/{territory}/hapus/",
    "/pengguna/{person}/",
    "/pengguna/{person}/nonaktifkan/",
    "/pengguna/{person}/aktifkan/",
    "/pengguna/{person}/kata-sandi-baru/",
]
POST_ONLY = sorted(set(ROWS_POST) - set(ROWS_GET))
GET_ONLY = [*LISTS, "/pengguna/{person}/kata-sandi/"]


def url_in(town, url):
    return url.format(
        agency=town.agencies["BPBD"].pk,
        territory=town.kecamatan.pk,
        person=town.people["operator"].pk,
    )


@pytest.mark.parametrize("url", LISTS + FORMS + ROWS_GET)
@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.ADMIN])
def test_other_roles_are_refused(towns, browser_of, role, url):
    people = {**towns.home.people, "verifier": towns.verifier}

    response = browser_of(people[role]).get(url_in(towns.home, url))

    assert response.status_code == 403
    assert "Hanya admin kota" in response.text


@pytest.mark.parametrize("url", ROWS_POST + FORMS)
def test_other_roles_change_nothing(towns, browser_of, url):
    browser = browser_of(towns.home.people["coordinator"])

    assert browser.post(url_in(towns.home, url), {"version": 1}).status_code == 403


@pytest.mark.parametrize("url", ROWS_GET)
def test_rows_of_another_city_do_not_exist(admin, towns, url):
    assert admin.get(url_in(towns.home, url)).status_code == 200
    assert admin.get(url_in(towns.other, url)).status_code == 404


@pytest.mark.parametrize("url", ROWS_POST)
def test_rows_of_another_city_cannot_be_changed(admin, towns, url):
    response = admin.post(url_in(towns.other, url), {"version": 1})

    assert response.status_code == 404
    for row in (towns.other.agencies["BPBD"], towns.other.people["operator"]):
        row.refresh_from_db()
        assert (row.is_active, row.version) == (True, 1)
    assert Territory.objects.filter(pk=towns.other.kecamatan.pk).exists()


@pytest.mark.parametrize("url", POST_ONLY)
def test_acts_take_post_only(admin, home, url):
    assert admin.get(url_in(home, url)).status_code == 405
    assert admin.put(url_in(home, url)).status_code == 405


@pytest.mark.parametrize("url", GET_ONLY)
def test_reading_pages_take_get_only(admin, home, url):
    assert admin.post(url_in(home, url)).status_code == 405


@pytest.mark.parametrize("url", LISTS + FORMS + ROWS_GET)
def test_nobody_is_led_to_the_log_in(client, home, url):
    response = client.get(url_in(home, url))

    assert response.headers["Location"] == f"/masuk/?next={url_in(home, url)}"


@pytest.mark.parametrize("url", FORMS + ROWS_POST)
def test_nobody_posts_without_a_session(client, home, url):
    assert client.post(url_in(home, url), {"version": 1}).status_code == 401


@pytest.mark.parametrize("url", FORMS + ROWS_POST)
def test_every_post_wants_the_token_of_our_own_page(home, url):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(home.people["admin"])

    assert browser.post(url_in(home, url), {"version": 1}).status_code == 403


@pytest.mark.parametrize("url", FORMS + ROWS_GET[:-1])
def test_every_form_carries_both_tokens(admin, home, url):
    page = admin.get(url_in(home, url)).text

    main = page[page.index("<main") : page.index("</main>")]
    assert main.count('method="post"') == main.count('name="kunci"')
    assert main.count('method="post"') == main.count('name="csrfmiddlewaretoken"')


@pytest.mark.parametrize("url", [*LISTS, "/perangkat-daerah/baru/", *ROWS_GET])
def test_queries_do_not_grow_with_rows(admin, home, url):
    url = url_in(home, url)
    admin.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        admin.get(url)

    for number in range(40):
        agency = Agency.objects.create(
            city=home.city, abbreviation=f"X{number}", name="Kantor", kind="opd"
        )
        make_user(f"orang{number}", Role.OPERATOR, city=home.city, agency=agency)
        Territory.objects.create(
            city=home.city, kind="kelurahan", name=f"K{number}", parent=home.kecamatan
        )
    with CaptureQueriesContext(connection) as many:
        admin.get(url)

    assert len(few) == len(many)
    assert len(many) <= 12

"""A file of marks does not silently replace what was given since its template was downloaded."""

from __future__ import annotations

import pytest

from assessment.models import Mark
from assessment.tests.governance.test_marks import book, row_of
from assessment.tests.governance.test_verification import values


@pytest.fixture
def province(client, world, frozen):
    client.force_login(world.verifier)
    return client


def filled(province, frozen, points):
    row = row_of(province, frozen, "pertanyaan", "22B.1")
    return book(province, frozen, (f"E{row}", points), (f"F{row}", "Dari berkas"))


def points():
    return Mark.objects.get(code="22B.1").hundredths


@pytest.mark.parametrize("is_known", [False, True])
def test_marks_given_since_the_download_are_shown_and_kept_until_overwritten(
    province, frozen, is_known
):
    base = f"/verifikasi/{frozen.pk}"
    if is_known:
        province.post(f"{base}/nilai-pertanyaan/22B.1/", values("1"))
    files = [filled(province, frozen, 2) for _ in range(3)]
    version = int(is_known)
    province.post(f"{base}/nilai-pertanyaan/22B.1/", values("3") | {"version": version})
    assert points() == 300

    tried = province.post(f"{base}/nilai-xlsx/", {"file": files[0]})
    assert tried.status_code == 200
    assert [(c.row.points, c.stored.points) for c in tried.context["conflicts"]] == [(2, 3)]
    refused = province.post(f"{base}/nilai-xlsx/", {"file": files[1], "is_final": "on"})
    assert refused.status_code == 409
    assert "Berubah sejak templat diunduh" in refused.content.decode()
    assert points() == 300

    final = {"file": files[2], "is_final": "on", "is_overwriting": "on"}
    province.post(f"{base}/nilai-xlsx/", final)
    assert points() == 200


def test_a_fresh_template_is_no_conflict(province, frozen):
    base = f"/verifikasi/{frozen.pk}"
    province.post(f"{base}/nilai-pertanyaan/22B.1/", values("3"))
    file = filled(province, frozen, 2)
    province.post(f"{base}/nilai-xlsx/", {"file": file, "is_final": "on"})
    assert points() == 200


@pytest.mark.parametrize("version", ["satu", 1.5, -1])
def test_a_version_that_was_touched_is_refused(province, frozen, version):
    row = row_of(province, frozen, "pertanyaan", "22B.1")
    file = book(province, frozen, (f"E{row}", 2), (f"F{row}", "x"), (f"G{row}", version))
    page = province.post(f"/verifikasi/{frozen.pk}/nilai-xlsx/", {"file": file})
    assert page.status_code == 422
    assert f"sel G{row}" in page.content.decode()

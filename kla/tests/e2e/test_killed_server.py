"""A server killed at random moments loses no answer that it acknowledged."""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from contextlib import closing
from dataclasses import replace

import pytest

from kla.tests.e2e.conftest import ROOT, _free_port, _wait_for

KILLS = 200 if os.environ.get("KLA_STRESS") == "1" else 20
SAVE, PAGE = "/pertanyaan/21A.1/simpan/", "/indikator/21A/?buka=21A.1"
LOST = (OSError, http.client.HTTPException)


class Server:
    """A server of its own on a copy of the demo database."""

    def __init__(self, site, folder) -> None:
        source = site.environment["DATABASE_URL"].removeprefix("sqlite:///")
        path = folder / "db.sqlite3"
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(path)) as new:
            old.backup(new)
        self.port = _free_port()
        url = f"http://127.0.0.1:{self.port}"
        changed = {"DATABASE_URL": f"sqlite:///{path}", "BASE_URL": url}
        self.site = replace(site, url=url, environment={**site.environment, **changed})
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "kla.serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own server
                command,
                cwd=ROOT,
                env=self.site.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _wait_for(f"{self.site.url}/sehat")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Writer:
    """Saves one answer again and again, as the page's script does."""

    def __init__(self, url: str, account: dict[str, str]) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        fields = {"username": account["username"], "password": account["password"]}
        self.open("/masuk/", fields | {"csrfmiddlewaretoken": self.value("/masuk/")})
        self.load()

    def open(self, path, data=None, **headers) -> tuple[str, str]:
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(  # noqa: S310  # our own server
            f"{self.url}{path}", body, {"Referer": self.url, **headers}
        )
        with self.opener.open(request, timeout=10) as answer:
            return answer.read().decode(), answer.headers.get("KLA-Simpan", "")

    def value(self, path: str) -> str:
        return _hidden(self.open(path)[0], "csrfmiddlewaretoken")

    def load(self) -> str:
        """Reads the page anew; gives the stored note."""
        page = self.open(PAGE)[0]
        form = page[page.index('id="isian"') :]
        names = ("csrfmiddlewaretoken", "version", "kunci")
        self.fields = {name: _hidden(form, name) for name in names}
        return re.search(r'<textarea name="note"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL).group(
            1
        )

    def save(self, note: str) -> None:
        """One attempt; it counts only with the server's receipt."""
        data = self.fields | {"choice": "", "note": note}
        text, outcome = self.open(SAVE, data, **{"HX-Request": "true"})
        assert outcome == "tersimpan", text
        for name in ("version", "kunci"):
            self.fields[name] = _hidden(text, name)


def _hidden(text: str, name: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', text).group()
    return re.search(r'value="([^"]*)"', tag).group(1)


@pytest.fixture
def server(site, tmp_path):
    server = Server(site, tmp_path)
    server.start()
    yield server
    server.kill()


def test_no_acknowledged_answer_is_lost(server):
    chance = random.Random(20261220)  # noqa: S311  # no secret
    writer = Writer(server.site.url, server.site.account("operator", "52.72", "BPBD"))
    number, lost = 0, []
    for _ in range(KILLS):
        timer = threading.Timer(chance.uniform(0.02, 0.4), server.kill)
        timer.start()
        try:
            while True:
                writer.save(f"Nilai {number + 1}")
                number += 1
        except LOST:
            timer.join()
        server.start()
        stored = writer.open(PAGE)[0]
        # What was being sent may be stored or not; sent again it counts once.
        if f">\nNilai {number}</textarea>" not in stored:
            lost.append(f">\nNilai {number + 1}</textarea>" not in stored)
        writer.save(f"Nilai {number + 1}")
        number += 1

    assert not any(lost)
    assert number > KILLS
    assert writer.load() == f"Nilai {number}"
    assert server.site.manage("audit_verify")

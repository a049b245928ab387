"""A real server on a fresh demo database, and Chromium in front of it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "kla" / "tests" / "vendor" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = {"phone": (360, 740), "desktop": (1280, 900)}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass
class Site:
    """The running demo: its address, environment and accounts."""

    url: str
    environment: dict[str, str]
    accounts: list[dict[str, str]]
    cycles: list[dict[str, object]]

    def manage(self, *arguments: str, expect: int = 0) -> str:
        """Standard output of a management command on the same database."""
        done = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expect, done.stderr
        return done.stdout

    def account(self, role: str, city: str, agency: str | None = None) -> dict[str, str]:
        return next(
            a
            for a in self.accounts
            if a["role"] == role
            and a["city"] in (city, None, "")
            and (agency is None or a["agency"] == agency)
        )

    def year(self, city: str) -> int:
        return next(int(c["year"]) for c in self.cycles if c["city"] == city)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # our own server
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    environment = {
        **os.environ,
        "DEBUG": "0",
        "DEMO": "1",
        "HTTPS": "0",
        "SECRET_KEY": "only-for-the-browser-tests-" + "x" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    site = Site(f"http://127.0.0.1:{port}", environment, [], [])
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    site.manage("migrate", "--verbosity", "0")
    site.manage("load_instrument", "fixtures/instruments/kla-2024.json")
    seeded = json.loads(site.manage("seed_demo", "--json", "--force"))
    site.accounts, site.cycles = seeded["accounts"], seeded["cycles"]
    command = [sys.executable, "-m", "kla.serve", "--port", str(port)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603  # our own server
            command, cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        worker = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "manage.py", "worker", "--follow", str(server.pid)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(f"{site.url}/sehat")
            yield site
        finally:
            server.terminate()
            server.wait(timeout=20)
            worker.wait(timeout=20)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        flags = ["--disable-gpu", "--disable-background-networking", "--disable-sync"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield chromium
        chromium.close()


class Visitor:
    """One person in one browser window."""

    def __init__(self, site: Site, browser: Browser, width: str, javascript: bool) -> None:
        size = WIDTHS[width]
        self.site = site
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            locale="id-ID",
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.problems.append(message.text)
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.site.url}{path}")
        return self.page

    def sign_in(self, account: dict[str, str]) -> Page:
        self.go("/masuk/")
        self.page.locator("input[name=username]").fill(account["username"])
        self.page.locator("input[name=password]").fill(account["password"])
        self.page.get_by_role("button", name=re.compile("^Masuk$")).click()
        return self.page

    def sign_out(self) -> None:
        self.context.clear_cookies()

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA on the page as it stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(f"() => axe.run(document, {{runOnly: {WCAG}}})")
        return [
            f"{item['id']}: {node['target']} {node['failureSummary'][:200]}"
            for item in found["violations"]
            for node in item["nodes"]
        ]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@pytest.fixture
def visit(site, browser):
    """Opens windows: visit(width="phone", javascript=False)."""
    opened: list[Visitor] = []

    def _visit(width: str = "desktop", *, javascript: bool = True) -> Visitor:
        visitor = Visitor(site, browser, width, javascript)
        opened.append(visitor)
        return visitor

    yield _visit
    for visitor in opened:
        visitor.context.close()
        assert visitor.problems == []

#!/usr/bin/env python3
"""Makes the pictures of README.md and docs/guide from a fresh demo, in the guide's order.

`python -m scripts.screenshots [word]` from the root; a word makes only the pictures whose name
holds it. Needs /usr/bin/chromium. Nothing of the machine's own demo is touched.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from kla.tests.e2e.conftest import ROOT, Site, Visitor, _free_port, _wait_for

README = ROOT / "docs" / "img"
GUIDE = ROOT / "docs" / "guide" / "img"
LIMIT = 120_000
SECOND_OPERATOR = "rina.bpbd"
OWN_PASSWORD = "rumah-kecil-di-tepi-sawah"  # noqa: S105 - of a demo that lives for a minute
NOTE = "Tenda ramah anak, dapur umum, dan pendamping psikososial di tiga lokasi pengungsian."

Act = Callable[["Studio", Page], None]


@dataclass(frozen=True)
class Shot:
    """One picture: who sees which page, what is done first, which part is shown."""

    name: str
    who: str
    path: str
    act: Act | None = None
    top: str = ""
    height: int = 900
    folder: Path = GUIDE

    @property
    def is_phone(self) -> bool:
        return self.name.endswith("-360")


class Studio:
    """The running demo with one browser window per person and width."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser = site, browser
        self.passwords = {a["username"]: a["password"] for a in site.accounts}
        self.windows: dict[tuple[str, str], Visitor] = {}

    def page(self, who: str, width: str = "desktop") -> Page:
        """A window in which the person has signed in; nobody for an empty name."""
        if (who, width) not in self.windows:
            visitor = Visitor(self.site, self.browser, width, javascript=True)
            if who:
                visitor.sign_in({"username": who, "password": self.passwords[who]})
            self.windows[who, width] = visitor
        return self.windows[who, width].page

    def open(self, page: Page, path: str) -> None:
        page.goto(f"{self.site.url}{path}")

    def forget(self, who: str) -> None:
        """The person's session ends while the page stays open."""
        self.windows[who, "desktop"].sign_out()

    def take(self, shot: Shot) -> None:
        width = "phone" if shot.is_phone else "desktop"
        page = self.page(shot.who, width)
        page.set_viewport_size({"width": 360 if shot.is_phone else 1280, "height": shot.height})
        if shot.path:
            self.open(page, shot.path)
        if shot.act:
            shot.act(self, page)
        if shot.top:
            page.locator(shot.top).first.evaluate(
                "e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 16)"
            )
        target = shot.folder / f"{shot.name}.png"
        target.write_bytes(_small(page.screenshot()))
        sys.stdout.write(f"{target.relative_to(ROOT)} {target.stat().st_size // 1000} kB\n")


def _small(png: bytes) -> bytes:
    """The picture with as many colours as fit under the limit."""
    with Image.open(io.BytesIO(png)) as image:
        picture = image.convert("RGB")
    for colours in (256, 128, 64, 32):
        buffer = io.BytesIO()
        reduced = picture.quantize(colours, dither=Image.Dither.NONE)
        reduced.save(buffer, "PNG", optimize=True)
        if buffer.tell() < LIMIT:
            break
    return buffer.getvalue()


# ------------------------------------------------------------------ what people do before a picture


def _answer(_: Studio, page: Page) -> None:
    page.get_by_label("Ya, dengan bukti").check()
    page.get_by_label("Penjelasan untuk laporan").fill(NOTE)
    page.get_by_role("button", name=re.compile("^Pilih atau unggah")).click()
    page.get_by_label("Foto rambu jalur evakuasi di sekolah").check()
    page.get_by_role("button", name="Pakai dokumen ini").click()
    page.wait_for_load_state()


PROGRAMME = {
    "title": "Simulasi bencana di sekolah",
    "place": "14 SD di Kecamatan Rasanae Barat",
    "target_group": "Anak usia 6-12 tahun",
    "girls": "1.250",
    "boys": "1.100",
    "budget_planned": "75.000.000",
    "budget_realised": "71.250.000",
}


def _log_programme(_: Studio, page: Page) -> None:
    for name, value in PROGRAMME.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("summary", has_text="Klaster V - Perlindungan Khusus").click()
    page.locator("input[value='q:22B.2']").check()


def _type_badly(_: Studio, page: Page) -> None:
    page.get_by_label("Jumlah", exact=True).fill("1.00")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    page.wait_for_load_state()


def _send(_: Studio, page: Page) -> None:
    card = page.locator("section, article").filter(has_text="22B ·").last
    box = card.get_by_label(re.compile("^Ajukan walaupun"))
    if box.count():
        box.check()
    card.get_by_role("button", name=re.compile("^Ajukan")).click()
    page.wait_for_load_state()


def _lose_session(studio: Studio, page: Page) -> None:
    page.get_by_label("Penjelasan untuk laporan").fill("Pelatihan bagi 24 pendamping anak.")
    studio.forget("bpbd.bima")
    # As without JavaScript: the plain post is answered by the page that keeps the text.
    with page.expect_navigation():
        page.evaluate("document.querySelector('form[action*=simpan]').submit()")


def _sign_in_again(studio: Studio, page: Page) -> None:
    page.locator("input[name=username]").fill("bpbd.bima")
    page.locator("input[name=password]").fill(studio.passwords["bpbd.bima"])
    page.get_by_role("button", name=re.compile("^Masuk")).click()
    page.wait_for_load_state()


def _create_second_operator(studio: Studio, page: Page) -> None:
    page.get_by_label("Nama pengguna").fill(SECOND_OPERATOR)
    page.get_by_label("Nama lengkap").fill("Rina Kartika")
    page.locator("select[name=role]").select_option(label="Operator perangkat daerah")
    page.locator("select[name=agency]").select_option(label="BPBD")
    page.get_by_role("button", name="Buat akun").click()
    page.wait_for_load_state()
    studio.passwords[SECOND_OPERATOR] = page.locator(".stat .value").inner_text().strip()


def _change_password(studio: Studio, page: Page) -> None:
    page.locator("input[name=old_password]").fill(studio.passwords[SECOND_OPERATOR])
    page.locator("input[name=new_password1]").fill(OWN_PASSWORD)
    page.locator("input[name=new_password2]").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    page.wait_for_load_state()


def _write_at_once(studio: Studio, page: Page) -> None:
    """Both open one question; the colleague saves first."""
    colleague = studio.page(SECOND_OPERATOR)
    _change_password(studio, colleague)
    path = "/indikator/21A/?buka=21A.3"
    studio.open(colleague, path)
    studio.open(page, path)
    colleague.get_by_label("Penjelasan untuk laporan").fill("Rapat koordinasi tiap triwulan.")
    colleague.get_by_role("button", name="Simpan", exact=True).last.click()
    colleague.wait_for_load_state()
    page.get_by_label("Penjelasan untuk laporan").fill("SK tim ditetapkan Februari 2026.")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    page.wait_for_load_state()


def _freeze(_: Studio, page: Page) -> None:
    page.get_by_label(re.compile("Saya sudah membaca")).check()
    page.get_by_role("button", name="Bekukan").click()
    page.wait_for_load_state()


PEOPLE = "section:has(input[name=girls]), fieldset:has(input[name=girls])"
DESK, BOARD = "pemeriksa.bima", "koordinator.bima"
SHOTS = (
    Shot("ruang-kendali-1280", BOARD, "/kendali/", folder=README),
    Shot("tugas-saya-1280", "dp3a.bima", "/tugas/", folder=README),
    Shot("papan-rakitan-1280", BOARD, "/rakitan/19.1/", folder=README),
    Shot("masuk-360", "", "/masuk/", height=540),
    Shot("tugas-saya-1280", "dishub.bima", "/tugas/"),
    Shot("tugas-saya-360", "dishub.bima", "/tugas/"),
    Shot("bukti-1280", "bpbd.bima", "/pertanyaan/22B.1/bukti/0/", top="main"),
    Shot(
        "indikator-1280",
        "bpbd.bima",
        "/indikator/22B/?buka=22B.1",
        _answer,
        top="main .heading",
        folder=README,
    ),
    Shot("indikator-360", "bpbd.bima", "/indikator/22B/?buka=22B.1", top="#pertanyaan"),
    Shot("angka-galat-1280", "bpbd.bima", "/indikator/22B/?buka=22B.4", _type_badly, height=1120),
    Shot("persentase-1280", "dinkes.bima", "/indikator/22A/?buka=22A.1"),
    Shot("dua-tahun-1280", "dinkes.bima", "/indikator/16/?buka=16.2"),
    Shot("wilayah-1280", "kecamatan.bima", "/indikator/25/?buka=25.2", top="details:has(.tasks)"),
    Shot("kegiatan-1280", "bpbd.bima", "/kegiatan/baru/", _log_programme, top=PEOPLE),
    Shot("periksa-1280", "bpbd.bima", "/periksa/", top="#bagian-21A"),
    Shot("tanda-terima-1280", "bpbd.bima", "/periksa/", _send, height=840),
    Shot("dikembalikan-1280", "dishub.bima", "/indikator/11/?buka=11.1"),
    Shot("kepala-360", "kepala.dp3a.bima", "/ringkasan/"),
    Shot(
        "kepala-setujui-360",
        "kepala.dp3a.bima",
        "/ringkasan/",
        top="section.card-k:has-text('Setujui')",
    ),
    Shot("kata-sandi-1280", "admin.bima", "/pengguna/baru/", _create_second_operator, height=520),
    Shot("dua-orang-1280", "bpbd.bima", "", _write_at_once, height=1000),
    Shot("sesi-berakhir-1280", "bpbd.bima", "/indikator/21A/?buka=21A.8", _lose_session),
    Shot("kirim-ulang-1280", "bpbd.bima", "", _sign_in_again, height=520),
    Shot("antrian-1280", DESK, "/antrian/"),
    Shot("pemeriksaan-1280", DESK, "/antrian/10/?dari=antrian"),
    Shot("papan-rakitan-1280", BOARD, "/rakitan/"),
    Shot("pertentangan-1280", BOARD, "/rakitan/19.1/", height=1280),
    Shot("usang-1280", BOARD, "/rakitan/18.1/"),
    Shot("sepakat-1280", BOARD, "/rakitan/sepakat/1/"),
    Shot("ruang-kendali-1280", "walikota.bima", "/kendali/", top="#peta"),
    Shot("ruang-kendali-360", "walikota.bima", "/kendali/"),
    Shot("bekukan-1280", BOARD, "/laporan/"),
    Shot("rekaman-1280", BOARD, "/laporan/", _freeze),
    Shot("siklus-1280", BOARD, "/siklus/", height=780),
    Shot("penugasan-1280", BOARD, "/penugasan/2.1/"),
    Shot("perangkat-daerah-1280", "admin.bima", "/perangkat-daerah/"),
    Shot("pengguna-1280", "admin.bima", "/pengguna/"),
    Shot("wilayah-daftar-1280", "admin.bima", "/wilayah/", height=760),
    Shot("pengaturan-kota-1280", "admin.bima", "/pengaturan-kota/"),
    Shot("verifikasi-1280", "verifikator.jabar", "/verifikasi/1/"),
    Shot("nilai-1280", "verifikator.jabar", "/verifikasi/1/nilai/2/"),
)


@contextmanager
def demo(folder: Path) -> Iterator[Site]:
    """A server on a demo of its own, as production serves it but without a certificate."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DEBUG": "0",
        "DEMO": "1",
        "HTTPS": "0",
        "SECRET_KEY": "only-for-the-screenshots-" + "x" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "BASE_URL": url,
    }
    site = Site(url, environment, [], [])
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    site.manage("migrate", "--verbosity", "0")
    site.manage("load_instrument", "fixtures/instruments/kla-2024.json")
    seeded = json.loads(site.manage("seed_demo", "--json", "--force"))
    site.accounts, site.cycles = seeded["accounts"], seeded["cycles"]
    command = [sys.executable, "-m", "kla.serve", "--port", str(port)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603 - our own server
            command, cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_for(f"{url}/sehat")
            yield site
        finally:
            server.terminate()
            server.wait(timeout=20)


def main() -> None:
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    for folder in (README, GUIDE):
        folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)) as site,
        sync_playwright() as play,
    ):
        flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        studio = Studio(site, browser)
        for shot in SHOTS:
            if word in shot.name:
                studio.take(shot)
        browser.close()


if __name__ == "__main__":
    main()

"""The virus scanner's client against a real TCP server that speaks clamd's INSTREAM."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assessment.filecheck import FileRefusedError, Refusal, inspect, scan
from assessment.tests.filecheck import builders as make

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        body = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
        self.server.received.append(body)
        self.wfile.write(self.server.reply or self._verdict(body))

    def _verdict(self, body: bytes) -> bytes:
        found = b"EICAR" in body
        return b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    reply = b""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Clamd)
        self.received: list[bytes] = []

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def _running() -> Iterator[_Server]:
    with _Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def clamd() -> Iterator[_Server]:
    with _running() as server:
        yield server


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    directory = tmp_path / "uploads"
    directory.mkdir()
    return directory / "upload.tmp"


def test_scan_sends_the_whole_file_and_accepts_ok(clamd, upload):
    data = bytes(range(256)) * 1000
    upload.write_bytes(data)

    scan(upload, clamd.url)

    assert clamd.received == [data]


def test_inspect_refuses_an_infected_file(clamd, upload):
    upload.write_bytes(make.pdf(b"(" + EICAR.replace(b"(", b"\\(").replace(b")", b"\\)") + b")"))

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "a.pdf", max_bytes=10_000, clamd_url=clamd.url)

    assert refused.value.code is Refusal.VIRUS
    assert len(clamd.received) == 1


def test_inspect_accepts_a_scanned_clean_file(clamd, upload):
    upload.write_bytes(make.pdf())

    found = inspect(upload, "a.pdf", max_bytes=10_000, clamd_url=clamd.url)

    assert (found.pages, clamd.received) == (1, [make.pdf()])


@pytest.mark.parametrize(
    "reply", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: maybe\0", b"stream: OK FOUND?\0"]
)
def test_scan_refuses_when_the_answer_is_not_ok(clamd, upload, reply):
    upload.write_bytes(b"a")
    clamd.reply = reply

    with pytest.raises(FileRefusedError) as refused:
        scan(upload, clamd.url)

    assert refused.value.code is Refusal.SCANNER_FAILED


def test_inspect_refuses_when_the_scanner_is_away(upload):
    upload.write_bytes(make.pdf())
    with _running() as server:
        url = server.url

    with pytest.raises(FileRefusedError) as refused:
        inspect(upload, "a.pdf", max_bytes=10_000, clamd_url=url)

    assert refused.value.code is Refusal.SCANNER_UNREACHABLE
    assert "pemindai virus tidak dapat dihubungi, coba lagi" in refused.value.message


def test_scan_refuses_when_the_scanner_is_silent(upload):
    upload.write_bytes(b"a")
    release = threading.Event()

    class Silent(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            release.wait(10)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            with pytest.raises(FileRefusedError) as refused:
                scan(upload, f"tcp://127.0.0.1:{server.server_address[1]}", timeout_seconds=0.3)
        finally:
            release.set()
            server.shutdown()
            thread.join()

    assert refused.value.code is Refusal.SCANNER_UNREACHABLE


@pytest.mark.parametrize("url", ["bukan-alamat", "tcp://", "tcp://127.0.0.1:99999"])
def test_scan_refuses_with_a_wrong_address(upload, url):
    upload.write_bytes(b"a")

    with pytest.raises(FileRefusedError) as refused:
        scan(upload, url)

    assert refused.value.code is Refusal.SCANNER_UNREACHABLE

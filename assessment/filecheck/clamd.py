"""Asks a clamd daemon over TCP (INSTREAM) about a file. Anything but a clear OK refuses it."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from assessment.filecheck.errors import FileRefusedError, Refusal

_DEFAULT_PORT = 3310
_CHUNK_BYTES = 64 * 1024
_MAX_REPLY = 4096


def scan(path: Path, url: str, *, timeout_seconds: float = 30.0) -> None:
    """Returns when clamd says the file is clean; `url` is tcp://host[:port]."""
    try:
        reply = _instream(path, url, timeout_seconds)
    except (OSError, ValueError) as error:
        raise FileRefusedError(Refusal.SCANNER_UNREACHABLE) from error
    if reply == b"stream: OK":
        return
    if reply.endswith(b" FOUND"):
        raise FileRefusedError(Refusal.VIRUS)
    raise FileRefusedError(Refusal.SCANNER_FAILED if reply else Refusal.SCANNER_UNREACHABLE)


def _instream(path: Path, url: str, timeout_seconds: float) -> bytes:
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(url)
    address = (parts.hostname, parts.port or _DEFAULT_PORT)
    with (
        socket.create_connection(address, timeout=timeout_seconds) as connection,
        path.open("rb") as stream,
    ):
        connection.sendall(b"zINSTREAM\0")
        while block := stream.read(_CHUNK_BYTES):
            connection.sendall(struct.pack(">I", len(block)) + block)
        connection.sendall(struct.pack(">I", 0))
        return _reply(connection)


def _reply(connection: socket.socket) -> bytes:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < _MAX_REPLY:
        block = connection.recv(_MAX_REPLY)
        if not block:
            break
        reply += block
    return reply.rstrip(b"\0\n")

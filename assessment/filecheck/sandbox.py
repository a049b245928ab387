"""Starts the limited child processes that open user files, and reads their one line of JSON.

Knows no kind of file. The children set the limits themselves (see `confine`) before they parse.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.filecheck.errors import FileRefusedError, Refusal

MEGABYTE = 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]
# Isolated mode ignores PYTHONPATH and the working directory, so the root is passed explicitly.
_BOOT = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__')"
)
_OPEN_FILES = 64


@dataclass(frozen=True)
class Limits:
    """What one child process may use."""

    wall_seconds: float = 20.0
    cpu_seconds: int = 15
    memory_bytes: int = 700 * MEGABYTE
    file_bytes: int = 64 * MEGABYTE


@dataclass(frozen=True)
class Gate:
    """How many children of one sort run at once, and how long the next one waits for its turn.

    Each child may take its whole memory limit: a burst must not exhaust the machine.
    """

    slots: threading.BoundedSemaphore
    wait_seconds: float


def run(module: str, arguments: Sequence[str], limits: Limits, gate: Gate) -> dict[str, Any]:
    """What the child `module` answers; raises FileRefusedError for a refusal or a crash."""
    if not gate.slots.acquire(timeout=gate.wait_seconds):
        raise FileRefusedError(Refusal.BUSY)
    try:
        return _answer(output_of(command(module, arguments, limits), limits.wall_seconds))
    except ChildError as error:
        raise FileRefusedError(Refusal.UNREADABLE) from error
    finally:
        gate.slots.release()


def command(module: str, arguments: Sequence[str], limits: Limits) -> list[str]:
    """What starts the child `module` with these limits."""
    started = [sys.executable, "-I", "-c", _BOOT, str(_ROOT), module, *arguments]
    return [*started, str(limits.cpu_seconds), str(limits.memory_bytes), str(limits.file_bytes)]


def confine(numbers: Sequence[str]) -> None:
    """For the child: takes the last three arguments of its command as limits of itself."""
    cpu_seconds, memory_bytes, file_bytes = (int(value) for value in numbers)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NPROC, 0)


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (allowed, allowed))


class ChildError(Exception):
    """The child gave no answer; `is_late` when it was stopped at its time limit."""

    def __init__(self, *, is_late: bool) -> None:
        super().__init__("late" if is_late else "failed")
        self.is_late = is_late


def output_of(command: list[str], wall_seconds: float) -> bytes:
    """What the child printed, or ChildError. It inherits no secrets, its group dies with it."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter, an argument list, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as child:
        try:
            output, _ = child.communicate(timeout=wall_seconds)
        except subprocess.TimeoutExpired as error:
            raise ChildError(is_late=True) from error
        finally:
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode != 0:
        raise ChildError(is_late=False)
    return output


def _answer(output: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(output)
        refused = answer.get("refused")
        refusal = None if refused is None else Refusal(refused)
    except (ValueError, TypeError, AttributeError) as error:
        raise FileRefusedError(Refusal.UNREADABLE) from error
    if refusal is not None:
        raise FileRefusedError(refusal)
    return answer

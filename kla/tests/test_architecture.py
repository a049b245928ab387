"""The shape of the code: sizes, the purity of the core, and tests that can fail."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("kla", "agencies", "assessment")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_VIEW_LINES = 20
PURE_MODULES = ("assessment.core", "assessment.reports.document", "assessment.reports.content")
FORBIDDEN = ("django", "openpyxl", "weasyprint", "xlsxwriter")
ALTERNATIVE_CHECKS = {"raises", "expect", "warns", "fail"}

# Imports the pure modules in a process where the forbidden packages cannot be imported.
IMPORT_PURELY = """
import importlib, importlib.abc, pkgutil, sys

class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in FORBIDDEN:
            raise ImportError(name + " must not be imported here")

FORBIDDEN = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Blocker())
count = 0
for name in sys.argv[2:]:
    module = importlib.import_module(name)
    count += 1
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), name + "."):
        importlib.import_module(found.name)
        count += 1
print(count)
"""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(pattern: str = "**/*.py") -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).glob(pattern)):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def place(path: Path, node: Function) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def import_purely(*modules: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", IMPORT_PURELY, ",".join(FORBIDDEN), *modules],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", PURE_MODULES)
def test_pure_modules_import_without_django_and_renderers(name: str) -> None:
    done = import_purely(name)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 1


def test_import_purely_notices_django() -> None:
    done = import_purely("assessment.apps")

    assert done.returncode == 1
    assert "django must not be imported here" in done.stderr.replace(".apps", "")


def test_core_computes_without_floats_and_clocks() -> None:
    found = []
    for path in sources("core/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_cast = isinstance(node, ast.Name) and node.id in {"float", "open"}
            is_clock = isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
            if is_float or is_cast or is_clock:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert found == []


def test_files_stay_short() -> None:
    files = [*sources(), *sorted((ROOT / "templates").glob("**/*.html"))]
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in files
    }

    assert sizes
    assert {path: size for path, size in sizes.items() if size > MAX_FILE_LINES} == {}


def test_functions_stay_short() -> None:
    long = [
        place(path, node)
        for path in sources()
        for node in functions(path)
        if lines(node) > MAX_FUNCTION_LINES
    ]

    assert long == []


def test_views_stay_thin() -> None:
    files = [*sources("views.py"), *sources("views/*.py")]
    thick = [
        place(path, node)
        for path in files
        for node in functions(path)
        if node.args.args and node.args.args[0].arg == "request" and lines(node) > MAX_VIEW_LINES
    ]

    assert thick == []


def test_modules_say_their_job() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def can_fail(node: Function) -> bool:
    """Whether the body asserts something itself or through a helper whose name says so."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert):
            return True
        if isinstance(inner, ast.Call):
            called = inner.func
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name in ALTERNATIVE_CHECKS or name.lstrip("_").startswith(("assert", "check")):
                return True
    return False


def test_tests_can_fail() -> None:
    toothless = [
        place(path, node)
        for path in sources("**/test_*.py")
        for node in functions(path)
        if node.name.startswith("test_") and not can_fail(node)
    ]

    assert toothless == []

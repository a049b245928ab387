"""Reads every object of a PDF and refuses what acts by itself. Runs only in the child process."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.kinds import HEAD_BYTES

_MAX_TRAILING = 1024
_FOREIGN_HEADS = (
    b"<",
    b"PK\x03\x04",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"MZ",
    b"\x7fELF",
)
_REFUSED_KEYS = {
    "/JS": Refusal.PDF_SCRIPT,
    "/JavaScript": Refusal.PDF_SCRIPT,
    "/Launch": Refusal.PDF_LAUNCH,
    "/EmbeddedFile": Refusal.PDF_ATTACHMENT,
    "/EmbeddedFiles": Refusal.PDF_ATTACHMENT,
    "/RichMedia": Refusal.PDF_MEDIA,
    "/RichMediaContent": Refusal.PDF_MEDIA,
    "/XFA": Refusal.PDF_FORM,
}
# By what an object says it is: action (/S), annotation (/Subtype), object (/Type).
_REFUSED_NAMES = {
    "/S": {
        "/JavaScript": Refusal.PDF_SCRIPT,
        "/Launch": Refusal.PDF_LAUNCH,
        "/GoToE": Refusal.PDF_ATTACHMENT,
        "/SubmitForm": Refusal.PDF_ACTION,
        "/ImportData": Refusal.PDF_ACTION,
        "/Rendition": Refusal.PDF_MEDIA,
        "/RichMediaExecute": Refusal.PDF_MEDIA,
    },
    "/Subtype": {
        "/FileAttachment": Refusal.PDF_ATTACHMENT,
        "/RichMedia": Refusal.PDF_MEDIA,
        "/Screen": Refusal.PDF_MEDIA,
        "/Movie": Refusal.PDF_MEDIA,
        "/Sound": Refusal.PDF_MEDIA,
        "/3D": Refusal.PDF_MEDIA,
    },
    "/Type": {"/EmbeddedFile": Refusal.PDF_ATTACHMENT},
}
# Earlier revisions and objects outside the cross-reference table are invisible to a reader
# that goes by the table; a reader that repairs files finds them.
_RAW_REFUSED = (
    (re.compile(rb"/JavaScript\b|/JS\s*[(<\d]"), Refusal.PDF_SCRIPT),
    (re.compile(rb"/S\s*/Launch\b"), Refusal.PDF_LAUNCH),
    (re.compile(rb"/EmbeddedFiles?\b"), Refusal.PDF_ATTACHMENT),
    (re.compile(rb"/RichMedia\b"), Refusal.PDF_MEDIA),
    (re.compile(rb"/XFA\s*[\[\d]"), Refusal.PDF_FORM),
)


def check(source: Path) -> int:
    """The number of pages; raises FileRefusedError for anything that is not plain paper."""
    data = source.read_bytes()
    start = data[:HEAD_BYTES].find(b"%PDF-")
    _check_single_file(data, start)
    try:
        reader = PdfReader(io.BytesIO(data[start:]), strict=True)
        if reader.is_encrypted:
            raise FileRefusedError(Refusal.PDF_ENCRYPTED)
        for found in _objects(reader):
            _check_object(found)
        root = reader.root_object
        _check_open_action(root)
        pages = _count_pages(root)
    except (FileRefusedError, MemoryError):
        raise
    except Exception as error:
        # pypdf raises many kinds of error for broken input, RecursionError among them.
        is_locked = b"/Encrypt" in data
        raise FileRefusedError(
            Refusal.PDF_ENCRYPTED if is_locked else Refusal.PDF_DAMAGED
        ) from error
    _check_raw(data)
    if pages == 0:
        raise FileRefusedError(Refusal.PDF_NO_PAGES)
    return pages


def _check_single_file(data: bytes, start: int) -> None:
    """A PDF that is another kind of file at the same time has no honest reason to exist."""
    if start < 0:
        raise FileRefusedError(Refusal.TYPE_MISMATCH)
    if any(mark in data[:start] for mark in _FOREIGN_HEADS):
        raise FileRefusedError(Refusal.MIXED_CONTENT)
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise FileRefusedError(Refusal.PDF_DAMAGED)
    if len(data[end + 5 :].strip(b"\0\t\r\n ")) > _MAX_TRAILING:
        raise FileRefusedError(Refusal.MIXED_CONTENT)
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise FileRefusedError(Refusal.MIXED_CONTENT)


def _check_raw(data: bytes) -> None:
    for pattern, code in _RAW_REFUSED:
        if pattern.search(data):
            raise FileRefusedError(code)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that the cross-reference table names, reachable or not."""
    yield reader.trailer
    for generation, table in list(reader.xref.items()):
        for number in list(table):
            yield reader.get_object(IndirectObject(number, generation, reader))
    for number in list(reader.xref_objStm):
        yield reader.get_object(IndirectObject(number, 0, reader))


def _check_object(found: Any) -> None:
    stack = [found]
    while stack:
        current = stack.pop()
        if isinstance(current, DictionaryObject):
            _check_dictionary(current)
            stack.extend(dict.values(current))
        elif isinstance(current, ArrayObject):
            stack.extend(list.__iter__(current))


def _check_dictionary(found: DictionaryObject) -> None:
    for key in _REFUSED_KEYS.keys() & found.keys():
        raise FileRefusedError(_REFUSED_KEYS[key])
    for key, names in _REFUSED_NAMES.items():
        value = _resolved(found, key)
        if isinstance(value, str) and value in names:
            raise FileRefusedError(names[value])
    if "/EF" in found and found.keys() & {"/F", "/UF", "/Type"}:
        raise FileRefusedError(Refusal.PDF_ATTACHMENT)
    if _is_trigger_table(_resolved(found, "/AA")):
        raise FileRefusedError(Refusal.PDF_ACTION)


def _is_trigger_table(value: Any) -> bool:
    """Tells additional actions from a font or picture that happens to be named AA."""
    if not isinstance(value, DictionaryObject) or isinstance(value, StreamObject):
        return False
    return not value.keys() & {"/Type", "/Subtype"}


def _check_open_action(root: DictionaryObject) -> None:
    action = _resolved(root, "/OpenAction")
    if isinstance(action, DictionaryObject) and _resolved(action, "/S") != "/GoTo":
        raise FileRefusedError(Refusal.PDF_ACTION)


def _count_pages(root: DictionaryObject) -> int:
    """Counts leaves of the page tree itself: /Count is only a claim."""
    count = 0
    seen: set[int] = set()
    stack = [_resolved(root, "/Pages")]
    while stack:
        node = stack.pop()
        if not isinstance(node, DictionaryObject) or id(node) in seen:
            continue
        seen.add(id(node))
        kids = _resolved(node, "/Kids")
        if isinstance(kids, ArrayObject):
            stack.extend(kid.get_object() for kid in list.__iter__(kids))
        elif _resolved(node, "/Type") == "/Page":
            count += 1
    return count


def _resolved(found: DictionaryObject, key: str) -> Any:
    value = dict.get(found, key)
    return value.get_object() if isinstance(value, IndirectObject) else value

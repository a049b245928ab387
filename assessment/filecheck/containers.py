"""Checks DOCX and XLSX: first as a zip, then as an Office package. Runs only in the child."""

from __future__ import annotations

import itertools
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from typing import BinaryIO
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.kinds import FileKind

MAX_MEMBERS = 2000
MAX_TOTAL_BYTES = 200 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM_BYTES = 1024 * 1024
_MAX_INDEX_BYTES = 4 * 1024 * 1024
_BLOCK = 256 * 1024
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ARCHIVE_HEADS = (
    b"PK\x03\x04",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
)
_OBJECT_HEADS = (bytes.fromhex("d0cf11e0a1b11ae1"), b"MZ", b"\x7fELF")
# Metafiles that Office itself compresses with gzip.
_PACKED_PICTURES = (".emz", ".wmz")
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_XML_HEADS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"\0<")
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_TYPES = {
    FileKind.DOCX: FileKind.DOCX.mime + ".main+xml",
    FileKind.XLSX: FileKind.XLSX.mime + ".main+xml",
}
# Searched in part names and in content types, in lower case.
_REFUSED_WORDS = {
    "vbaproject": Refusal.OFFICE_MACRO,
    "vbadata": Refusal.OFFICE_MACRO,
    "macroenabled": Refusal.OFFICE_MACRO,
    "macrosheet": Refusal.OFFICE_MACRO,
    "activex": Refusal.OFFICE_EMBEDDED,
    "oleobject": Refusal.OFFICE_EMBEDDED,
    "/embeddings/": Refusal.OFFICE_EMBEDDED,
    "externallink": Refusal.OFFICE_EXTERNAL,
}
_REFUSED_RELATIONS = {
    "/vbaProject": Refusal.OFFICE_MACRO,
    "/oleObject": Refusal.OFFICE_EMBEDDED,
    "/package": Refusal.OFFICE_EMBEDDED,
    "/control": Refusal.OFFICE_EMBEDDED,
    "/aFChunk": Refusal.OFFICE_EMBEDDED,
    "/externalLink": Refusal.OFFICE_EXTERNAL,
}


@dataclass(frozen=True)
class _Span:
    start: int
    end: int


def check(source: Path, kind: FileKind) -> None:
    """Raises FileRefusedError unless the file is a plain document of its kind."""
    check_archive(source, lambda archive: _check_package(archive, kind))


def check_archive(
    source: Path,
    check_content: Callable[[zipfile.ZipFile], None],
    max_ratio: int = MAX_RATIO,
) -> None:
    """Raises FileRefusedError unless the file is a harmless zip whose content passes."""
    try:
        with source.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            _check_index(archive, members, max_ratio)
            _check_spans(stream, members)
            for member in members:
                _check_member(archive, member)
            check_content(archive)
    except (FileRefusedError, MemoryError):
        raise
    except DefusedXmlException as error:
        raise FileRefusedError(Refusal.OFFICE_ENTITY) from error
    except Exception as error:
        # zipfile, zlib and expat raise many kinds of error for broken input.
        raise FileRefusedError(Refusal.OFFICE_DAMAGED) from error


def _check_index(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], max_ratio: int) -> None:
    """Everything that the central directory tells, before a byte is unpacked."""
    if len(members) > MAX_MEMBERS or sum(item.file_size for item in members) > MAX_TOTAL_BYTES:
        raise FileRefusedError(Refusal.OFFICE_TOO_BIG)
    names = {_folded(member.filename) for member in members}
    if len(names) != len(members) or archive.comment:
        raise FileRefusedError(Refusal.OFFICE_DAMAGED)
    for member in members:
        if member.flag_bits & _ENCRYPTED_FLAGS:
            raise FileRefusedError(Refusal.OFFICE_ENCRYPTED)
        if not _is_plain_path(member.orig_filename) or member.compress_type not in _METHODS:
            raise FileRefusedError(Refusal.OFFICE_DAMAGED)
        is_big = member.file_size > RATIO_FROM_BYTES
        if is_big and member.file_size > max_ratio * max(member.compress_size, 1):
            raise FileRefusedError(Refusal.OFFICE_TOO_BIG)


def _folded(name: str) -> str:
    """Office compares part names without regard to case."""
    return normpath(name).casefold()


def _is_plain_path(name: str) -> bool:
    if not name or name.startswith("/") or set(name) & set("\\:\0"):
        return False
    return ".." not in name.split("/")


def _check_spans(stream: BinaryIO, members: list[zipfile.ZipInfo]) -> None:
    """Entries must not share bytes (the trick of small zip bombs), and nothing may stand first."""
    spans = sorted((_span(stream, member) for member in members), key=lambda span: span.start)
    if not spans or spans[0].start != 0:
        raise FileRefusedError(Refusal.MIXED_CONTENT)
    for left, right in itertools.pairwise(spans):
        if right.start < left.end:
            raise FileRefusedError(Refusal.OFFICE_TOO_BIG)


def _span(stream: BinaryIO, member: zipfile.ZipInfo) -> _Span:
    stream.seek(member.header_offset)
    fields = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
    name = stream.read(fields[9])
    codec = "utf-8" if fields[2] & 0x800 else "cp437"
    if fields[0] != b"PK\x03\x04" or name.decode(codec) != member.orig_filename:
        raise FileRefusedError(Refusal.OFFICE_DAMAGED)
    data_start = member.header_offset + _LOCAL_HEADER.size + fields[9] + fields[10]
    return _Span(member.header_offset, data_start + member.compress_size)


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpacks the part to its end, which proves size and checksum, and looks at what it is."""
    _check_words("/" + member.filename)
    parser: expat.XMLParserType | None = None
    with archive.open(member) as part:
        block = part.read(_BLOCK)
        is_packed_picture = member.filename.lower().endswith(_PACKED_PICTURES)
        if block.startswith(_ARCHIVE_HEADS + _OBJECT_HEADS) and not is_packed_picture:
            raise FileRefusedError(Refusal.OFFICE_EMBEDDED)
        if _is_xml(member.filename, block):
            parser = _strict_parser()
        while block:
            if parser is not None:
                parser.Parse(block, False)
            block = part.read(_BLOCK)
    if parser is not None and member.file_size:
        parser.Parse(b"", True)


def _is_xml(name: str, head: bytes) -> bool:
    return name.lower().endswith(_XML_SUFFIXES) or head.lstrip().startswith(_XML_HEADS)


def _strict_parser() -> expat.XMLParserType:
    """Checks form only, at the speed of C; a document type is the way to entities."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise FileRefusedError(Refusal.OFFICE_ENTITY)


def _check_package(archive: zipfile.ZipFile, kind: FileKind) -> None:
    names = archive.namelist()
    if _CONTENT_TYPES not in names or "_rels/.rels" not in names:
        raise FileRefusedError(Refusal.OFFICE_DAMAGED)
    _check_content_types(_index_part(archive, _CONTENT_TYPES), names, kind)
    for name in names:
        if name.lower().endswith(".rels"):
            _check_relations(_index_part(archive, name))


def _index_part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MAX_INDEX_BYTES:
        raise FileRefusedError(Refusal.OFFICE_TOO_BIG)
    return archive.read(name)


def _check_content_types(content: bytes, names: list[str], kind: FileKind) -> None:
    main_parts = []
    for element in SafeTree.fromstring(content, forbid_dtd=True):
        content_type = element.get("ContentType", "")
        _check_words(content_type)
        if content_type.lower() == _MAIN_TYPES[kind]:
            main_parts.append(element.get("PartName", "").lstrip("/"))
    if not main_parts:
        raise FileRefusedError(Refusal.TYPE_MISMATCH)
    if not set(main_parts) & set(names):
        raise FileRefusedError(Refusal.OFFICE_DAMAGED)


def _check_relations(content: bytes) -> None:
    for relation in SafeTree.fromstring(content, forbid_dtd=True):
        kind = relation.get("Type", "")
        for ending, code in _REFUSED_RELATIONS.items():
            if kind.lower().endswith(ending.lower()):
                raise FileRefusedError(code)
        is_external = relation.get("TargetMode", "").lower() == "external"
        if is_external and not kind.endswith("/hyperlink"):
            raise FileRefusedError(Refusal.OFFICE_EXTERNAL)


def _check_words(text: str) -> None:
    lowered = text.lower()
    for word, code in _REFUSED_WORDS.items():
        if word in lowered:
            raise FileRefusedError(code)

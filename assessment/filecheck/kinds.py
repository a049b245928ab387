"""The kinds of evidence files, recognised by name and by their first bytes; parses nothing."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from assessment.filecheck.errors import FileRefusedError, Refusal

HEAD_BYTES = 1024
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_SEARCH_BYTES = 1024 * 1024


class FileKind(StrEnum):
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def extension(self) -> str:
        return "jpg" if self is FileKind.JPEG else self.value

    @property
    def mime(self) -> str:
        return _MIMES[self]

    @property
    def is_image(self) -> bool:
        return self in (FileKind.JPEG, FileKind.PNG)


_OPENXML = "application/vnd.openxmlformats-officedocument"
_MIMES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.DOCX: f"{_OPENXML}.wordprocessingml.document",
    FileKind.XLSX: f"{_OPENXML}.spreadsheetml.sheet",
}
_EXTENSIONS = {
    "pdf": FileKind.PDF,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
}
_REFUSED_EXTENSIONS = {
    "doc": Refusal.OFFICE_OLD,
    "xls": Refusal.OFFICE_OLD,
    "docm": Refusal.OFFICE_MACRO,
    "dotm": Refusal.OFFICE_MACRO,
    "xlsm": Refusal.OFFICE_MACRO,
    "xltm": Refusal.OFFICE_MACRO,
    "xlam": Refusal.OFFICE_MACRO,
}


def kind_from_name(name: str) -> FileKind:
    """The kind that the last extension of a safe name promises."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _EXTENSIONS.get(extension)
    if kind is None:
        raise FileRefusedError(_REFUSED_EXTENSIONS.get(extension, Refusal.EXTENSION))
    return kind


def check_magic(path: Path, kind: FileKind) -> None:
    """Refuses a file whose first bytes do not open a file of this kind."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    is_office = kind in (FileKind.DOCX, FileKind.XLSX)
    if is_office and head.startswith(_OLE_MAGIC):
        is_locked = _contains(path, _ENCRYPTED_PACKAGE)
        raise FileRefusedError(Refusal.OFFICE_ENCRYPTED if is_locked else Refusal.OFFICE_OLD)
    if kind not in _sniff(head):
        raise FileRefusedError(Refusal.TYPE_MISMATCH)


def _sniff(head: bytes) -> frozenset[FileKind]:
    if head.startswith(b"\xff\xd8\xff"):
        return frozenset({FileKind.JPEG})
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return frozenset({FileKind.PNG})
    if head.startswith(b"PK\x03\x04"):
        return frozenset({FileKind.DOCX, FileKind.XLSX})
    if b"%PDF-" in head:
        return frozenset({FileKind.PDF})
    return frozenset()


def _contains(path: Path, needle: bytes) -> bool:
    tail = b""
    with path.open("rb") as stream:
        while block := stream.read(_SEARCH_BYTES):
            if needle in tail + block:
                return True
            tail = block[-len(needle) :]
    return False

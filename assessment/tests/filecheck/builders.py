"""Makes good and hostile files as bytes, by code, so that nothing opaque lies in the repository."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def pdf(*extra: bytes, catalog: bytes = b"", page: bytes = b"", pages: int = 1) -> bytes:
    """A PDF with a correct cross-reference table; `extra` become objects 10, 11 ..."""
    kids = b" ".join(b"%d 0 R" % (3 + index) for index in range(pages))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
    }
    for index in range(pages):
        objects[3 + index] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] " + page + b" >>"
        )
    objects |= {10 + index: body for index, body in enumerate(extra)}
    return _assemble(objects)


def _assemble(objects: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    size = max(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def pdf_object_stream(hidden: bytes) -> bytes:
    """Object 10 lies compressed in an object stream, where no search of the bytes finds it."""
    inner = b"10 0 " + hidden
    packed = zlib.compress(inner)
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Extra 10 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        4: b"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\n"
        b"stream\n%s\nendstream" % (len(packed), packed),
    }
    out = bytearray(b"%PDF-1.7\n")
    rows = [struct.pack(">BHB", 0, 0, 255)]
    for number, body in bodies.items():
        rows.append(struct.pack(">BHB", 1, len(out), 0))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows += [struct.pack(">BHB", 1, start, 0), struct.pack(">BHB", 2, 4, 0)]
    table = zlib.compress(b"".join(rows))
    out += (
        b"5 0 obj\n<< /Type /XRef /Size 11 /Index [0 6 10 1] /W [1 2 1] /Root 1 0 R "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(table), table)
    )
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def pdf_encrypted(*, user_password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(user_password, owner_password="pemilik", algorithm="RC4-128")
    return _written(writer)


def pdf_attached() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.add_attachment("virus.exe", b"MZ")
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(width: int = 40, height: int = 30, mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


def jpeg(image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "JPEG", **options)
    return out.getvalue()


def jpeg_with_gps(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "KAMERA-RAHASIA"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "S", 2: (8.0, 35.0, 1.5), 3: "E", 4: (116.0, 7.0, 2.5)})
    return jpeg(exif=exif.tobytes(), comment=b"KOMENTAR-RAHASIA", icc_profile=b"PROFIL-RAHASIA")


def png(image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "PNG", **options)
    return out.getvalue()


def png_with_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "NAMA-RAHASIA")
    exif = Image.Exif()
    exif[0x010F] = "KAMERA-RAHASIA"
    return png(pnginfo=info, exif=exif, icc_profile=b"PROFIL-RAHASIA")


def png_animated() -> bytes:
    return png(picture(), save_all=True, append_images=[picture().rotate(90), picture()])


def png_declaring(width: int, height: int) -> bytes:
    """A few kilobytes that claim, and can deliver, width x height pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(height * (1 + (width + 7) // 8)), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND")


def png_noise(side: int) -> bytes:
    noise = random.Random(1).randbytes(side * side * 3)  # noqa: S311 - noise, no secret
    return png(Image.frombytes("RGB", (side, side), noise), compress_level=0)


def _chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def package(
    main: str,
    parts: dict[str, bytes] | None = None,
    *,
    types: str = "",
    relations: str = "",
) -> bytes:
    """An Office document; `types` and `relations` are XML added to the two index parts."""
    path = "word/document.xml" if main == WORD else "xl/workbook.xml"
    folder, _, name = path.partition("/")
    content = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{path}" ContentType="{main}"/>{types}</Types>'
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
            f'Type="{RELATIONS}/officeDocument" Target="{path}"/></Relationships>'
        ).encode(),
        path: b"<document><body/></document>",
        f"{folder}/_rels/{name}.rels": (
            f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'
        ).encode(),
    }
    return zipped(content | (parts or {}))


def docx(parts: dict[str, bytes] | None = None, **extra: str) -> bytes:
    return package(WORD, parts, **extra)


def xlsx(parts: dict[str, bytes] | None = None, **extra: str) -> bytes:
    return package(EXCEL, parts, **extra)


def relation(kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r9" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'


def override(part: str, content_type: str) -> str:
    return f'<Override PartName="{part}" ContentType="{content_type}"/>'


def zipped(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content.items():
            archive.writestr(name, body)
    return out.getvalue()


def zip_overlapping() -> bytes:
    """The data of one entry holds the whole of another, which the directory names as well."""
    inner = zipped({"word/b.xml": b"<b/>"})
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/a.bin", b"0123" + inner[: inner.rfind(b"PK\x01\x02")])
        holder = archive.getinfo("word/a.bin")
        with zipfile.ZipFile(io.BytesIO(inner)) as other:
            hidden = other.getinfo("word/b.xml")
        hidden.header_offset = holder.header_offset + 30 + len(holder.filename) + 4
        archive.filelist.append(hidden)
    return out.getvalue()


def zip_flagged_encrypted() -> bytes:
    whole = bytearray(docx())
    entry = whole.rfind(b"PK\x01\x02")
    whole[entry + 8] |= 1
    return bytes(whole)


def zip_duplicate() -> bytes:
    return docx({"word/a.xml": b"<a/>", "word/b.xml": b"<b/>"}).replace(
        b"word/b.xml", b"word/A.xml"
    )


def zip_wrong_checksum() -> bytes:
    whole = bytearray(docx())
    entry = whole.rfind(b"PK\x01\x02")
    whole[entry + 16] ^= 0xFF
    return bytes(whole)

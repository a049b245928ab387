"""Sets one part of a report on paper, as objects of a PDF that pdf_merge puts together.

Loaded in the processes of the pool, with WeasyPrint. A part knows no page number, no hash and no
other part: it is the same for every snapshot that says the same in it.
"""

from __future__ import annotations

import re
from typing import Any

import pydyf

from assessment.reports.pdf import only_crest
from assessment.reports.pdf_objects import PartPdf, RawObject

#: Address of a place in another part, until the parts are put together.
ELSEWHERE = "kla-anchor:"
LINK = re.compile(r'href="#([\w.-]+)"')
ANCHOR = re.compile(r'id="([\w.-]+)"')


class _TakenError(Exception):
    """The objects were taken; WeasyPrint need not write them."""


def render_part(page: str, style: str, mark: str, crest: str = "") -> bytes:
    """The HTML of a part as PartPdf.to_bytes. mark sets the ids of its tags apart from others';
    crest is a PNG in base64."""
    # Loads native libraries; only a process that sets pages pays for them.
    from weasyprint import CSS, HTML

    known = set(ANCHOR.findall(page))
    page = LINK.sub(lambda m: m[0] if m[1] in known else f'href="{ELSEWHERE}{m[1]}"', page)
    fetcher = only_crest(crest)
    taken: list[PartPdf] = []

    def take(document: Any, pdf: pydyf.PDF) -> None:
        taken.append(_taken(document, pdf, mark))
        raise _TakenError

    document = HTML(string=page, url_fetcher=fetcher).render(
        stylesheets=[CSS(string=style, url_fetcher=fetcher)]
    )
    try:
        document.write_pdf(finisher=take, pdf_tags=True)
    except _TakenError:
        return taken[0].to_bytes()
    raise RuntimeError("WeasyPrint did not give its objects away.")


def _taken(document: Any, pdf: pydyf.PDF, mark: str) -> PartPdf:
    catalog = pdf.catalog
    root = _at(pdf, catalog["StructTreeRoot"])
    parents = _at(pdf, root["ParentTree"])
    tree = _at(pdf, root["K"][0])
    tree["S"] = "/Part"
    names = catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    places = {names[i].string: names[i + 1].data for i in range(0, len(names), 2)}
    resources = next(o for o in pdf.objects if isinstance(o, dict) and "Font" in o)
    left_out = {pdf.pages.number, catalog.number, root.number, parents.number}
    objects = {}
    for row in pdf.objects[1:]:
        if row.number not in left_out:
            if isinstance(row, dict):
                _adapt(row, mark)
            objects[row.number] = _raw(row)
    pages = [_at(pdf, reference) for reference in pdf.page_references]
    nums = parents["Nums"]
    glyphs, font = _glyphs(document, pdf, resources)
    return PartPdf(
        objects=objects,
        pages=[(page.number, *map(float, page["MediaBox"][2:])) for page in pages],
        places=places,
        tree=tree.number,
        nums=[(nums[i], _bytes(nums[i + 1])) for i in range(0, len(nums), 2)],
        fonts=_at(pdf, resources["Font"]).number,
        glyphs=glyphs,
        font=font,
    )


def _adapt(row: Any, mark: str) -> None:
    """Links to other parts lead to a named place; ids of table heads are unique in the whole."""
    action = row.get("A") if row.get("Subtype") == "/Link" else None
    if action and action["URI"].string.startswith(ELSEWHERE):
        place = pydyf.String(action["URI"].string.removeprefix(ELSEWHERE))
        del row["A"]
        row["Dest"] = row["Contents"] = place
    if "ID" in row:
        row["ID"].string = f"{mark}-{row['ID'].string}"


def _glyphs(
    document: Any, pdf: pydyf.PDF, resources: Any
) -> tuple[dict[str, tuple[str, int]], int]:
    """Codes and widths of the letters of the first font, and the number of its object."""
    fonts = [font for font in document.fonts.values() if font.to_unicode]
    if len(fonts) != 1:
        return {}, 0
    [font] = fonts
    found = {
        text: (f"{glyph:04x}", int(font.widths.get(glyph, 0)))
        for glyph, text in font.to_unicode.items()
    }
    dictionary = _at(pdf, resources["Font"])
    return found, _at(pdf, dictionary[font.hash]).number


def _at(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(bytes(reference).split()[0])]


def _raw(row: Any) -> RawObject:
    data: bytes = row.data
    if not isinstance(row, pydyf.Stream):
        return RawObject(data)
    at = data.index(b"stream\n")
    return RawObject(data[:at], data[at:])


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else bytes(value.data)

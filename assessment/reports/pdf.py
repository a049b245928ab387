"""Report to PDF: the HTML of html.py on A4 pages, set by the bundled stylesheet.

Fetches nothing: the stylesheet is handed in as text and every address is refused. The same report
gives the same bytes. Slow (seconds): never call it in a web worker.
"""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

from assessment.reports import html
from assessment.reports.document import Report

STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "report.css"
#: Sizes for `@page`; A4 is what the stylesheet says by itself.
F4_PAGES = "@page { size: 215mm 330mm; } @page wide { size: 330mm 215mm; }"


def render(report: Report) -> bytes:
    # Loads native libraries; only a process that makes a PDF pays for them.
    from weasyprint import CSS, HTML

    fetcher = only_crest(report.letterhead.crest)
    page = HTML(string=html.render(report), url_fetcher=fetcher)
    text = STYLESHEET.read_text(encoding="utf-8")
    text += F4_PAGES if report.paper == "F4" else ""
    style = CSS(string=text, url_fetcher=fetcher)
    identifier = f"{report.identity.sha256}-{report.identity.number}".encode("ascii", "replace")
    pdf: bytes = page.write_pdf(stylesheets=[style], pdf_identifier=identifier, pdf_tags=True)
    return pdf


def only_crest(crest: str) -> Any:
    """Hands out the crest (PNG in base64) under its one address and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyCrest(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if crest and url == html.CREST:
                return URLFetcherResponse(url, b64decode(crest), {"Content-Type": "image/png"})
            raise ValueError("nothing is fetched")

    return OnlyCrest(allowed_protocols=())

"""Report to PDF: the HTML of html.py on A4 pages, set by the bundled stylesheet.

Fetches nothing: the stylesheet is handed in as text and every address is refused. The same report
gives the same bytes. Slow (seconds): never call it in a web worker.
"""

from __future__ import annotations

from pathlib import Path

from assessment.reports import html
from assessment.reports.document import Report

STYLESHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "report.css"


def render(report: Report) -> bytes:
    # Loads native libraries; only a process that makes a PDF pays for them.
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    deny = URLFetcher(allowed_protocols=())
    page = HTML(string=html.render(report), url_fetcher=deny)
    style = CSS(string=STYLESHEET.read_text(encoding="utf-8"), url_fetcher=deny)
    identifier = f"{report.identity.sha256}-{report.identity.number}".encode("ascii", "replace")
    pdf: bytes = page.write_pdf(stylesheets=[style], pdf_identifier=identifier, pdf_tags=True)
    return pdf

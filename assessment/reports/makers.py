"""What makes each kind of file: function(source, out_path, progress), named in kinds.py.

Runs in the limited child process; knows no database.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assessment.reports import content as report_content
from assessment.reports import docx, paged, pdf, xlsx
from assessment.reports.content_bundle import ALL, index, pieces
from assessment.reports.content_front import settings_of
from assessment.reports.content_minutes import minutes
from assessment.reports.content_narrative import narrative, values
from assessment.reports.content_province import recap_report
from assessment.reports.content_variants import Variant, choice_of, report_of
from assessment.reports.kinds import Progress, Source

#: Folder of the cities' DOCX templates, beside the cache of chapters.
TEMPLATES = "templates"


def full_pdf(source: Source, out_path: Path, progress: Progress) -> None:
    report = report_content.build(source.content, sha256=source.sha256)
    report = replace(report, check_url=source.check_url)
    out_path.write_bytes(paged.render(report, source.cache, progress))


def minutes_pdf(source: Source, out_path: Path, progress: Progress) -> None:
    progress(0, 1, "Menyusun halaman")
    report = minutes(source.content, sha256=source.sha256)
    out_path.write_bytes(pdf.render(replace(report, check_url=source.check_url)))
    progress(1, 1, "Selesai")


def chosen_pdf(source: Source, out_path: Path, progress: Progress) -> None:
    """A variant as the options say; ValueError for one that no page offers."""
    progress(0, 1, "Menyusun halaman")
    choice = choice_of(source.options)
    report = report_of(source.content, sha256=source.sha256, choice=choice)
    report = replace(report, check_url=source.check_url)
    is_whole = not report.is_short
    made = paged.render(report, source.cache, progress) if is_whole else pdf.render(report)
    out_path.write_bytes(made)
    progress(1, 1, "Selesai")


def summary_pdf(source: Source, out_path: Path, progress: Progress) -> None:
    """The executive summary as a file of its own: the variant that needs no choice."""
    chosen_pdf(replace(source, options={"isi": Variant.SUMMARY.value}), out_path, progress)


def evidence_index_pdf(source: Source, out_path: Path, progress: Progress) -> None:
    """The index of a bundle: of one cluster, or of all."""
    progress(0, 1, "Menyusun indeks")
    cluster = source.options.get("klaster", ALL)
    held = pieces(source.content, cluster=cluster)
    report = index(source.content, sha256=source.sha256, cluster=cluster, held=held)
    out_path.write_bytes(pdf.render(report))
    progress(1, 1, "Selesai")


def province_pdf(source: Source, out_path: Path, progress: Progress) -> None:
    progress(0, 1, "Menyusun halaman")
    out_path.write_bytes(pdf.render(recap_report(source.content, sha256=source.sha256)))
    progress(1, 1, "Selesai")


def narrative_docx(source: Source, out_path: Path, progress: Progress) -> None:
    """In the template of the option `templat` (its SHA-256), which lies beside the cache."""
    progress(0, 1, "Menyusun naskah")
    chosen, content = source.options.get("templat"), source.content
    template = (
        source.cache.parent / TEMPLATES / f"{chosen}.docx" if chosen and source.cache else None
    )
    data = docx.render(
        replace(narrative(content, sha256=source.sha256), check_url=source.check_url),
        values=values(content, sha256=source.sha256),
        paper=settings_of(content)["paper"],
        template=template,
    )
    out_path.write_bytes(data)
    progress(1, 1, "Selesai")


def full_xlsx(source: Source, out_path: Path, progress: Progress) -> None:
    progress(0, 1, "Menyusun lembar")
    book = report_content.workbook(source.content, sha256=source.sha256, check_url=source.check_url)
    out_path.write_bytes(xlsx.render(book))
    progress(1, 1, "Selesai")

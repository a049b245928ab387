"""Routes of the filling pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from agencies import converters as converters  # registers <id:...>
from assessment.views import (
    checks,
    document_files,
    documents,
    evidence,
    help_page,
    indicators,
    matrices,
    program_copies,
    program_duplicates,
    program_suggestions,
    programs,
    sending,
    summary,
    tasks,
    territory_grid,
)

urlpatterns: list[URLPattern] = [
    path("tugas/", tasks.task_list, name="task-list"),
    path("indikator/<str:code>/", indicators.indicator_detail, name="indicator-detail"),
    path("pertanyaan/<str:code>/simpan/", indicators.contribution_save, name="contribution-save"),
    path("pertanyaan/<str:code>/wilayah/", territory_grid.territory_grid, name="territory-grid"),
    path(
        "pertanyaan/<str:code>/bukti/<int:item>/", evidence.citation_create, name="citation-create"
    ),
    path("bukti/<id:pk>/lepas/", evidence.citation_remove, name="citation-remove"),
    path("kegiatan/", programs.program_list, name="program-list"),
    path("kegiatan/baru/", programs.program_create, name="program-create"),
    path("kegiatan/salin/", program_copies.program_copy, name="program-copy"),
    path("kegiatan/ganda/", program_duplicates.program_duplicates, name="program-duplicates"),
    path(
        "kegiatan/ganda/putuskan/",
        program_duplicates.program_duplicate_decide,
        name="program-duplicate-decide",
    ),
    path("kegiatan/<id:pk>/", programs.program_detail, name="program-detail"),
    path("kegiatan/<id:pk>/ubah/", programs.program_edit, name="program-edit"),
    path("kegiatan/<id:pk>/hapus/", programs.program_delete, name="program-delete"),
    path(
        "kegiatan/<id:pk>/saran/",
        program_suggestions.program_suggestions,
        name="program-suggestions",
    ),
    path("matriks/<str:code>/", matrices.matrix_detail, name="matrix-detail"),
    path("matriks/<str:code>/xlsx/", matrices.matrix_file, name="matrix-file"),
    path("dokumen/", documents.document_list, name="document-list"),
    path("dokumen/unggah/", documents.document_create, name="document-create"),
    path("dokumen/<id:pk>/", documents.document_detail, name="document-detail"),
    path("dokumen/<id:pk>/ubah/", documents.document_edit, name="document-edit"),
    path("dokumen/<id:pk>/ganti/", documents.document_replace, name="document-replace"),
    path("dokumen/<id:pk>/hapus/", documents.document_delete, name="document-delete"),
    path("dokumen/<id:pk>/berkas/", document_files.document_file, name="document-file"),
    path(
        "dokumen/<id:pk>/pratinjau/<id:page>/",
        document_files.document_preview,
        name="document-preview",
    ),
    path("periksa/", checks.submission_check, name="submission-check"),
    path("periksa/ajukan/", sending.submission_submit, name="submission-submit"),
    path("tanda-terima/", sending.receipt_list, name="receipt-list"),
    path("tanda-terima/<id:pk>/", checks.submission_receipt, name="submission-receipt"),
    path("bantuan/", help_page.help_page, name="help"),
    path("ringkasan/", summary.agency_summary, name="agency-summary"),
    path("ringkasan/setujui/", summary.agency_approve, name="agency-approve"),
]

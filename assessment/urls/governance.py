"""Routes of the governance pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from agencies import converters as converters  # registers <id:...>
from assessment.views import assignments, cycles, history, instruments, reports, verification

urlpatterns: list[URLPattern] = [
    path("instrumen/", instruments.instrument_detail, name="instrument-detail"),
    path("siklus/", cycles.cycle_detail, name="cycle-detail"),
    path("siklus/baru/", cycles.cycle_create, name="cycle-create"),
    path("siklus/perpanjangan/", cycles.extension_create, name="extension-create"),
    path("penugasan/", assignments.assignment_list, name="assignment-list"),
    path("penugasan/<str:code>/", assignments.assignment_edit, name="assignment-edit"),
    path("laporan/", reports.report_list, name="report-list"),
    path("laporan/<id:number>/", reports.report_detail, name="report-detail"),
    path("laporan/<id:number>/<slug:fmt>/", reports.report_file, name="report-file"),
    path("verifikasi/", verification.verification_list, name="verification-list"),
    path("verifikasi/<id:pk>/", verification.verification_detail, name="verification-detail"),
    path(
        "verifikasi/<id:pk>/laporan/", verification.verification_report, name="verification-report"
    ),
    path("verifikasi/<id:pk>/nilai/<str:code>/", verification.mark_edit, name="mark-edit"),
    path(
        "verifikasi/<id:pk>/berkas/<slug:fmt>/",
        verification.verification_file,
        name="verification-file",
    ),
    path("riwayat/", history.history, name="history"),
]

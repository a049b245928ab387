"""Routes of the governance pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from agencies import converters as converters  # registers <id:...>
from assessment.views import (
    assignments,
    bundles,
    calendar_feeds,
    comparisons,
    cycles,
    history,
    instruments,
    mappings,
    mark_table,
    marks,
    reports,
    verification,
    windows,
)

urlpatterns: list[URLPattern] = [
    path("instrumen/", instruments.instrument_detail, name="instrument-detail"),
    path("instrumen/unggah/", instruments.instrument_upload, name="instrument-upload"),
    path("instrumen/templat/", instruments.instrument_template, name="instrument-template"),
    path("instrumen/<id:pk>/banding/", instruments.instrument_compare, name="instrument-compare"),
    path("instrumen/<id:pk>/<slug:fmt>/", instruments.instrument_file, name="instrument-file"),
    path("siklus/", cycles.cycle_detail, name="cycle-detail"),
    path("siklus/baru/", cycles.cycle_create, name="cycle-create"),
    path("siklus/perpanjangan/", cycles.extension_create, name="extension-create"),
    path(
        "siklus/perpanjangan/<id:pk>/persingkat/",
        cycles.extension_shorten,
        name="extension-shorten",
    ),
    path("siklus/kalender/", calendar_feeds.calendar_feed, name="calendar-feed"),
    path("siklus/kalender/unduh/", calendar_feeds.calendar_file, name="calendar-file"),
    path("kalender/<slug:token>.ics", calendar_feeds.calendar_read, name="calendar-read"),
    path("penugasan/", assignments.assignment_list, name="assignment-list"),
    path("siklus/pemetaan/", mappings.mapping_edit, name="mapping-edit"),
    path("siklus/pemetaan/json/", mappings.mapping_file, name="mapping-file"),
    path("penugasan/<str:code>/", assignments.assignment_edit, name="assignment-edit"),
    path("laporan/", reports.report_list, name="report-list"),
    path("laporan/banding/", comparisons.report_compare, name="report-compare"),
    path("laporan/banding/xlsx/", comparisons.report_compare_file, name="report-compare-file"),
    path("laporan/<id:number>/", reports.report_detail, name="report-detail"),
    path("laporan/<id:number>/bundel/", bundles.report_bundles, name="report-bundles"),
    path("laporan/<id:number>/bundel/unduh/", bundles.report_bundle, name="report-bundle"),
    path("laporan/<id:number>/<slug:fmt>/", reports.report_file, name="report-file"),
    path("verifikasi/", verification.verification_list, name="verification-list"),
    path("verifikasi/<id:pk>/", verification.verification_detail, name="verification-detail"),
    path("verifikasi/<id:pk>/bundel/", bundles.verification_bundles, name="verification-bundles"),
    path(
        "verifikasi/<id:pk>/bundel/unduh/",
        bundles.verification_bundle,
        name="verification-bundle",
    ),
    path(
        "verifikasi/<id:pk>/laporan/", verification.verification_report, name="verification-report"
    ),
    path(
        "verifikasi/<id:pk>/banding/",
        comparisons.verification_compare,
        name="verification-compare",
    ),
    path(
        "verifikasi/<id:pk>/banding/xlsx/",
        comparisons.verification_compare_file,
        name="verification-compare-file",
    ),
    path(
        "verifikasi/<id:pk>/nilai/<str:code>/",
        marks.mark_edit,
        {"level": "indicator"},
        name="mark-edit",
    ),
    path(
        "verifikasi/<id:pk>/nilai-pertanyaan/<str:code>/",
        marks.mark_edit,
        {"level": "question"},
        name="mark-question",
    ),
    path(
        "verifikasi/<id:pk>/nilai-seluruhnya/",
        marks.mark_edit,
        {"level": "total"},
        name="mark-total",
    ),
    path("verifikasi/<id:pk>/nilai-xlsx/", marks.mark_upload, name="mark-upload"),
    path("verifikasi/<id:pk>/nilai-xlsx/templat/", marks.mark_template, name="mark-template"),
    path(
        "verifikasi/<id:pk>/berkas/<slug:fmt>/",
        verification.verification_file,
        name="verification-file",
    ),
    path(
        "verifikasi/<id:pk>/permintaan/",
        windows.verification_requests,
        name="verification-requests",
    ),
    path("nilai-verifikasi/", mark_table.mark_table, name="mark-table"),
    path("nilai-verifikasi/xlsx/", mark_table.mark_table_file, name="mark-table-file"),
    path("nilai-verifikasi/<id:pk>/tanggapan/", mark_table.mark_reply, name="mark-reply"),
    path("verifikasi/<id:pk>/sandingan/", mark_table.verification_marks, name="verification-marks"),
    path(
        "verifikasi/<id:pk>/sandingan/xlsx/",
        mark_table.verification_marks_file,
        name="verification-marks-file",
    ),
    path("ruang/", windows.window_room, name="window-room"),
    path("ruang/buka/", windows.window_create, name="window-create"),
    path("ruang/permintaan/", windows.request_create, name="request-create"),
    path("ruang/permintaan/templat/", windows.request_template, name="request-template"),
    path("ruang/permintaan/<id:pk>/tarik/", windows.request_remove, name="request-remove"),
    path("ruang/<id:pk>/batal/", windows.window_cancel, name="window-cancel"),
    path("ruang/<id:pk>/perubahan/", windows.window_delta, name="window-delta"),
    path("riwayat/", history.history, name="history"),
]

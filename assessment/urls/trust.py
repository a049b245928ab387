"""Routes of the pages about how far the number can be trusted."""

from __future__ import annotations

from django.urls import URLPattern, path

from assessment.views import checking, trust

urlpatterns: list[URLPattern] = [
    path("bukti-lemah/", trust.weak_evidence, name="weak-evidence"),
    path("perkiraan/", trust.verification_estimate, name="verification-estimate"),
    path("cek/", checking.check_form, name="check-form"),
    path("cek/<slug:code>/", checking.check, name="check"),
]

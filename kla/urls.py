"""All routes: people, the assessment, health."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("agencies.urls")),
    path("", include("assessment.urls")),
]

handler400 = "kla.errors.bad_request"
handler403 = "kla.errors.forbidden"
handler404 = "kla.errors.not_found"
handler500 = "kla.errors.server_error"

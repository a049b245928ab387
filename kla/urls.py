"""All routes: people, the assessment, health."""

from __future__ import annotations

from django.urls import include, path, re_path

from kla import health

urlpatterns = [
    re_path(r"^sehat/?$", health.alive, name="alive"),
    re_path(r"^siap/?$", health.ready, name="ready"),
    path("", include("agencies.urls")),
    path("", include("assessment.urls")),
]

handler400 = "kla.errors.bad_request"
handler403 = "kla.errors.forbidden"
handler404 = "kla.errors.not_found"
handler500 = "kla.errors.server_error"

"""Routes of the assessment: filling (agencies), secretariat, governance."""

from __future__ import annotations

from assessment.urls import filling, governance, secretariat, trust

urlpatterns = [
    *filling.urlpatterns,
    *secretariat.urlpatterns,
    *governance.urlpatterns,
    *trust.urlpatterns,
]

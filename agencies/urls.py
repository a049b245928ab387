"""Routes of people and agencies."""

from __future__ import annotations

from django.urls import URLPattern, path

from agencies import converters  # noqa: F401 - registers <id:...>
from agencies.views import agencies, cities, delegations, people, session, territories

urlpatterns: list[URLPattern] = [
    path("", session.home, name="home"),
    path("masuk/", session.SignInView.as_view(), name="login"),
    path("keluar/", session.SignOutView.as_view(), name="logout"),
    path("kata-sandi/", session.OwnPasswordView.as_view(), name="password-change"),
    path("perangkat-daerah/", agencies.agency_list, name="agency-list"),
    path("perangkat-daerah/baru/", agencies.agency_create, name="agency-create"),
    path("perangkat-daerah/<id:pk>/", agencies.agency_edit, name="agency-edit"),
    path(
        "perangkat-daerah/<id:pk>/nonaktifkan/",
        agencies.agency_deactivate,
        name="agency-deactivate",
    ),
    path("perangkat-daerah/<id:pk>/aktifkan/", agencies.agency_activate, name="agency-activate"),
    path("wilayah/", territories.territory_list, name="territory-list"),
    path("wilayah/baru/", territories.territory_create, name="territory-create"),
    path("wilayah/<id:pk>/", territories.territory_edit, name="territory-edit"),
    path("wilayah/<id:pk>/hapus/", territories.territory_delete, name="territory-delete"),
    path("pengguna/", people.person_list, name="person-list"),
    path("pengguna/baru/", people.person_create, name="person-create"),
    path("pengguna/<id:pk>/", people.person_edit, name="person-edit"),
    path("pengguna/<id:pk>/nonaktifkan/", people.person_deactivate, name="person-deactivate"),
    path("pengguna/<id:pk>/aktifkan/", people.person_activate, name="person-activate"),
    path("pengguna/<id:pk>/kata-sandi-baru/", people.person_reset, name="person-reset"),
    path("pengguna/<id:pk>/kata-sandi/", people.person_password, name="person-password"),
    path("plt/", delegations.delegation_list, name="delegation-list"),
    path("plt/baru/", delegations.delegation_create, name="delegation-create"),
    path("plt/<id:pk>/cabut/", delegations.delegation_revoke, name="delegation-revoke"),
    path("pengaturan-kota/", cities.city_settings, name="city-settings"),
]

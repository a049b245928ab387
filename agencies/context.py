"""What every page of a signed-in person shows around its content: city, name, navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from agencies.models import User
from agencies.roles import Role


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url: str
    icon: str
    current: bool = False
    badge: int | None = None


@dataclass(frozen=True, slots=True)
class Shell:
    """`subtitle` names what the city works on; nav is empty for people who are not signed in."""

    is_signed_in: bool
    city_name: str
    subtitle: str
    user_name: str = ""
    role_label: str = ""
    zone: str = "Asia/Jakarta"
    nav: tuple[NavItem, ...] = ()


# label, URL name, icon; in the order of work. The first entry is the role's home.
NAV: dict[Role, tuple[tuple[str, str, str], ...]] = {
    Role.OPERATOR: (
        ("Tugas saya", "task-list", "check"),
        ("Kegiatan", "program-list", "list"),
        ("Dokumen", "document-list", "file"),
        ("Periksa & ajukan", "submission-check", "send"),
        ("Instrumen", "instrument-detail", "book"),
        ("Riwayat", "history", "clock"),
    ),
    Role.HEAD: (
        ("Ringkasan", "agency-summary", "check"),
        ("Kegiatan", "program-list", "list"),
        ("Dokumen", "document-list", "file"),
        ("Instrumen", "instrument-detail", "book"),
        ("Riwayat", "history", "clock"),
    ),
    Role.REVIEWER: (
        ("Antrian", "queue", "inbox"),
        ("Ruang kendali", "control-room", "gauge"),
        ("Papan rakitan", "assembly-list", "layers"),
        ("Kegiatan", "program-list", "list"),
        ("Dokumen", "document-list", "file"),
        ("Laporan", "report-list", "report"),
        ("Instrumen", "instrument-detail", "book"),
        ("Riwayat", "history", "clock"),
    ),
    Role.COORDINATOR: (
        ("Ruang kendali", "control-room", "gauge"),
        ("Antrian", "queue", "inbox"),
        ("Papan rakitan", "assembly-list", "layers"),
        ("Laporan", "report-list", "report"),
        ("Kegiatan", "program-list", "list"),
        ("Dokumen", "document-list", "file"),
        ("Siklus", "cycle-detail", "calendar"),
        ("Penugasan", "assignment-list", "people"),
        ("Instrumen", "instrument-detail", "book"),
        ("Riwayat", "history", "clock"),
    ),
    Role.LEADER: (("Ruang kendali", "control-room", "gauge"),),
    Role.VERIFIER: (("Verifikasi", "verification-list", "report"),),
    Role.ADMIN: (
        ("Perangkat daerah", "agency-list", "building"),
        ("Pengguna", "person-list", "people"),
        ("Wilayah", "territory-list", "map"),
        ("Siklus", "cycle-detail", "calendar"),
        ("Pengaturan kota", "city-settings", "gear"),
        ("Instrumen", "instrument-detail", "book"),
        ("Riwayat", "history", "clock"),
    ),
}


def home_name(role: Role) -> str:
    """URL name of a role's first page."""
    return NAV[role][0][1]


def shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"shell": Shell(False, "KLA", "Evaluasi mandiri Kabupaten/Kota Layak Anak")}
    return {
        "shell": Shell(
            is_signed_in=True,
            city_name=str(user.city or user.province or "KLA"),
            subtitle=_subtitle(user),
            user_name=user.full_name,
            role_label=_role_label(user),
            zone=user.city.timezone if user.city else "Asia/Jakarta",
            nav=tuple(_nav(Role(user.role), request.path)),
        )
    }


def _nav(role: Role, path: str) -> list[NavItem]:
    """The role's menu; the entry whose address leads the path furthest is the current one."""
    entries = []
    for label, name, icon in NAV[role]:
        try:
            entries.append((label, reverse(name), icon))
        except NoReverseMatch:
            continue
    current = max((url for _, url, _ in entries if path.startswith(url)), key=len, default="")
    return [NavItem(label, url, icon, current=url == current) for label, url, icon in entries]


def _subtitle(user: User) -> str:
    if user.city is None:
        return "Verifikasi provinsi Kabupaten/Kota Layak Anak"
    return f"Evaluasi mandiri {user.city.get_kind_display()} Layak Anak"


def _role_label(user: User) -> str:
    label = Role(user.role).label
    if user.agency is None:
        return label
    return label.replace("perangkat daerah", user.agency.abbreviation)

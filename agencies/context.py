"""What every page of a signed-in person shows around its content: city, name, navigation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from agencies.actors import Actor
from agencies.models import User
from agencies.roles import Role

MOST_IN_LINE = 7


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the menu; `name` is the URL name of its page. `badge` is called when shown."""

    label: str
    url: str
    icon: str
    current: bool = False
    badge: Callable[[], int] | None = None
    name: str = ""


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

    @property
    def main_nav(self) -> tuple[NavItem, ...]:
        """Entries that fit in one line of a desktop; the whole menu where one more would do."""
        return self.nav if len(self.nav) <= MOST_IN_LINE + 1 else self.nav[:MOST_IN_LINE]

    @property
    def more_nav(self) -> tuple[NavItem, ...]:
        return self.nav[len(self.main_nav) :]

    @property
    def more_label(self) -> str:
        """Names the page one is on when its entry is folded away."""
        return next((item.label for item in self.more_nav if item.current), "Lainnya")


# label, URL name, icon; in the order of work. The first entry is the role's home.
NAV: dict[Role, tuple[tuple[str, str, str], ...]] = {
    Role.OPERATOR: (
        ("Tugas saya", "task-list", "check"),
        ("Kegiatan", "program-list", "list"),
        ("Dokumen", "document-list", "file"),
        ("Excel", "workbook", "spreadsheet"),
        ("Bukti lemah", "weak-evidence", "warning"),
        ("Periksa & ajukan", "submission-check", "send"),
        ("Rencana poin", "plan-list", "route"),
        ("Instrumen", "instrument-detail", "book"),
        ("Cara mengisi", "help", "info"),
        ("Riwayat", "history", "clock"),
    ),
    Role.HEAD: (
        ("Ringkasan", "agency-summary", "check"),
        ("Rencana poin", "plan-list", "route"),
        ("Kegiatan", "program-list", "list"),
        ("Dokumen", "document-list", "file"),
        ("Excel", "workbook", "spreadsheet"),
        ("Bukti lemah", "weak-evidence", "warning"),
        ("Instrumen", "instrument-detail", "book"),
        ("Cara mengisi", "help", "info"),
        ("Riwayat", "history", "clock"),
    ),
    Role.REVIEWER: (
        ("Antrian", "queue", "inbox"),
        ("Ruang kendali", "control-room", "gauge"),
        ("Papan rakitan", "assembly-list", "layers"),
        ("Rencana poin", "plan-list", "route"),
        ("Konsistensi", "consistency", "scale"),
        ("Kegiatan", "program-list", "list"),
        ("Dokumen", "document-list", "file"),
        ("Excel", "workbook", "spreadsheet"),
        ("Bukti lemah", "weak-evidence", "warning"),
        ("Perkiraan verifikasi", "verification-estimate", "shield"),
        ("Nilai verifikasi", "mark-table", "report"),
        ("Laporan", "report-list", "report"),
        ("Berkas saya", "file-list", "download"),
        ("Ruang 2 x 24 jam", "window-room", "clock"),
        ("Pengembalian", "return-ledger", "return"),
        ("Rakor", "meeting-list", "people"),
        ("Pengingat", "reminder-list", "send"),
        ("Instrumen", "instrument-detail", "book"),
        ("Riwayat", "history", "clock"),
    ),
    Role.COORDINATOR: (
        ("Ruang kendali", "control-room", "gauge"),
        ("Antrian", "queue", "inbox"),
        ("Papan rakitan", "assembly-list", "layers"),
        ("Rencana poin", "plan-list", "route"),
        ("Konsistensi", "consistency", "scale"),
        ("Laporan", "report-list", "report"),
        ("Berkas saya", "file-list", "download"),
        ("Ruang 2 x 24 jam", "window-room", "clock"),
        ("Kegiatan", "program-list", "list"),
        ("Dokumen", "document-list", "file"),
        ("Excel", "workbook", "spreadsheet"),
        ("Bukti lemah", "weak-evidence", "warning"),
        ("Perkiraan verifikasi", "verification-estimate", "shield"),
        ("Nilai verifikasi", "mark-table", "report"),
        ("Pengembalian", "return-ledger", "return"),
        ("Rakor", "meeting-list", "people"),
        ("Pengingat", "reminder-list", "send"),
        ("Siklus", "cycle-detail", "calendar"),
        ("Penugasan", "assignment-list", "people"),
        ("Instrumen", "instrument-detail", "book"),
        ("Riwayat", "history", "clock"),
    ),
    Role.LEADER: (
        ("Ruang kendali", "control-room", "gauge"),
        ("Perkiraan verifikasi", "verification-estimate", "shield"),
        ("Nilai verifikasi", "mark-table", "report"),
        ("Rencana poin", "plan-list", "route"),
        ("Konsistensi", "consistency", "scale"),
        ("Pengembalian", "return-ledger", "return"),
        ("Rakor", "meeting-list", "people"),
    ),
    Role.VERIFIER: (
        ("Verifikasi", "verification-list", "report"),
        ("Berkas saya", "file-list", "download"),
    ),
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


ACTING = ("Ringkasan (Plt.)", "agency-summary", "check")
#: Pages whose address does not lie below their menu entry: the entries to mark, the first that the
#: role has.
SECTIONS: dict[str, tuple[str, ...]] = {
    "indicator-detail": ("task-list", "agency-summary"),
    "contribution-save": ("task-list",),
    "proposal-list": ("task-list",),
    "proposal": ("task-list",),
    "citation-create": ("task-list",),
    "citation-remove": ("task-list",),
    "submission-submit": ("submission-check",),
    "submission-receipt": ("submission-check", "agency-summary", "queue"),
    "receipt-list": ("submission-check", "agency-summary"),
    "submission-move": ("submission-check", "agency-summary", "queue"),
    "review-detail": ("queue",),
    "note-reply": ("task-list",),
    "mark-reply": ("mark-table",),
    "explain": ("control-room", "task-list", "agency-summary"),
    "calendar-feed": ("cycle-detail", "task-list", "agency-summary", "control-room"),
    "late-draft-list": ("task-list", "agency-summary"),
    "reminder-detail": ("reminder-list",),
    "reminder-schedule": ("reminder-list",),
    "meeting-create": ("meeting-list",),
    "meeting-detail": ("meeting-list",),
    "meeting-print": ("meeting-list",),
    "meeting-edit": ("meeting-list",),
    "action-list": ("control-room", "task-list", "agency-summary"),
    "action-create": ("control-room",),
    "action-edit": ("control-room",),
    "action-complete": ("control-room", "task-list", "agency-summary"),
    "extension-create": ("cycle-detail",),
    "delegation-list": ("person-list", "agency-summary"),
    "delegation-create": ("person-list", "agency-summary"),
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
            nav=tuple(_nav(user, request)),
        )
    }


def _nav(user: User, request: HttpRequest) -> list[NavItem]:
    """The menu of the role, with the pages of agencies that the person stands in for."""
    entries = []
    for label, name, icon in NAV[Role(user.role)]:
        try:
            entries.append((label, reverse(name), icon, name))
        except NoReverseMatch:
            continue
    entries[1:1] = _acting(user, getattr(request, "actor", None))
    current = _current([(url, name) for _, url, _, name in entries], request)
    return [
        NavItem(label, url, icon, current=url == current, name=name)
        for label, url, icon, name in entries
    ]


def _acting(user: User, actor: Actor | None) -> list[tuple[str, str, str, str]]:
    """One entry for each agency acted for; the own one needs no `?plt=`."""
    label, name, icon = ACTING
    address = reverse(name)
    return [
        (label, address if pk == user.agency_id else f"{address}?plt={pk}", icon, name)
        for pk in sorted(actor.acting_for if actor else ())
    ]


def _current(entries: list[tuple[str, str]], request: HttpRequest) -> str:
    """The entry that is open as it stands, else the one whose address leads the path furthest,
    else the section that the page belongs to."""
    asked = f"{request.path}?plt={request.GET.get('plt', '')}"
    leads = [url for url, _ in entries if url == asked or request.path.startswith(url)]
    if leads:
        return max(leads, key=len)
    match = request.resolver_match
    sections = SECTIONS.get(str(match.url_name), ()) if match else ()
    names = {name: url for url, name in reversed(entries)}
    return next((names[name] for name in sections if name in names), "")


def _subtitle(user: User) -> str:
    if user.city is None:
        return "Verifikasi provinsi Kabupaten/Kota Layak Anak"
    return f"Evaluasi mandiri {user.city.get_kind_display()} Layak Anak"


def _role_label(user: User) -> str:
    label = Role(user.role).label
    if user.agency is None:
        return label
    return label.replace("perangkat daerah", user.agency.abbreviation)

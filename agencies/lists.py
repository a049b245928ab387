"""The admin's lists as tables; columns as on their pages."""

from __future__ import annotations

from agencies.exports import Column, Listing, Type
from agencies.models import Agency, Delegation, Territory, User


def _activity(row: Agency | User) -> str:
    return "Aktif" if row.is_active else "Nonaktif"


AGENCIES: Listing[Agency] = Listing(
    "perangkat-daerah",
    "Perangkat daerah",
    (
        Column("Singkatan", lambda row: row.abbreviation),
        Column("Nama", lambda row: row.name, width=50),
        Column("Jenis", lambda row: row.get_kind_display(), width=20),
        Column("Nama di instrumen", lambda row: row.instrument_name),
        Column("Penerus", lambda row: row.successor.abbreviation if row.successor else None),
        Column("Pengguna aktif", lambda row: getattr(row, "people_count", None), Type.WHOLE),
        Column("Status", _activity, width=10),
    ),
)

PEOPLE: Listing[User] = Listing(
    "pengguna",
    "Pengguna",
    (
        Column("Nama", lambda row: row.full_name, width=32),
        Column("Nama pengguna", lambda row: row.username, width=24),
        Column("Jabatan", lambda row: row.position, width=32),
        Column("Peran", lambda row: row.get_role_display(), width=24),
        Column("Perangkat daerah", lambda row: row.agency.abbreviation if row.agency else None),
        Column("Terakhir masuk", lambda row: row.last_login, Type.MOMENT, 20),
        Column("Status", _activity, width=10),
    ),
)

TERRITORIES: Listing[Territory] = Listing(
    "wilayah",
    "Wilayah",
    (
        Column("Jenis", lambda row: row.get_kind_display()),
        Column("Nama", lambda row: row.name, width=32),
        Column("Kecamatan", lambda row: row.parent.name if row.parent else None, width=32),
    ),
)

DELEGATIONS: Listing[Delegation] = Listing(
    "plt",
    "Penunjukan Plt. dan Plh.",
    (
        Column("Perangkat daerah", lambda row: row.agency.abbreviation),
        Column("Penjabat", lambda row: row.person.full_name, width=32),
        Column("Nomor surat", lambda row: row.letter_number, width=28),
        Column("Sejak", lambda row: row.starts_on, Type.DATE),
        Column("Sampai", lambda row: row.ends_on, Type.DATE),
        Column("Dicabut", lambda row: row.revoked_at, Type.MOMENT, 20),
        Column("Ditunjuk oleh", lambda row: row.granted_by.full_name if row.granted_by else None),
    ),
)

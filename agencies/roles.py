"""Roles of people and what each is called. Pure: knows no Django."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; the codes are stored."""

    OPERATOR = "operator"
    HEAD = "head"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    VERIFIER = "verifier"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Role.OPERATOR: "Operator perangkat daerah",
    Role.HEAD: "Kepala perangkat daerah",
    Role.REVIEWER: "Pemeriksa sekretariat",
    Role.COORDINATOR: "Koordinator sekretariat",
    Role.LEADER: "Pimpinan daerah",
    Role.VERIFIER: "Verifikator provinsi",
    Role.ADMIN: "Admin kota",
}
CHOICES = [(role.value, label) for role, label in LABELS.items()]
AGENCY_ROLES = frozenset({Role.OPERATOR, Role.HEAD})
SECRETARIAT_ROLES = frozenset({Role.REVIEWER, Role.COORDINATOR})
CITY_ROLES = frozenset({Role.REVIEWER, Role.COORDINATOR, Role.LEADER, Role.ADMIN}) | AGENCY_ROLES

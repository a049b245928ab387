"""Who may see and do what in an assessment. The only permission file of this app.

visible_* give tenant-scoped querysets: what is not in them does not exist for the actor (404).
check_* raise PermissionDenied (403) with the reason in Indonesian. Calendar and status are not
judged here but in services.guards.
"""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from agencies.actors import Actor
from agencies.models import Agency
from agencies.roles import Role
from assessment.core.workflow import TRANSITIONS, Action, Party, Status, Transition, available
from assessment.models import (
    Assignment,
    Citation,
    Contribution,
    Cycle,
    Document,
    Extension,
    InstrumentVersion,
    OfficialAnswer,
    Program,
    Snapshot,
    Submission,
)

#: Roles that read what agencies answer: the agency itself (own rows) and the secretariat (all).
CONTENT_ROLES = frozenset({Role.OPERATOR, Role.HEAD, Role.REVIEWER, Role.COORDINATOR})
CONTROL_ROOM_ROLES = frozenset({Role.REVIEWER, Role.COORDINATOR, Role.LEADER})


def _city(actor: Actor) -> int:
    """The actor's city; no row has the id 0, so that without a city nothing is visible."""
    return actor.city_id or 0


def _province(actor: Actor) -> int:
    return actor.province_id or 0


def party_of(actor: Actor) -> Party | None:
    """The side of the workflow a person acts for; None for roles with no say in content."""
    return _PARTIES.get(actor.role) if actor.role else None


_PARTIES = {
    Role.OPERATOR: Party.OPERATOR,
    Role.HEAD: Party.HEAD,
    Role.REVIEWER: Party.REVIEWER,
    Role.COORDINATOR: Party.COORDINATOR,
}


def parties_for(actor: Actor, agency_id: int) -> frozenset[Party]:
    """The sides that a person acts for in an agency's part: the role's own, and the head's while
    he stands in for it. People of other agencies have none."""
    party = party_of(actor)
    if party is None:
        return frozenset()
    if not actor.is_agency:
        return frozenset({party})
    own = {party} if actor.agency_id == agency_id else set()
    return frozenset(own | ({Party.HEAD} if agency_id in actor.acting_for else set()))


def steps_for(
    actor: Actor, agency_id: int, status: Status, *, has_head: bool
) -> tuple[Transition, ...]:
    """What the table allows the person on an agency's part, in its order. A command of the server
    sends what it loaded, as the agency's operators would; later steps stay with people."""
    parties = parties_for(actor, agency_id)
    if actor.is_system:
        submits = available(status, Party.OPERATOR, has_head=has_head)
        return tuple(step for step in submits if step.action is Action.SUBMIT)
    steps = [
        step for party in sorted(parties) for step in available(status, party, has_head=has_head)
    ]
    return tuple(sorted(set(steps), key=TRANSITIONS.index))


def acts_for_head(actor: Actor, agency_id: int, step: Transition) -> bool:
    """Whether a step is taken in place of the head (Plt.), not by the person's own role."""
    return agency_id in actor.acting_for and Party.HEAD in step.parties


def is_own_work(actor: Actor, sent_by: int | None, written_by: Collection[int | None]) -> bool:
    """Whether the person sent a part or alone wrote it; then somebody else approves it."""
    return actor.user_id is not None and (
        sent_by == actor.user_id or set(written_by) == {actor.user_id}
    )


def visible_instruments(actor: Actor) -> QuerySet[InstrumentVersion]:
    """National versions and the city's own."""
    return InstrumentVersion.objects.filter(Q(city__isnull=True) | Q(city_id=_city(actor)))


def visible_cycles(actor: Actor) -> QuerySet[Cycle]:
    """Cycles of the own city; a verifier sees those of the province that have a snapshot."""
    if actor.role is Role.VERIFIER:
        frozen = Cycle.objects.filter(city__province_id=_province(actor))
        return frozen.filter(snapshots__isnull=False).distinct()
    return Cycle.objects.filter(city_id=_city(actor))


def _content(actor: Actor) -> Q:
    """Rows with cycle and agency: the own agency's and those acted for (Plt.), or the whole city's
    for the secretariat."""
    own_city = Q(cycle__city_id=_city(actor))
    if actor.is_secretariat or actor.is_system:
        return own_city
    if actor.is_agency:
        return own_city & Q(agency_id__in=actor.agency_ids)
    return Q(pk__in=[])


def visible_programs(actor: Actor) -> QuerySet[Program]:
    return Program.objects.filter(_content(actor))


def visible_contributions(actor: Actor) -> QuerySet[Contribution]:
    return Contribution.objects.filter(_content(actor))


def visible_submissions(actor: Actor) -> QuerySet[Submission]:
    return Submission.objects.filter(_content(actor))


def visible_citations(actor: Actor) -> QuerySet[Citation]:
    return Citation.objects.filter(contribution__in=visible_contributions(actor))


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """The city's library; restricted documents only for their agency and the secretariat."""
    if actor.role not in CONTENT_ROLES and not actor.is_system:
        return Document.objects.none()
    library = Document.objects.filter(city_id=_city(actor))
    if actor.is_agency:
        return library.filter(Q(is_restricted=False) | Q(agency_id__in=actor.agency_ids))
    return library


def visible_official_answers(actor: Actor) -> QuerySet[OfficialAnswer]:
    """Decisions of the city, for everybody who works on its content."""
    if actor.role not in CONTENT_ROLES and not actor.is_system:
        return OfficialAnswer.objects.none()
    return OfficialAnswer.objects.filter(cycle__city_id=_city(actor))


def visible_assignments(actor: Actor) -> QuerySet[Assignment]:
    return Assignment.objects.filter(cycle__city_id=_city(actor))


def visible_extensions(actor: Actor) -> QuerySet[Extension]:
    return Extension.objects.filter(cycle__city_id=_city(actor))


def visible_snapshots(actor: Actor) -> QuerySet[Snapshot]:
    """Snapshots for the secretariat of the city and the verifiers of its province."""
    if actor.role is Role.VERIFIER:
        return Snapshot.objects.filter(cycle__city__province_id=_province(actor))
    if actor.is_secretariat or actor.is_system:
        return Snapshot.objects.filter(cycle__city_id=_city(actor))
    return Snapshot.objects.none()


def check_view_content(actor: Actor) -> None:
    """Programmes and documents are read by the agencies and the secretariat."""
    if actor.role not in CONTENT_ROLES and not actor.is_system:
        raise PermissionDenied("Halaman ini untuk perangkat daerah dan sekretariat.")


def check_work_for_agency(actor: Actor) -> None:
    """The pages of one agency's own part: its operators and its head."""
    if not actor.is_agency:
        raise PermissionDenied("Halaman ini untuk operator dan kepala perangkat daerah.")


def may_fill(actor: Actor) -> bool:
    """Whether to offer the writing of an agency's own rows; check_fill decides."""
    return actor.role is Role.OPERATOR


def check_fill(actor: Actor, agency: Agency) -> None:
    """Answers, programmes and documents of an agency are written by its operators."""
    if actor.is_system and actor.city_id == agency.city_id:
        return
    if actor.role is not Role.OPERATOR or actor.agency_id != agency.pk:
        raise PermissionDenied(f"Hanya operator {agency.abbreviation} yang mengisi bagian ini.")
    if not agency.is_active:
        raise PermissionDenied(
            f"{agency.abbreviation} sudah tidak aktif; isiannya tidak dapat diubah."
        )


def check_review(actor: Actor) -> None:
    if not actor.is_secretariat and not actor.is_system:
        raise PermissionDenied("Hanya sekretariat yang memeriksa jawaban perangkat daerah.")


def check_decide(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR and not actor.is_system:
        raise PermissionDenied("Hanya koordinator sekretariat yang memutuskan jawaban resmi.")


def check_freeze(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR and not actor.is_system:
        raise PermissionDenied("Hanya koordinator sekretariat yang membekukan hasil.")


def check_view_control_room(actor: Actor) -> None:
    if actor.role not in CONTROL_ROOM_ROLES:
        raise PermissionDenied("Ruang kendali hanya untuk pimpinan dan sekretariat.")


def check_view_reports(actor: Actor) -> None:
    if not actor.is_secretariat and actor.role is not Role.VERIFIER:
        raise PermissionDenied("Laporan hanya untuk sekretariat dan verifikator.")


def check_manage_cycle(actor: Actor) -> None:
    """Phases belong to the coordinator and the city's admin."""
    if actor.role not in (Role.COORDINATOR, Role.ADMIN) and not actor.is_system:
        raise PermissionDenied("Hanya koordinator atau admin kota yang mengatur siklus.")


def check_assign(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR and not actor.is_system:
        raise PermissionDenied(
            "Hanya koordinator sekretariat yang mengatur penugasan dan perpanjangan."
        )


def check_mark(actor: Actor) -> None:
    if actor.role is not Role.VERIFIER and not actor.is_system:
        raise PermissionDenied("Hanya verifikator provinsi yang memberi nilai verifikasi.")


def check_take(actor: Actor, action: Action, agency: Agency) -> None:
    """An action of the table belongs to parties, whatever the status of the submission."""
    parties = parties_for(actor, agency.pk)
    if not any(step.action is action and parties & step.parties for step in TRANSITIONS):
        raise PermissionDenied(f"Peran Anda tidak dapat melakukan “{action.label}”.")


def check_submit(actor: Actor, agency: Agency) -> None:
    if Party.OPERATOR not in parties_for(actor, agency.pk):
        raise PermissionDenied(f"Hanya operator {agency.abbreviation} yang mengajukan isiannya.")


def check_approve(actor: Actor, agency: Agency) -> None:
    if Party.HEAD not in parties_for(actor, agency.pk):
        raise PermissionDenied("Hanya kepala perangkat daerah atau Plt. yang menyetujui isian.")


def check_view_instrument(actor: Actor) -> None:
    if actor.role is Role.LEADER:
        raise PermissionDenied("Pimpinan membaca hasil di Ruang kendali, bukan instrumennya.")


def check_view_own_reports(actor: Actor) -> None:
    """The city's own reports; verifiers read them on their own pages."""
    check_view_reports(actor)
    if actor.role is Role.VERIFIER:
        raise PermissionDenied("Verifikator membaca laporan di halaman Verifikasi.")


def check_view_history(actor: Actor) -> None:
    """Leader and verifier read results; what they did themselves stands on those pages."""
    if actor.role in (Role.LEADER, Role.VERIFIER):
        raise PermissionDenied("Riwayat hanya untuk orang yang mengisi, memeriksa, dan mengelola.")

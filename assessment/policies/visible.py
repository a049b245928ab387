"""What an actor may see: querysets from which every read starts."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from agencies.actors import Actor
from agencies.models import Agency, AuditEntry, User
from agencies.roles import AGENCY_ROLES, Role
from assessment.models import (
    ActionItem,
    AgencyAlias,
    Assignment,
    Citation,
    CityFact,
    ConsistencyWaiver,
    Contribution,
    Cycle,
    Document,
    Extension,
    InstrumentVersion,
    Job,
    LateDraft,
    Mark,
    Meeting,
    MinistryFigures,
    OfficialAnswer,
    PlanEstimate,
    Program,
    RecapImport,
    RekeyTick,
    RequestItem,
    ReviewNote,
    Scenario,
    Snapshot,
    StatusChange,
    StoredFile,
    Submission,
    Window,
    WorkbookUpload,
)

#: Roles that read what agencies answer: the agency itself (own rows) and the secretariat (all).
CONTENT_ROLES = frozenset({Role.OPERATOR, Role.HEAD, Role.REVIEWER, Role.COORDINATOR})


#: Mergers that are followed back: an agency, those it took over, those that these took over.
GENERATIONS = 3


CONTROL_ROOM_ROLES = frozenset({Role.REVIEWER, Role.COORDINATOR, Role.LEADER})


def _city(actor: Actor) -> int:
    """The actor's city; no row has the id 0, so that without a city nothing is visible."""
    return actor.city_id or 0


def _province(actor: Actor) -> int:
    return actor.province_id or 0


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


def inherited(agency: Agency) -> Q:
    """Rows of the agency and of those it took over, by merger or under a new name."""
    own = Q(agency=agency)
    for generation in range(1, GENERATIONS + 1):
        own |= Q(**{"agency__" + "__".join(["successor"] * generation): agency})
    return own


def visible_inherited_programs(actor: Actor, agency: Agency) -> QuerySet[Program]:
    """Programmes of the agency and of those it took over, for people who see its own."""
    if actor.is_agency and agency.pk not in actor.agency_ids:
        return Program.objects.none()
    if actor.role not in CONTENT_ROLES and not actor.is_system:
        return Program.objects.none()
    return Program.objects.filter(inherited(agency), cycle__city_id=_city(actor))


def visible_contributions(actor: Actor) -> QuerySet[Contribution]:
    return Contribution.objects.filter(_content(actor))


def visible_submissions(actor: Actor) -> QuerySet[Submission]:
    return Submission.objects.filter(_content(actor))


def visible_review_notes(actor: Actor) -> QuerySet[ReviewNote]:
    return ReviewNote.objects.filter(_content(actor))


def visible_steps(actor: Actor) -> QuerySet[StatusChange]:
    """Steps of the city's parts for those who watch over the work; the leader reads them too."""
    if actor.role not in CONTROL_ROOM_ROLES:
        return StatusChange.objects.none()
    return StatusChange.objects.filter(submission__cycle__city_id=_city(actor))


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


def visible_marks(actor: Actor) -> QuerySet[Mark]:
    """Marks of the cycles that the secretariat, the leader and the province's verifiers see."""
    if actor.role is not Role.VERIFIER and actor.role not in CONTROL_ROOM_ROLES:
        return Mark.objects.none()
    return Mark.objects.filter(cycle__in=visible_cycles(actor))


def visible_city_facts(actor: Actor) -> QuerySet[CityFact]:
    """References of the city, for its secretariat and its leader."""
    if actor.role not in CONTROL_ROOM_ROLES and not actor.is_system:
        return CityFact.objects.none()
    return CityFact.objects.filter(cycle__city_id=_city(actor))


def visible_waivers(actor: Actor) -> QuerySet[ConsistencyWaiver]:
    if actor.role not in CONTROL_ROOM_ROLES and not actor.is_system:
        return ConsistencyWaiver.objects.none()
    return ConsistencyWaiver.objects.filter(cycle__city_id=_city(actor))


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


def visible_frozen_files(
    actor: Actor, snapshot: Snapshot, *, with_restricted: bool
) -> QuerySet[StoredFile]:
    """Evidence files that may be handed over with a snapshot that the actor sees; restricted ones
    only by the city's secretariat, and when it asks for them."""
    if not visible_snapshots(actor).filter(pk=snapshot.pk).exists():
        return StoredFile.objects.none()
    files = StoredFile.objects.filter(city_id=snapshot.cycle.city_id)
    if with_restricted and (actor.is_secretariat or actor.is_system):
        return files
    return files.exclude(documents__is_restricted=True)


def visible_rekey_ticks(actor: Actor) -> QuerySet[RekeyTick]:
    """What the city's secretariat has typed again."""
    rows = RekeyTick.objects.filter(cycle__city_id=_city(actor))
    return rows if actor.is_secretariat or actor.is_system else rows.none()


def visible_ministry_figures(actor: Actor) -> QuerySet[MinistryFigures]:
    rows = MinistryFigures.objects.filter(cycle__city_id=_city(actor))
    return rows if actor.is_secretariat or actor.is_system else rows.none()


def visible_downloads(actor: Actor) -> QuerySet[AuditEntry]:
    """Who took which file of the city's snapshots, for its secretariat."""
    rows = AuditEntry.objects.filter(city_id=_city(actor), action="report.download")
    return rows if actor.is_secretariat else rows.none()


def checkable_snapshots() -> QuerySet[Snapshot]:
    """All: whoever holds a report may ask whether it is real, and learns what checking tells."""
    return Snapshot.objects.all()


def visible_windows(actor: Actor) -> QuerySet[Window]:
    """Rooms of the city, for its secretariat."""
    if actor.is_secretariat or actor.is_system:
        return Window.objects.filter(cycle__city_id=_city(actor))
    return Window.objects.none()


def visible_requests(actor: Actor) -> QuerySet[RequestItem]:
    """What verifiers ask: all of it for the secretariat; for an agency its own, once a room is
    set; for a verifier what concerns the cities of the province."""
    if actor.role is Role.VERIFIER:
        return RequestItem.objects.filter(cycle__in=visible_cycles(actor))
    if actor.is_agency:
        return RequestItem.objects.filter(_content(actor), window__isnull=False)
    return RequestItem.objects.filter(_content(actor))


def visible_late_drafts(actor: Actor) -> QuerySet[LateDraft]:
    """Only one's own, and of the own city."""
    rows = LateDraft.objects.filter(cycle__city_id=_city(actor))
    return rows.filter(user_id=actor.user_id) if actor.user_id else rows.none()


def visible_workbook_uploads(actor: Actor) -> QuerySet[WorkbookUpload]:
    """The person's own, of the agency for which he works now; of none for the secretariat."""
    own = WorkbookUpload.objects.filter(cycle__city_id=_city(actor), user_id=actor.user_id or 0)
    if actor.is_secretariat:
        return own.filter(agency__isnull=True)
    return own.filter(agency_id=actor.agency_id or 0)


def visible_recaps(actor: Actor) -> QuerySet[RecapImport]:
    """Recaps of the own city; they belong to the secretariat together."""
    if not actor.is_secretariat:
        return RecapImport.objects.none()
    return RecapImport.objects.filter(cycle__city_id=_city(actor))


def visible_aliases(actor: Actor) -> QuerySet[AgencyAlias]:
    """Names that the own city has confirmed."""
    if not actor.is_secretariat:
        return AgencyAlias.objects.none()
    return AgencyAlias.objects.filter(city_id=_city(actor))


def visible_jobs(actor: Actor) -> QuerySet[Job]:
    """What the person asked for; nobody sees the jobs of others."""
    return Job.objects.filter(user_id=actor.user_id or 0)


def visible_action_items(actor: Actor) -> QuerySet[ActionItem]:
    """Agreed actions: all of the city for the control room, of the own agency for its people."""
    rows = ActionItem.objects.filter(cycle__city_id=_city(actor))
    if actor.role in CONTROL_ROOM_ROLES or actor.is_system:
        return rows
    return rows.filter(agency_id__in=actor.agency_ids) if actor.is_agency else rows.none()


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    """Minutes are read by the control room; agencies see the actions that were agreed for them."""
    if actor.role in CONTROL_ROOM_ROLES or actor.is_system:
        return Meeting.objects.filter(cycle__city_id=_city(actor))
    return Meeting.objects.none()


def possible_owners(actor: Actor) -> QuerySet[User]:
    """People who may answer for an agreed action: those who work on the content of the city."""
    if not actor.is_secretariat:
        return User.objects.none()
    people = User.objects.filter(city_id=_city(actor), is_active=True, role__in=CONTENT_ROLES)
    return people.select_related("agency").order_by("full_name", "username")


def anonymous_snapshots(actor: Actor) -> QuerySet[Snapshot]:
    """Snapshots of all cities of the actor's province, for figures that name nobody; what is read
    here is never shown by itself."""
    if actor.role not in CONTROL_ROOM_ROLES:
        return Snapshot.objects.none()
    return Snapshot.objects.filter(cycle__city__province__cities=_city(actor))


def visible_estimates(actor: Actor) -> QuerySet[PlanEstimate]:
    return PlanEstimate.objects.filter(cycle__city_id=_city(actor))


def visible_scenarios(actor: Actor) -> QuerySet[Scenario]:
    """Own ones, and those shared with the task force: secretariat and leader."""
    if actor.role not in CONTROL_ROOM_ROLES:
        return Scenario.objects.none()
    mine = Q(owner_id=actor.user_id) | Q(is_shared=True)
    return Scenario.objects.filter(mine, cycle__city_id=_city(actor))


def remindable_people(actor: Actor) -> QuerySet[User]:
    """People of the city's agencies with their numbers and addresses, for those who remind them."""
    if not actor.is_secretariat and not actor.is_system:
        return User.objects.none()
    people = User.objects.filter(city_id=_city(actor), is_active=True, role__in=AGENCY_ROLES)
    return people.order_by("role", "full_name", "username")

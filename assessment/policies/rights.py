"""What an actor may do: `check_*` raise, `may_*` tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.core.exceptions import PermissionDenied

from agencies.actors import Actor
from agencies.models import Agency
from agencies.roles import Role
from assessment.core.workflow import TRANSITIONS, Action, Party, Status, Transition, available
from assessment.models import (
    ActionItem,
    Scenario,
)
from assessment.policies.visible import CONTENT_ROLES, CONTROL_ROOM_ROLES


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


def check_view_plan(actor: Actor) -> None:
    """The ranking of lost points: the control room reads all of it, agencies their own part."""
    if actor.role not in CONTENT_ROLES | CONTROL_ROOM_ROLES:
        raise PermissionDenied(
            "Rencana poin untuk perangkat daerah, sekretariat, dan pimpinan daerah."
        )


def check_view_path(actor: Actor) -> None:
    """The path to the target and scenarios look at the whole city."""
    if actor.role not in CONTROL_ROOM_ROLES and not actor.is_system:
        raise PermissionDenied("Jalur ke target dan skenario untuk sekretariat dan pimpinan.")


def check_plan(actor: Actor) -> None:
    """Estimates and scenarios are written by the secretariat."""
    if not actor.is_secretariat:
        raise PermissionDenied("Hanya sekretariat yang menyusun rencana poin.")


def check_change_scenario(actor: Actor, scenario: Scenario) -> None:
    check_plan(actor)
    if scenario.owner_id != actor.user_id:
        raise PermissionDenied("Skenario hanya diubah oleh pembuatnya. Buat skenario Anda sendiri.")


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
    """Answers, programmes and documents of an agency are written by its operators; by the
    secretariat only while it takes over a workbook (see importing)."""
    if actor.is_system and actor.city_id == agency.city_id:
        return
    is_own = actor.role is Role.OPERATOR and actor.agency_id == agency.pk
    is_entered = actor.enters_for_city and actor.is_secretariat
    if not is_own and not (is_entered and actor.city_id == agency.city_id):
        raise PermissionDenied(f"Hanya operator {agency.abbreviation} yang mengisi bagian ini.")
    if not agency.is_active:
        raise PermissionDenied(
            f"{agency.abbreviation} sudah tidak aktif; isiannya tidak dapat diubah."
        )


def may_import(actor: Actor) -> bool:
    """Whether to offer taking over a workbook."""
    return may_fill(actor) or actor.is_secretariat


def check_import(actor: Actor, agency: Agency | None) -> None:
    """An agency's workbook is taken over by its operators, the city's (None) by the secretariat."""
    if agency is not None:
        check_fill(actor, agency)
    elif not actor.is_secretariat and not actor.is_system:
        raise PermissionDenied("Buku kerja seluruh kota diunggah oleh sekretariat.")


def importing(actor: Actor) -> Actor:
    """The actor while a workbook is tried or taken over. Who enters, accepts nothing of it."""
    return replace(actor, enters_for_city=True) if actor.is_secretariat else actor


def check_review(actor: Actor) -> None:
    if not actor.is_secretariat and not actor.is_system:
        raise PermissionDenied("Hanya sekretariat yang memeriksa jawaban perangkat daerah.")


def check_remark(actor: Actor, agency: Agency) -> None:
    """Remarks on an answer are exchanged by the secretariat and the agency's operators."""
    is_secretariat = actor.is_secretariat and actor.city_id == agency.city_id
    if not is_secretariat:
        check_fill(actor, agency)


def may_agree(actor: Actor) -> bool:
    """Whether to offer the writing of meetings and agreed actions; check_agree decides."""
    return actor.is_secretariat or actor.is_system


def check_agree(actor: Actor) -> None:
    if not may_agree(actor):
        raise PermissionDenied("Hanya sekretariat yang mencatat rakor dan tindak lanjut.")


def may_complete(actor: Actor, item: ActionItem) -> bool:
    """The secretariat, and the agency whose action it is, say whether it is done."""
    return may_agree(actor) or (actor.is_agency and item.agency_id in actor.agency_ids)


def check_complete(actor: Actor, item: ActionItem) -> None:
    if not may_complete(actor, item):
        raise PermissionDenied(
            "Hanya sekretariat dan perangkat daerahnya yang menandai tindak lanjut ini."
        )


def check_view_actions(actor: Actor) -> None:
    if actor.role not in CONTENT_ROLES | CONTROL_ROOM_ROLES:
        raise PermissionDenied("Tindak lanjut dibaca perangkat daerah, sekretariat, dan pimpinan.")


def check_remind(actor: Actor) -> None:
    if not actor.is_secretariat and not actor.is_system:
        raise PermissionDenied("Hanya sekretariat yang mengirim pengingat.")


def check_decide(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR and not actor.is_system:
        raise PermissionDenied("Hanya koordinator sekretariat yang memutuskan jawaban resmi.")


def check_freeze(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR and not actor.is_system:
        raise PermissionDenied("Hanya koordinator sekretariat yang membekukan hasil.")


def check_view_control_room(actor: Actor) -> None:
    if actor.role not in CONTROL_ROOM_ROLES:
        raise PermissionDenied("Ruang kendali hanya untuk pimpinan dan sekretariat.")


def check_explain(actor: Actor) -> None:
    """Why a question has its points: for who reads results and for who works on answers."""
    if actor.role not in CONTROL_ROOM_ROLES | CONTENT_ROLES:
        raise PermissionDenied("Halaman ini untuk perangkat daerah, sekretariat, dan pimpinan.")


def check_view_consistency(actor: Actor) -> None:
    if actor.role not in CONTROL_ROOM_ROLES:
        raise PermissionDenied("Konsistensi angka hanya untuk pimpinan dan sekretariat.")


def check_settle_consistency(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR and not actor.is_system:
        raise PermissionDenied(
            "Hanya koordinator sekretariat yang menetapkan angka acuan dan pengecualian."
        )


def check_view_reports(actor: Actor) -> None:
    if not actor.is_secretariat and actor.role is not Role.VERIFIER:
        raise PermissionDenied("Laporan hanya untuk sekretariat dan verifikator.")


def check_rekey(actor: Actor) -> None:
    """The secretariat types the result again into the ministry's application."""
    if not actor.is_secretariat:
        raise PermissionDenied("Hanya sekretariat yang mengetik ulang ke aplikasi kementerian.")


def check_set_reports(actor: Actor) -> None:
    """The look of reports: letterhead and crest are the admin's, foreword the coordinator's."""
    if actor.role not in (Role.COORDINATOR, Role.ADMIN):
        raise PermissionDenied("Hanya koordinator atau admin kota yang mengatur laporan.")


def check_manage_cycle(actor: Actor) -> None:
    """Phases belong to the coordinator and the city's admin."""
    if actor.role not in (Role.COORDINATOR, Role.ADMIN) and not actor.is_system:
        raise PermissionDenied("Hanya koordinator atau admin kota yang mengatur siklus.")


def may_load_instrument(actor: Actor) -> bool:
    """A city's own version: who plans the cycle may load it."""
    return actor.role in (Role.COORDINATOR, Role.ADMIN)


def check_load_instrument(actor: Actor) -> None:
    if not may_load_instrument(actor):
        raise PermissionDenied("Hanya koordinator atau admin kota yang memuat instrumen.")


def may_move_cycle(actor: Actor) -> bool:
    """Another version changes the number, which the coordinator owns."""
    return actor.role is Role.COORDINATOR


def check_move_cycle(actor: Actor) -> None:
    if not may_move_cycle(actor):
        raise PermissionDenied("Hanya koordinator sekretariat yang mengganti versi instrumen.")


def check_import_recap(actor: Actor) -> None:
    """Last year's recap is read in by the secretariat; it is worth nothing by itself."""
    if not actor.is_secretariat:
        raise PermissionDenied("Hanya sekretariat yang memasukkan rekap tahun lalu.")


def check_assign(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR and not actor.is_system:
        raise PermissionDenied(
            "Hanya koordinator sekretariat yang mengatur penugasan dan perpanjangan."
        )


def check_mark(actor: Actor) -> None:
    if actor.role is not Role.VERIFIER and not actor.is_system:
        raise PermissionDenied("Hanya verifikator provinsi yang memberi nilai verifikasi.")


def check_reply_to_mark(actor: Actor) -> None:
    if not actor.is_secretariat:
        raise PermissionDenied("Hanya sekretariat yang menanggapi nilai verifikasi.")


def check_request(actor: Actor) -> None:
    """What verification asks for is written down by the province or by the coordinator."""
    if actor.role not in (Role.COORDINATOR, Role.VERIFIER) and not actor.is_system:
        raise PermissionDenied("Hanya koordinator atau verifikator yang mencatat permintaan.")


def check_open_window(actor: Actor) -> None:
    if actor.role is not Role.COORDINATOR and not actor.is_system:
        raise PermissionDenied("Hanya koordinator sekretariat yang membuka ruang 2 x 24 jam.")


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

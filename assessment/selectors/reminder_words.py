"""The text of a reminder, ready for WhatsApp and for e-mail, and the digest of all. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from assessment import format as wording
from assessment.models import Cycle
from assessment.selectors.reminders import Need, Reason

#: So many codes are named; the rest is counted.
NAMED = 12


def subject(need: Need, cycle: Cycle) -> str:
    until = wording.datetime_zone(need.until, cycle.city.timezone)
    return f"Pengingat KLA {cycle.year}: {need.agency.abbreviation}, tenggat {until}"


def text(need: Need, cycle: Cycle, site: str = "") -> str:
    """What one agency lacks; no names of people, no answers."""
    until = wording.datetime_zone(need.until, cycle.city.timezone)
    lines = [
        f"Yth. {need.agency.name},",
        "",
        f"Evaluasi mandiri KLA {cycle.city} tahun {cycle.year}. Tenggat: {until}"
        f" ({days_words(need.days_left)}).",
        "",
        "Yang belum selesai:",
        *(f"- {reason_words(reason)}" for reason in need.reasons),
        "",
        "Mohon diselesaikan sebelum tenggat. Abaikan pesan ini bila sudah selesai.",
    ]
    if site:
        lines.append(f"Masuk: {site}")
    lines += ["", cycle.city.secretariat_name or f"Sekretariat Gugus Tugas KLA {cycle.city}"]
    return "\n".join(lines)


def digest(needs: Iterable[Need], cycle: Cycle) -> str:
    """Everything of everybody, for the group of the task force."""
    needs = list(needs)
    lines = [f"Kekurangan evaluasi KLA {cycle.city} tahun {cycle.year}:", ""]
    for need in needs:
        counts = ", ".join(f"{len(reason.items)} {reason.label}" for reason in need.reasons)
        lines.append(f"- {need.agency.abbreviation}: {counts} ({days_words(need.days_left)})")
    return "\n".join(lines) if needs else ""


def reason_words(reason: Reason) -> str:
    shown = ", ".join(reason.items[:NAMED])
    more = len(reason.items) - NAMED
    tail = f", dan {wording.number(more)} lagi" if more > 0 else ""
    return f"{wording.number(len(reason.items))} {reason.label}: {shown}{tail}"


def days_words(days: int) -> str:
    if days < 0:
        return "sudah lewat"
    return "hari ini" if days == 0 else f"{wording.number(days)} hari lagi"


def whatsapp(message: str, phone: str = "") -> str:
    """Opens WhatsApp with the text; without a number the person is chosen there."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(message)}"

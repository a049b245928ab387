"""Reminders: who lacks what, the text ready to send, and what went out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.actors import Actor, ActorRequest
from agencies.idempotency import perform
from agencies.models import Agency, User
from agencies.policies import visible_agencies
from agencies.query import choice_param, page_of
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from assessment import policies
from assessment.core.reminding import parse_days
from assessment.exchange.list_others import REMINDERS
from assessment.forms.reminders import ReminderDaysForm
from assessment.models import Cycle, ReminderLog
from assessment.selectors import reminder_words as words
from assessment.selectors import reminders as selectors
from assessment.selectors.reminders import Need
from assessment.services import reminders as services
from assessment.services.reminders import Outgoing
from assessment.views.addresses import query_without
from assessment.views.places import cycle_asked, year_query

Channel = ReminderLog.Channel
DUE, REASONS = (
    "jatuh-tempo",
    (
        "window",
        "returned",
        "head",
        "unanswered",
        "evidence",
        "draft",
        "actions",
    ),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to write to, with the address that opens WhatsApp; empty without a number."""

    person: User
    whatsapp: str


@require_safe
@managed(policies.check_remind)
def reminder_list(request: ActorRequest) -> HttpResponseBase:
    cycle = cycle_asked(request)
    shown = choice_param(request, "saring", [DUE, *REASONS])
    everybody = selectors.needs(request.actor, cycle)
    found = [need for need in everybody if _fits(need, shown)]
    if wants_file(request):
        return list_file(request, REMINDERS, found, city=cycle.city, year=cycle.year)
    context = {
        "page": page_of(request, found, 20),
        "shown": shown,
        "filters": _filters(everybody),
        "everybody": everybody,
        "query": query_without(request, "page"),
        "year_query": year_query(request),
        **_digest(cycle, found),
    }
    return render(request, "assessment/meetings/reminder_list.html", context)


@require_safe
@managed(policies.check_remind)
def reminder_detail(request: ActorRequest, pk: int) -> HttpResponse:
    agency, cycle = _agency(request, pk), cycle_asked(request)
    need = _need(request.actor, cycle, agency)
    context = {
        "agency": agency,
        "need": need,
        "sent": selectors.sent_reminders(cycle, agency),
        "year_query": year_query(request),
        **(_message(need, cycle) if need else {}),
    }
    return render(request, "assessment/meetings/reminder_detail.html", context)


@require_POST
@managed(policies.check_remind)
def reminder_send(request: ActorRequest, pk: int) -> HttpResponse:
    """Mail to the agency's people, or a note that the text went out another way."""
    agency, cycle = _agency(request, pk), cycle_asked(request)
    channel, query = request.POST.get("saluran"), year_query(request)
    if channel not in Channel.values:
        raise Http404
    here = reverse("reminder-detail", args=[pk]) + (f"?{query}" if query else "")
    mails: list[Outgoing] = []

    def act() -> tuple[str, str]:
        return here, _remind(request.actor, cycle, agency, Channel(channel), mails)

    _, message = perform(request, act)
    if failed := services.deliver(mails, by=request.actor):
        messages.error(request, f"{failed} surel tidak terkirim. Coba lagi nanti.")
    else:
        messages.success(request, message)
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
@managed(policies.check_remind)
def reminder_schedule(request: ActorRequest) -> HttpResponse:
    cycle = cycle_asked(request)
    form = ReminderDaysForm(posted(request), initial=ReminderDaysForm.initial_of(cycle))

    def act() -> tuple[str, str]:
        values = form.cleaned_data
        services.set_days(
            cycle=cycle, text=values["days"], version=values["version"], by=request.actor
        )
        return reverse("reminder-list") + f"?tahun={cycle.year}", "Hari pengingat disimpan."

    return edit(request, "assessment/meetings/reminder_schedule.html", form, act, cycle=cycle)


def _remind(
    actor: Actor,
    cycle: Cycle,
    agency: Agency,
    channel: ReminderLog.Channel,
    mails: list[Outgoing],
) -> str:
    """Note what goes out; mails are collected to be sent after the transaction. In words."""
    need = _need(actor, cycle, agency)
    if need is None:
        return f"{agency} sudah lengkap; tidak ada yang perlu diingatkan."
    if channel != Channel.EMAIL:
        services.note_sent(cycle=cycle, need=need, channel=channel, by=actor)
        return f"Dicatat: pengingat untuk {agency} sudah disampaikan."
    site = settings.BASE_URL or ""
    mails.extend(services.prepare_mails(cycle=cycle, need=need, step=None, by=actor, site=site))
    return f"Surel pengingat dikirim ke {len(mails)} orang."


def _agency(request: ActorRequest, pk: int) -> Agency:
    return get_object_or_404(visible_agencies(request.actor), pk=pk)


def _need(actor: Actor, cycle: Cycle, agency: Agency) -> Need | None:
    found = selectors.needs(actor, cycle)
    return next((need for need in found if need.agency.pk == agency.pk), None)


def _digest(cycle: Cycle, found: list[Need]) -> dict[str, Any]:
    digest = words.digest(found, cycle)
    return {
        "cycle": cycle,
        "days": parse_days(cycle.reminder_days),
        "digest": digest,
        "digest_url": words.whatsapp(digest),
    }


def _message(need: Need, cycle: Cycle) -> dict[str, Any]:
    """The text to one agency, and the ways to send it."""
    text = words.text(need, cycle, settings.BASE_URL or "")
    return {
        "reasons": [words.reason_words(reason) for reason in need.reasons],
        "text": text,
        "anybody_url": words.whatsapp(text),
        "contacts": [
            Contact(person, words.whatsapp(text, person.phone) if person.phone else "")
            for person in need.recipients
        ],
        "has_mail": any(person.email for person in need.recipients),
    }


def _fits(need: Need, shown: str) -> bool:
    if shown == DUE:
        return need.step is not None
    return not shown or any(reason.code == shown for reason in need.reasons)


def _filters(needs: tuple[Need, ...]) -> list[tuple[str, str, int]]:
    """What the list may be narrowed to, with how many agencies each leaves."""
    labels = dict.fromkeys(REASONS, "")
    labels |= {reason.code: reason.label for need in needs for reason in need.reasons}
    named = [(DUE, "pengingat jatuh tempo"), *((code, labels[code]) for code in REASONS)]
    counted = ((code, label, sum(_fits(need, code) for need in needs)) for code, label in named)
    return [entry for entry in counted if entry[1]]

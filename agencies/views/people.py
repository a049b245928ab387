"""Pages of the city's accounts, for its admin."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import selectors
from agencies.actors import ActorRequest
from agencies.forms import NewPersonForm, PersonForm, VersionForm
from agencies.idempotency import once
from agencies.lists import PEOPLE
from agencies.models import User
from agencies.policies import check_manage_people, visible_agencies, visible_people
from agencies.query import choice_param, int_param, page_of, text_param
from agencies.roles import CITY_ROLES, LABELS
from agencies.selectors import ACTIVE, INACTIVE
from agencies.services import people
from agencies.views.editing import edit, managed, posted
from agencies.views.exporting import list_file, wants_file
from agencies.views.listing import filters_of

GET_POST = ["GET", "HEAD", "POST"]
# One-time passwords wait in the admin's session for the one page that shows them.
SESSION_KEY = "kata-sandi-sekali"


@require_safe
@managed(check_manage_people)
def person_list(request: ActorRequest) -> HttpResponseBase:
    text = text_param(request, "q")
    role = choice_param(request, "peran", [role.value for role in CITY_ROLES])
    agency = int_param(request, "perangkat")
    state = choice_param(request, "status", (ACTIVE, INACTIVE))
    rows = selectors.people(request.actor, text=text, role=role, agency=agency, state=state)
    if wants_file(request):
        return list_file(request, PEOPLE, rows)
    context = {
        "page": page_of(request, rows, 50),
        "filters": filters_of(q=text, peran=role, perangkat=agency, status=state),
        "roles": [(role.value, label) for role, label in LABELS.items() if role in CITY_ROLES],
        "agencies": visible_agencies(request.actor),
    }
    return render(request, "agencies/person_list.html", context)


@require_http_methods(GET_POST)
@managed(check_manage_people)
def person_create(request: ActorRequest) -> HttpResponse:
    initial = {"agency": int_param(request, "perangkat")}
    form = NewPersonForm(posted(request), initial=initial, actor=request.actor)

    def act() -> tuple[str, str]:
        user, password = people.create_person(form.value(), by=request.actor)
        return _password_page(request, user, password)

    return edit(request, "agencies/person_form.html", form, act)


@require_http_methods(GET_POST)
@managed(check_manage_people)
def person_edit(request: ActorRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(visible_people(request.actor), pk=pk)
    initial = PersonForm.initial_of(person)
    form = PersonForm(posted(request), initial=initial, actor=request.actor)

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"]
        people.change_person(person, form.value(), version=version, by=request.actor)
        return reverse("person-list"), "Perubahan disimpan."

    is_self = person.pk == request.actor.user_id
    template = "agencies/person_form.html"
    return edit(request, template, form, act, person=person, is_self=is_self)


@require_POST
@managed(check_manage_people)
def person_deactivate(request: ActorRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(visible_people(request.actor), pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return redirect("person-edit", pk=pk)

    def act() -> tuple[str, str]:
        people.deactivate_person(person, **form.cleaned_data, by=request.actor)
        return reverse("person-list"), f"Akun {person.username} dinonaktifkan."

    return once(request, act)


@require_POST
@managed(check_manage_people)
def person_activate(request: ActorRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(visible_people(request.actor), pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return redirect("person-edit", pk=pk)

    def act() -> tuple[str, str]:
        people.activate_person(person, **form.cleaned_data, by=request.actor)
        return reverse("person-list"), f"Akun {person.username} aktif kembali."

    return once(request, act)


@require_POST
@managed(check_manage_people)
def person_reset(request: ActorRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(visible_people(request.actor), pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return redirect("person-edit", pk=pk)

    def act() -> tuple[str, str]:
        user, password = people.reset_password(person, **form.cleaned_data, by=request.actor)
        return _password_page(request, user, password)

    return once(request, act)


@require_safe
@managed(check_manage_people)
def person_password(request: ActorRequest, pk: int) -> HttpResponse:
    """The one-time password, on its first showing; afterwards only how to make a new one."""
    person = get_object_or_404(visible_people(request.actor), pk=pk)
    waiting = request.session.pop(SESSION_KEY, {})
    context = {"person": person, "password": waiting.get(str(pk), "")}
    return render(request, "agencies/person_password.html", context)


def _password_page(request: ActorRequest, user: User, password: str) -> tuple[str, str]:
    request.session[SESSION_KEY] = {str(user.pk): password}
    return reverse("person-password", args=[user.pk]), ""

"""How every form of this app is opened, saved, refused and compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from agencies.actors import Actor, ActorRequest
from agencies.errors import ConflictError, StaleVersionError
from agencies.idempotency import once

View = Callable[..., HttpResponseBase]


def managed(check: Callable[[Actor], None]) -> Callable[[View], View]:
    """The view runs only for actors that `check` lets pass; PermissionDenied otherwise."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check(request.actor)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def posted(request: ActorRequest) -> QueryDict | None:
    """What a form is bound to: the post, also an empty one; None on GET."""
    return request.POST if request.method == "POST" else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else and this person left with different texts."""

    label: str
    stored: str
    typed: str


def edit(
    request: ActorRequest,
    template: str,
    form: Any,
    act: Callable[[], tuple[str, str]],
    **context: object,
) -> HttpResponse:
    """GET shows the form; POST acts once, or shows again what was typed and why it was refused."""
    context["form"] = form
    if request.method != "POST":
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        return once(request, act)
    except (ValidationError, ConflictError) as refusal:
        status = _explain(refusal, form, context)
    return render(request, template, context, status=status)


def _explain(refusal: ValidationError | ConflictError, form: Any, context: dict[str, Any]) -> int:
    """Put the refusal into the form or beside it; the status that fits."""
    if isinstance(refusal, ValidationError):
        form.add_error(None, refusal)
        return 422
    if isinstance(refusal, StaleVersionError):
        context.update(conflict=refusal.message, differences=differences(form, refusal.current))
    else:
        form.add_error(None, refusal.message)
    return 409


def differences(form: Any, current: Any) -> list[Difference]:
    """Compare the stored row with what was typed; the form then carries the row's version."""
    stored = form.initial_of(current)
    form.data = form.data.copy()
    form.data["version"] = stored["version"]
    found = []
    for bound in form.visible_fields():
        before = _shown(bound.field, stored[bound.name])
        typed = _shown(bound.field, form.cleaned_data.get(bound.name))
        if before != typed:
            found.append(Difference(str(bound.label), before, typed))
    return found


def _shown(field: forms.Field, value: Any) -> str:
    """A value as the form words it: the label of a choice, the text otherwise."""
    value = field.prepare_value(value) if hasattr(field, "prepare_value") else value
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(code): str(label) for code, label in choices}
        return labels.get(str(value), "") if value else ""
    return str(value or "").replace("\r\n", "\n")

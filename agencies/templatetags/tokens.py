"""{% form_token %}: the hidden field that makes a form act once (agencies.idempotency)."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.idempotency import FIELD, new_token

register = template.Library()


# A page that the browser brings back must not carry the token of an earlier one.
HIDDEN = '<input type="hidden" name="{}" value="{}" autocomplete="off"{}>'


@register.simple_tag
def form_token(*, element_id: str = "", is_swapped: bool = False) -> SafeString:
    """`element_id` names it for a later answer, which replaces it with `is_swapped`."""
    more = format_html(' id="{}"', element_id) if element_id else SafeString("")
    if is_swapped:
        more += SafeString(' hx-swap-oob="true"')
    return format_html(HIDDEN, FIELD, new_token(), more)

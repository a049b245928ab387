"""{% export_links %}: the page's list as XLSX and CSV, with the filters of the address."""

from __future__ import annotations

from typing import Any

from django import template

from agencies.exports import Format
from agencies.views.exporting import PARAMETER

register = template.Library()


@register.inclusion_tag("components/export_links.html", takes_context=True)
def export_links(
    context: dict[str, Any], *, without: str = "", only: str = ""
) -> dict[str, object]:
    """`without` names a part of the address that the file leaves out; `only` one format."""
    query = context["request"].GET.copy()
    for name in list(query):
        if name in ("page", PARAMETER, without) or not query[name]:
            del query[name]
    shown = [Format(only)] if only else list(Format)
    links = []
    for fmt in shown:
        query[PARAMETER] = fmt.value
        links.append((fmt.name, f"?{query.urlencode()}"))
    return {"links": links}

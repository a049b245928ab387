"""A row of the heat map in one piece: forty agencies have more than a thousand cells."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessment.selectors.control_room import Cell, HeatRow

register = template.Library()
NO_PART = format_html('<td class="{}"></td>', "none")
WORDS = (
    '<span class="code">{}<span class="visually-hidden">: </span></span>{}'
    '<span class="visually-hidden"> dari {}, {}</span>'
)


@register.simple_tag
def heat_cells(row: HeatRow, may_open: bool, is_linked: bool) -> SafeString:
    """The table cells of an agency; an empty one where it has no part."""
    return format_html_join(
        "",
        "{}",
        (
            (
                NO_PART
                if cell is None
                else format_html("<td>{}</td>", _cell(cell, may_open, is_linked)),
            )
            for cell in row.cells
        ),
    )


def _cell(cell: Cell, may_open: bool, is_linked: bool) -> SafeString:
    """The number of answers, led to its part where the reader may go there, else to why its points
    are what they are; on paper it leads nowhere."""
    words = format_html(WORDS, cell.indicator.code, cell.answered, cell.questions, cell.heat.label)
    look = f"heat-{cell.heat.value}"
    if not is_linked:
        return format_html('<span class="{}" title="{}">{}</span>', look, cell.words, words)
    if not may_open:
        address = reverse("explain", args=[cell.indicator.questions[0].code])
    elif cell.submission_id:
        address = reverse("review-detail", args=[cell.submission_id]) + "?dari=kendali"
    else:
        address = f"{reverse('assembly-list')}?indikator={cell.indicator.code}"
    link = '<a class="{}" href="{}" title="{}">{}</a>'
    return format_html(link, look, address, cell.words, words)

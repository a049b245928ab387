"""The few line icons of the pages: name -> content of a 16 x 16 SVG drawn with the text's colour.

Pure data. An icon never stands alone: the word beside it says the same.
"""

from __future__ import annotations

ICONS = {
    "account": (
        '<circle cx="8" cy="5.5" r="2.8"/><path d="M2.5 14c.6-3 2.7-4.5 5.5-4.5s4.9 1.5 5.5 4.5"/>'
    ),
    "book": '<path d="M3 12V2.5h10v11H4.5A1.5 1.5 0 013 12zM3 12a1.5 1.5 0 011.5-1.5H13"/>',
    "building": '<path d="M2.5 14V4.5L8 2l5.5 2.5V14M1 14h14M6 7h0M10 7h0M6 10h0M10 10h0"/>',
    "calendar": '<path d="M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5v3M10.5 2.5v3"/>',
    "check": '<path d="M3 8.5l3.5 3.5L13 5"/>',
    "circle": '<circle cx="8" cy="8" r="5.5"/>',
    "clock": '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 2"/>',
    "cross": '<path d="M4 4l8 8M12 4l-8 8"/>',
    "download": '<path d="M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11"/>',
    "file": '<path d="M4 2h5l3 3v9H4zM9 2v3h3M6 8.5h4M6 11h4"/>',
    "gauge": '<path d="M2 12a6 6 0 1112 0M8 12l3-4"/>',
    "gear": (
        '<path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6"/>'
        '<circle cx="10" cy="4.5" r="1.8"/>'
        '<circle cx="6" cy="11.5" r="1.8"/>'
    ),
    "history": '<path d="M2.5 4v3.5H6M3 7.5A5.5 5.5 0 113.5 11M8 5v3.5l2 1.5"/>',
    "home": '<path d="M2 8l6-5.5L14 8M4 7v6.5h8V7"/>',
    "inbox": '<path d="M2 9l2-6h8l2 6v4.5H2zM2 9h3.5l1 2h3l1-2H14"/>',
    "info": '<circle cx="8" cy="8" r="6"/><path d="M8 7.5V11M8 5h0"/>',
    "layers": '<path d="M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3"/>',
    "list": '<path d="M6 4h8M6 8h8M6 12h8M2.5 4h0M2.5 8h0M2.5 12h0"/>',
    "lock": '<path d="M3.5 7.5h9V14h-9zM5.5 7.5V5a2.5 2.5 0 015 0v2.5"/>',
    "map": '<path d="M2 4l4-1.5 4 1.5 4-1.5V12l-4 1.5L6 12l-4 1.5zM6 2.5V12M10 4v9.5"/>',
    "more": (
        '<circle cx="3" cy="8" r=".6"/><circle cx="8" cy="8" r=".6"/>'
        '<circle cx="13" cy="8" r=".6"/>'
    ),
    "next": '<path d="M6 3l5 5-5 5"/>',
    "pencil": '<path d="M3 13l1-3 7-7 2 2-7 7z"/>',
    "people": (
        '<circle cx="6" cy="5.5" r="2.3"/><path d="M1.5 13.5c.4-2.7 2-4 4.5-4s4.1 1.3 4.5 4"/>'
        '<path d="M10.5 3.4a2.3 2.3 0 010 4.3M12 9.8c1.5.5 2.3 1.7 2.5 3.7"/>'
    ),
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "previous": '<path d="M10 3L5 8l5 5"/>',
    "report": '<path d="M2.5 2v12h11.5M5.5 11V8M8.5 11V5M11.5 11V7"/>',
    "return": '<path d="M6 3L2.5 6.5 6 10M3 6.5h6a4 4 0 010 8H7"/>',
    "route": (
        '<circle cx="4" cy="12" r="1.8"/>'
        '<circle cx="12" cy="4" r="1.8"/>'
        '<path d="M5.8 12H10a2 2 0 000-4H6a2 2 0 010-4h4"/>'
    ),
    "scale": '<path d="M8 2v12M4.5 14h7M3 4.5h10M3 4.5L1 9.5h4zM13 4.5l-2 5h4z"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5L14 14"/>',
    "send": '<path d="M2 8l12-5-4 11-3-4z"/>',
    "shield": (
        '<path d="M8 1.5l5.5 2v4c0 3.5-2.5 5.7-5.5 7-3-1.3-5.5-3.5-5.5-7v-4zM5.5 8l2 2 3-3.5"/>'
    ),
    "spreadsheet": '<path d="M2 2.5h12v11H2zM2 6h12M2 9.8h12M6.5 6v7.5"/>',
    "stale": (
        '<path d="M13.5 8a5.5 5.5 0 01-10 3M2.5 8a5.5 5.5 0 0110-3M12.8 2v3.2H9.6'
        'M3.2 14v-3.2h3.2"/>'
    ),
    "upload": '<path d="M8 10.5V2.5M4.5 6L8 2.5 11.5 6M2.5 13.5h11"/>',
    "warning": '<path d="M8 2L1.5 13.5h13zM8 6.5v3M8 11.5h0"/>',
}
FALLBACK = "circle"


def icon_markup(name: str) -> str:
    """A whole decorative `<svg>`; an unknown name draws the plain circle."""
    return (
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" '
        'stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true" focusable="false">{ICONS.get(name, ICONS[FALLBACK])}</svg>'
    )

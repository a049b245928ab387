"""What was typed survives an expired session or form: it travels signed through the next page.

Nothing is stored on the server; the text goes back to its own local address by a click only.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

FIELD = "isian"
SALT = "agencies.kept"
MAX_AGE = 12 * 60 * 60
MAX_CHARACTERS = 400_000
# Forms with passwords are never kept.
SECRET_VIEWS = frozenset({"login", "logout", "password-change"})
TECHNICAL_FIELDS = frozenset({"kunci", "version"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A refused post: its local path and its fields in order; files are not kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What a person wrote, for reading and copying."""
        return tuple(value for name, value in self.fields if value and name not in TECHNICAL_FIELDS)


def keep(request: HttpRequest) -> Kept | None:
    """The post's fields; None when there is nothing to keep, too much, or a password."""
    match = request.resolver_match
    if match is None or match.url_name in SECRET_VIEWS:
        return None
    fields = tuple(
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", FIELD)
        for value in values
    )
    size = sum(len(name) + len(value) for name, value in fields)
    if not fields or size > MAX_CHARACTERS:
        return None
    return Kept(request.get_full_path(), fields, bool(request.FILES))


def pack(kept: Kept | None) -> str:
    """Signed text for a hidden field; only this server can have written it."""
    if kept is None:
        return ""
    value = [kept.path, [list(pair) for pair in kept.fields], kept.had_files]
    return signing.dumps(value, salt=SALT, compress=True)


def unpack(text: str) -> Kept | None:
    """None when empty, forged or older than a session may be."""
    if not text:
        return None
    try:
        path, fields, had_files = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return Kept(path, tuple((name, value) for name, value in fields), had_files)


def is_same_origin(request: HttpRequest) -> bool:
    """The post began on a page of this site, as the browser (not the page) says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    own = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin:
        return origin == own
    return request.headers.get("Referer", "").startswith(f"{own}/")

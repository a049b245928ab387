"""The same list as its page, as a file: `?unduh=xlsx` or `?unduh=csv` beside the filters.

The page's own view answers, so that a file has the page's rights and filters and no others.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render

from agencies import exports
from agencies.actors import ActorRequest
from agencies.exports import CHUNK, MOST_ROWS, Format, Listing, Stamp, TooManyRowsError
from agencies.models import City, User
from agencies.query import choice_param
from agencies.views.attachments import as_attachment

PARAMETER = "unduh"


def wants_file(request: ActorRequest) -> bool:
    """Whether the address asks for a file; an unknown format is a 404."""
    return bool(choice_param(request, PARAMETER, list(Format)))


def list_file(
    request: ActorRequest,
    listing: Listing[Any],
    rows: Iterable[Any],
    *,
    city: City | None = None,
    year: int | None = None,
) -> HttpResponseBase:
    """The file, XLSX unless the address says CSV; `city` is the reader's own unless it is given,
    `year` that of the cycle."""
    fmt = Format(choice_param(request, PARAMETER, list(Format), Format.XLSX))
    stamp = _stamp(request, city, year)
    try:
        file = _written(fmt, listing, rows, stamp)
    except TooManyRowsError:
        return _refuse(request)
    response = FileResponse(file, content_type=fmt.mime)
    return as_attachment(response, _filename(listing, stamp, fmt))


def _written(fmt: Format, listing: Listing[Any], rows: Iterable[Any], stamp: Stamp) -> IO[bytes]:
    """The whole file, open at its beginning; the response closes it."""
    if isinstance(rows, QuerySet):
        rows = rows.iterator(chunk_size=CHUNK)
    file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - see above
    try:
        exports.write(file, fmt, listing, rows, stamp)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _stamp(request: ActorRequest, city: City | None, year: int | None) -> Stamp:
    user = request.user
    place = city or (user.city if isinstance(user, User) else None)
    query = request.GET.copy()
    for name in (PARAMETER, "page"):
        query.pop(name, None)
    source = f"{request.path}?{query.urlencode()}" if query else request.path
    return Stamp(
        city=place.name if place else "",
        city_code=place.code if place else "",
        year=year,
        made_at=request.actor.at,
        timezone=place.timezone if place else "Asia/Jakarta",
        source=source,
    )


def _refuse(request: ActorRequest) -> HttpResponseBase:
    most = f"{MOST_ROWS:,}".replace(",", ".")
    message = f"Daftar ini lebih dari {most} baris. Persempit saringannya, lalu unduh lagi."
    return render(request, "409.html", {"message": message}, status=409)


def _filename(listing: Listing[Any], stamp: Stamp, fmt: Format) -> str:
    """`KLA-Kota-Bima-2026-kegiatan-20261220-1403.xlsx`."""
    parts = ["KLA", stamp.city, str(stamp.year or ""), listing.name]
    parts.append(f"{stamp.local(stamp.made_at):%Y%m%d-%H%M}")
    stem = "-".join(part for part in parts if part)
    return f"{re.sub(r'[^A-Za-z0-9.]+', '-', stem).strip('-')}.{fmt}"

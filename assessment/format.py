"""How numbers, money, dates and time are written for people, and how typed numbers are read.

Pure: knows neither Django nor the clock. Used by the pages, the PDF and the spreadsheet's remarks.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

UNKNOWN = "\u2013"
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ZONE_LABELS = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}
POINT_PLACES = 2
MAX_DIGITS = 30
ENDS = " \t\r\n\u00a0"

PLAIN = re.compile(r"(-?)([0-9]+)(?:,([0-9]+))?")
GROUPED = re.compile(r"(-?)([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
SHAPED = re.compile(r"-?[0-9.,]+")


class NumberError(ValueError):
    """The text is not a number as written in Indonesia; the message says what to type."""


def round_half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def round_points(value: Decimal) -> Decimal:
    """The one rounding of points: two decimals, half away from zero."""
    return round_half_up(value, POINT_PLACES)


def _grouped(text: str) -> str:
    """Plain ASCII digits (`-1234.50`) as `-1.234,50`."""
    sign = "-" if text.startswith("-") else ""
    whole, _, fraction = text.removeprefix("-").partition(".")
    if not (whole + fraction).strip("0"):
        sign = ""
    head = len(whole) % 3 or 3
    groups = [whole[:head], *(whole[i : i + 3] for i in range(head, len(whole), 3))]
    return sign + ".".join(groups) + ("," + fraction if fraction else "")


def number(value: Decimal | int | None, places: int | None = None) -> str:
    """`1.234,5`. Every digit is kept unless `places` asks for exactly that many decimals."""
    if value is None:
        return UNKNOWN
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError("only finite numbers can be shown")
    if places is not None:
        return _grouped(format(round_half_up(exact, places), "f"))
    text = format(exact, "f")
    return _grouped(text.rstrip("0").rstrip(".") if "." in text else text)


def points(value: Decimal | int | None) -> str:
    """At most two decimals, fewer when they are enough: `9`, `0,5`, `771,81`."""
    return UNKNOWN if value is None else number(round_points(Decimal(value)))


def difference(value: Decimal | int | None) -> str:
    """Points that were gained or lost: `+9`, `−0,5`, `0`."""
    if value is None:
        return UNKNOWN
    text = points(abs(Decimal(value)))
    sign = "+" if value > 0 else "\u2212"
    return text if text == "0" else sign + text


def money(value: int | None) -> str:
    if value is None:
        return UNKNOWN
    return ("-" if value < 0 else "") + "Rp" + number(abs(value))


def percent(value: Decimal | int | None) -> str:
    """`82,5 %`; the value is already per hundred. At most two decimals."""
    return UNKNOWN if value is None else points(value) + " %"


def date(value: dt.date | None) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, dt.datetime):
        raise TypeError("an instant needs a zone: use date_zone")
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def weekday_date(value: dt.date) -> str:
    """`Minggu, 20 Desember 2026`."""
    return f"{WEEKDAYS[value.weekday()]}, {date(value)}"


def zone_label(tz_name: str) -> str:
    return ZONE_LABELS.get(tz_name, tz_name)


def _local(value: dt.datetime, tz_name: str) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime has no place on any clock")
    return value.astimezone(ZoneInfo(tz_name))


def date_zone(value: dt.datetime | None, tz_name: str) -> str:
    """The calendar day of an instant in that zone: `20 Desember 2026`."""
    return UNKNOWN if value is None else date(_local(value, tz_name).date())


def datetime_zone(value: dt.datetime | None, tz_name: str, *, seconds: bool = False) -> str:
    """`Minggu, 20 Desember 2026 pukul 23.59 WITA`, with seconds `... pukul 23.59.00 WITA`."""
    if value is None:
        return UNKNOWN
    local = _local(value, tz_name)
    clock = local.strftime("%H.%M.%S" if seconds else "%H.%M")
    return f"{weekday_date(local.date())} pukul {clock} {zone_label(tz_name)}"


def datetime_short(value: dt.datetime | None, tz_name: str) -> str:
    """`20 Des 2026 23.59 WITA`, for tables and histories."""
    if value is None:
        return UNKNOWN
    local = _local(value, tz_name)
    month = MONTHS[local.month - 1][:3]
    return f"{local.day} {month} {local.year} {local:%H.%M} {zone_label(tz_name)}"


def time_seconds(value: dt.datetime | None, tz_name: str) -> str:
    """`14.03.22 WITA`."""
    if value is None:
        return UNKNOWN
    return f"{_local(value, tz_name):%H.%M.%S} {zone_label(tz_name)}"


def span(delta: dt.timedelta) -> str:
    """The two largest units of a positive span: `6 hari 4 jam`, `4 jam 12 menit`, `9 menit`."""
    minutes = int(delta.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    units = ((days, "hari"), (hours, "jam"), (rest, "menit"))
    first = next((i for i, (count, _) in enumerate(units) if count), None)
    if first is None:
        return "kurang dari 1 menit"
    return " ".join(f"{count} {word}" for count, word in units[first : first + 2] if count)


def time_left(delta: dt.timedelta) -> str:
    """`6 hari 4 jam lagi` before the deadline; `lewat 2 hari` from the deadline on."""
    if delta > dt.timedelta(0):
        return span(delta) + " lagi"
    return "lewat " + span(-delta)


def file_size(size: int) -> str:
    """`812 B`, `34 kB`, `2,4 MB`."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{number(Decimal(size) / 1000, 0)} kB"
    return f"{number(round_half_up(Decimal(size) / 1_000_000, 1))} MB"


def parse_number(text: str) -> Decimal:
    """`1.000` is one thousand, `12,5` is twelve and a half; everything doubtful is refused."""
    typed = text.strip(ENDS)
    match = PLAIN.fullmatch(typed) or GROUPED.fullmatch(typed)
    if match is None:
        raise NumberError(_what_to_type(typed))
    sign, whole, fraction = match.group(1), match.group(2).replace(".", ""), match.group(3)
    if len(whole) + len(fraction or "") > MAX_DIGITS:
        raise NumberError(f"Angka terlalu panjang. Tulis paling banyak {MAX_DIGITS} angka.")
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return -value if sign and value else value


def parse_integer(text: str) -> int:
    value = parse_number(text)
    whole = int(value)
    if "," in text:
        raise NumberError(f"Tulis bilangan bulat tanpa koma, misalnya {number(whole)}.")
    return whole


def _what_to_type(typed: str) -> str:
    if not typed:
        return "Tulis angka, misalnya 1.250 atau 12,5."
    if not SHAPED.fullmatch(typed):
        return "Tulis hanya angka, misalnya 1.250 atau 12,5, tanpa huruf, spasi, atau tanda lain."
    if "," in typed and "." in typed.partition(",")[2]:
        return "Titik memisahkan ribuan dan koma memisahkan desimal. Tulis seperti 1.000,5."
    if "." in typed and "," not in typed and typed.count(".") == 1:
        return "Titik memisahkan ribuan, koma memisahkan desimal. Tulis seperti 1.000 atau 12,5."
    if "." in typed:
        return "Setelah titik harus ada tepat tiga angka. Tulis seperti 1.250.000 atau 1.000,5."
    return "Koma hanya satu, di antara angka. Tulis seperti 0,5 atau 12,5."

"""Numbers of minutes (berita acara) as cities write them, from a pattern of their own.

Pure. A pattern that names no number gets one in front: no two minutes look alike.
"""

from __future__ import annotations

from datetime import date

DEFAULT_PATTERN = "{nomor}/BA-KLA/{tahun}"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def minutes_number(pattern: str, *, number: int, year: int, day: date) -> str:
    """`003/BA-KLA/2026`; `{bulan}` is the day's month in Roman numerals."""
    pattern = pattern.strip() or DEFAULT_PATTERN
    if "{nomor}" not in pattern:
        pattern = "{nomor}/" + pattern
    words = {"{nomor}": f"{number:03d}", "{tahun}": str(year), "{bulan}": ROMAN[day.month - 1]}
    for name, word in words.items():
        pattern = pattern.replace(name, word)
    return pattern

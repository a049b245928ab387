"""Tells whether two photos show the same scene. Pure: knows no file format and no database.

A difference hash: 64 bits, each says whether a field of the picture, shrunk to 9 x 8 grey fields,
is brighter than its right neighbour. It survives re-encoding, shrinking and a little retouching.
"""

from __future__ import annotations

from collections.abc import Sequence

COLUMNS, ROWS = 9, 8
#: Photos that differ in so many bits at most are shown as alike; unrelated ones differ in some 32.
MOST_BITS = 6
#: A picture with less structure (a blank page, a gradient) is like every other one of its sort.
_LEAST_STRUCTURE = 6


def likeness_of(fields: Sequence[int]) -> str:
    """The hash of 9 x 8 grey values, row by row, as 16 hexadecimal digits; '' without structure."""
    bits = 0
    for row in range(ROWS):
        for column in range(COLUMNS - 1):
            place = row * COLUMNS + column
            bits = bits << 1 | (fields[place] > fields[place + 1])
    total = (COLUMNS - 1) * ROWS
    is_plain = not _LEAST_STRUCTURE <= bits.bit_count() <= total - _LEAST_STRUCTURE
    return "" if is_plain else f"{bits:016x}"


def is_alike(first: int, second: int) -> bool:
    """Whether two hashes, read as numbers, are near."""
    return (first ^ second).bit_count() <= MOST_BITS

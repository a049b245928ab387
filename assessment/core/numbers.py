"""Exact numbers in the words of the core: canonical strings and short Indonesian figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def canonical(value: Decimal) -> str:
    """The shortest plain decimal string: 89, 93.8, 126.91. Used wherever machines compare."""
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(value: Decimal) -> str:
    """The canonical string with a decimal comma, for sentences."""
    return canonical(value).replace(".", ",")


def ratio(numerator: int, denominator: int) -> Fraction:
    """100 x numerator / denominator, exactly; ZeroDivisionError for a zero denominator."""
    return Fraction(100 * numerator, denominator)


def percent(value: Fraction) -> str:
    """A percentage cut to two decimals for reading; cut, so that 79,999 % never reads 80 %."""
    hundredths = int(value * 100)
    return f"{plain(Decimal(hundredths) / 100)} %"

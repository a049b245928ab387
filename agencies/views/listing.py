"""What list pages share: the filters in the address, so that paging keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Filters:
    """`values` by parameter; `query` is their part of an address, without the page."""

    values: dict[str, str]
    query: str

    @property
    def are_set(self) -> bool:
        return bool(self.query)


def filters_of(**values: object) -> Filters:
    texts = {name: "" if value is None else str(value) for name, value in values.items()}
    return Filters(texts, urlencode({name: text for name, text in texts.items() if text}))

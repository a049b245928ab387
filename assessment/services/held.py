"""Many writes of one transaction: one lock, one look at what cannot change meanwhile, one entry
of the audit trail each. The services stay the same; without a batch they look for themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction

from agencies import audit
from agencies.actors import Actor
from assessment.models import Cycle, Extension

T = TypeVar("T")


@dataclass
class Held:
    """`cycle` was read after the lock; `known` is what was found since, oldest first."""

    cycle: Cycle
    by: Actor
    trail: audit.Trail
    known: dict[Hashable, Any] = field(default_factory=dict)


_HELD: ContextVar[Held | None] = ContextVar("held", default=None)


def current(cycle: Cycle, by: Actor) -> Held | None:
    """The batch in which the actor writes to this cycle, if there is one."""
    held = _HELD.get()
    return held if held is not None and held.cycle.pk == cycle.pk and held.by == by else None


@contextmanager
def holding(cycle: Cycle, *, by: Actor) -> Iterator[None]:
    """Writes within share what they find. `cycle` is locked already, in this transaction."""
    rows = Extension.objects.filter(cycle=cycle)
    setattr(cycle, "has_extensions", rows.exists())  # noqa: B010 - no field, see selectors.cycles
    with audit.trail(by) as trail:
        token = _HELD.set(Held(cycle, by, trail))
        try:
            yield
        finally:
            _HELD.reset(token)


def remembered(name: str, key: Hashable, find: Callable[[], T]) -> T:
    """What `find` gives; within a batch it is asked once. Never for what the batch changes."""
    held = _HELD.get()
    if held is None:
        return find()
    if (name, key) not in held.known:
        held.known[name, key] = find()
    found: T = held.known[name, key]
    return found


def known(name: str, key: Hashable) -> object:
    """What the batch remembers; None without a batch, or when nobody asked yet."""
    held = _HELD.get()
    return None if held is None else held.known.get((name, key))


@contextmanager
def attempt() -> Iterator[None]:
    """One write of a batch: when it fails, what it stored, recorded and found is undone."""
    held = _HELD.get()
    found, recorded = (len(held.known), len(held.trail.entries)) if held else (0, 0)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        if held is not None:
            for key in list(held.known)[found:]:
                del held.known[key]
            held.trail.cut(recorded)
        raise

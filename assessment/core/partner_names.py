"""Names of partners that are likely one and the same, stored in several spellings. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from assessment.core.words import WORD, figures, name_key

#: Words that say what a body is in law, written before a name, behind it, or left out.
_LEGAL = "cv fa kop koperasi lsm ltd lks lksa nv pd persero pt tbk ud ykp yayasan"
LEGAL = frozenset(_LEGAL.split())
#: `P.T.` is one word.
_INITIAL = re.compile(r"\b(\w)\.")
#: Shorter words differ in a letter because they are different words: Bank NTB, Bank NTT.
SHORTEST = 6


def alike(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more names that may be one partner; each group and all of them sorted.

    Alike are names that agree but for case, spacing, punctuation, word order and the legal form,
    and those with a long word that differs by a letter, or by two that changed places. Different
    figures, different names.
    """
    roots = {name: name for name in sorted(set(names))}
    holders: dict[tuple[str, frozenset[str]], str] = {}
    for name in roots:
        for key in _keys(name):
            other = holders.setdefault((key, figures(name)), name)
            roots[_root(roots, name)] = _root(roots, other)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in roots:
        groups[_root(roots, name)].append(name)
    return tuple(sorted(tuple(group) for group in groups.values() if len(group) > 1))


def _root(roots: dict[str, str], name: str) -> str:
    while roots[name] != name:
        name = roots[name]
    return name


def _keys(name: str) -> Iterator[str]:
    """What a name shares with those that are alike."""
    words = WORD.findall(_INITIAL.sub(r"\1", name_key(name)))
    kept = [word for word in words if word not in LEGAL] or words
    whole = "".join(kept)
    yield whole or name_key(name)
    yield "".join(sorted(kept)) or name_key(name)
    for number, word in enumerate(kept):
        if len(word) >= SHORTEST:
            before, after = "".join(kept[:number]), "".join(kept[number + 1 :])
            for at in range(len(word)):
                yield before + word[:at] + word[at + 1 :] + after

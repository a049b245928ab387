"""What a reader should know of a citation besides its verdict: other uses, likeness, fitting kind.

Two queries for all citations of a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agencies.actors import Actor
from assessment import previews
from assessment.core import evidence
from assessment.core.demands import Demand
from assessment.core.instrument import Question
from assessment.models import Citation, Cycle, Document
from assessment.selectors.instruments import instrument_of
from assessment.selectors.likeness import Alike, alike


@dataclass(frozen=True, slots=True)
class CitationNotes:
    """`also_in` are other questions that cite the document; `preview_page` is 0 without picture."""

    also_in: tuple[str, ...]
    alike: tuple[Alike, ...]
    kind_warning: str
    preview_page: int

    @property
    def also_in_words(self) -> str:
        return in_words(self.also_in)


def citation_notes(
    actor: Actor, cycle: Cycle, citations: Sequence[tuple[Question, Citation]]
) -> Mapping[int, CitationNotes]:
    """Notes by citation; each comes with its question, and with document and file loaded."""
    if not citations:
        return {}
    documents = {row.document_id: row.document for _, row in citations}
    uses = questions_citing(cycle, documents)
    looks = alike(actor, documents.values())
    return {
        row.pk: CitationNotes(
            also_in=tuple(c for c in uses.get(row.document_id, ()) if c != question.code),
            alike=looks.get(row.document_id, ()),
            kind_warning=item_warning(question, row),
            preview_page=preview_page(row.document, row.pages),
        )
        for question, row in citations
    }


def item_warning(question: Question, citation: Citation) -> str:
    """What to think about when the cited document does not fit the item; else empty."""
    if citation.item >= len(question.evidence):
        return ""
    return kind_warning(question.demand(citation.item), citation.document.kind)


def questions_citing(cycle: Cycle, documents: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    """Codes of the cycle's questions that cite each document, in the instrument's order."""
    rows = Citation.objects.filter(document_id__in=list(documents), contribution__cycle=cycle)
    pairs = rows.values_list("document_id", "contribution__question_code").distinct()
    codes: dict[int, set[str]] = defaultdict(set)
    for document, code in pairs.order_by():
        codes[document].add(code)
    order = {q.code: place for place, q in enumerate(instrument_of(cycle).questions)}
    return {
        document: tuple(sorted(found & order.keys(), key=order.__getitem__))
        for document, found in codes.items()
    }


def kind_warning(demand: Demand, kind: str) -> str:
    """What to think about when the kind of a document does not fit the item; else empty."""
    if evidence.fits(demand, kind):
        return ""
    labels = dict(Document.DocumentKind.choices)
    wanted = " atau ".join(labels[code] for code in evidence.kinds_of(demand))
    return (
        f"Jenisnya {labels.get(kind, kind)}, sedangkan butir ini meminta {wanted}: belum dihitung."
    )


def preview_page(document: Document, pages: str = "") -> int:
    """The page to show as a picture; 0 for files that cannot be drawn."""
    if document.file.extension not in previews.DRAWN:
        return 0
    return evidence.cited_page(pages, document.file.pages)


def in_words(codes: Sequence[str]) -> str:
    """ "22B.1, 22B.2 dan 19.7"."""
    if len(codes) < 2:
        return "".join(codes)
    return f"{', '.join(codes[:-1])} dan {codes[-1]}"

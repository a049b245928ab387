"""What a reader should know of a citation besides its verdict: other uses, likeness, fitting kind.

One query at most for all citations of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agencies.actors import Actor
from assessment import previews
from assessment.core import evidence
from assessment.core.demands import Demand
from assessment.core.instrument import Question
from assessment.models import Citation, Cycle, Document
from assessment.selectors.likeness import Alike, alike
from assessment.selectors.questions import Evidence, in_order


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
    actor: Actor, pieces: Sequence[tuple[Question, Evidence]]
) -> Mapping[int, CitationNotes]:
    """Notes by citation; each piece of evidence comes with its question."""
    cited = [(question, piece.citation, piece.also_in) for question, piece in pieces]
    looks = alike(actor, {row.document_id: row.document for _, row, _ in cited}.values())
    return {
        row.pk: CitationNotes(
            also_in=also_in,
            alike=looks.get(row.document_id, ()),
            kind_warning=item_warning(question, row),
            preview_page=preview_page(row.document, row.pages),
        )
        for question, row, also_in in cited
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
    return in_order(cycle, pairs.order_by())


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

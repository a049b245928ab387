"""Storage of the assessment: fields and constraints, one noun a file."""

from assessment.models.contribution import Contribution
from assessment.models.cycle import Assignment, Cycle, Extension
from assessment.models.document import Citation, Document, StoredFile
from assessment.models.instrument import InstrumentVersion
from assessment.models.mark import Mark
from assessment.models.official_answer import OfficialAnswer
from assessment.models.program import (
    Agreement,
    DistinctPrograms,
    Partner,
    Program,
    ProgramTarget,
)
from assessment.models.snapshot import Snapshot
from assessment.models.submission import StatusChange, Submission

__all__ = [
    "Agreement",
    "Assignment",
    "Citation",
    "Contribution",
    "Cycle",
    "DistinctPrograms",
    "Document",
    "Extension",
    "InstrumentVersion",
    "Mark",
    "OfficialAnswer",
    "Partner",
    "Program",
    "ProgramTarget",
    "Snapshot",
    "StatusChange",
    "StoredFile",
    "Submission",
]

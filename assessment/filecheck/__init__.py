"""Inspects files that users upload. Knows nothing of Django, requests or the database."""

from assessment.filecheck.clamd import scan
from assessment.filecheck.errors import FileRefusedError, Refusal
from assessment.filecheck.inspect import Inspected, Limits, inspect
from assessment.filecheck.kinds import FileKind
from assessment.filecheck.names import safe_name

__all__ = [
    "FileKind",
    "FileRefusedError",
    "Inspected",
    "Limits",
    "Refusal",
    "inspect",
    "safe_name",
    "scan",
]

"""Refusals of backup and restore; the text is Indonesian and for the operator of the server."""

from __future__ import annotations


class BackupError(Exception):
    """Nothing was changed; `problems` has one line for each reason."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

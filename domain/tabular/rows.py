"""A row that cannot be taken: what is wrong with it while it is read, and as it is kept afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import Fault


class RowFault(Exception):
    """A row cannot be taken: which column, why, and what would mend it."""

    def __init__(self, column: str, problem: str, remedy: str) -> None:
        super().__init__(column, problem, remedy)
        self.column = column
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that the reader could not take: `fault.place` names file, line and column."""

    fault: Fault
    raw: str = ""

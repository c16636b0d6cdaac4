"""What came back in a form: rows accepted, rejected, blank or repeated, and none of them lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.documents.forms.layout import KEY, FormSheet
from domain.documents.forms.spec import KEY_HEADER, FormSpec
from domain.errors import Fault


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """One row with answers; `values` has every answer column, empty where nothing was written."""

    key_id: str
    row_number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that cannot be taken, with what was typed in it."""

    key_id: str
    """Empty when the row's key says nothing certain."""
    row_number: int
    values: Mapping[str, str]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class FormReading:
    """One form, read whole. Always: rows_in == len(rows) + len(rejected) + len(blank) + len(repeated)."""

    name: str
    sheet: FormSheet
    spec: FormSpec
    meta: Mapping[str, str]
    rows_in: int = 0
    rows: list[FormAnswer] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    """Ids of the rows without any answer, as often as they stand in the file."""
    repeated: list[int] = field(default_factory=list)
    """Numbers of the rows that repeat another row of the same key, answer by answer."""
    warnings: list[Fault] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """Ids whose row is in the file, whatever it says."""

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.rejected for fault in row.faults]

    def place(self, row_number: int, column: str | None = None) -> str:
        """Return where to look: file, sheet, row and, when a column key is given, its header and letter."""
        where = f"{self.name}, foglio {self.sheet.title}, riga {row_number}"
        if column is None:
            return where
        header = KEY_HEADER if column == KEY else self.spec.column(column).header
        return f"{where}, colonna «{header}» ({self.sheet.letter(column)})"

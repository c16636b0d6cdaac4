"""An extract of any kind read by its contract: how many rows, which rules are broken, the workbook for the sender."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.documents.workbook import Sheet, write_xlsx
from domain.errors import Fault
from domain.italian import counted
from domain.observatory.contracts.contract import Contract
from domain.observatory.contracts.faults_workbook import faults_workbook
from domain.observatory.contracts.households import HOUSEHOLDS
from domain.observatory.contracts.questionnaires import read_questionnaires
from domain.observatory.contracts.reading import read_extract
from domain.observatory.contracts.retrofits import RETROFITS
from domain.observatory.contracts.sections import INCOME_CLASSES, SECTION_COUNTS
from domain.observatory.table import Geography
from domain.vocabulary import ExtractKind

CONTRACTS: dict[ExtractKind, Contract] = {
    ExtractKind.HOUSEHOLDS: HOUSEHOLDS,
    ExtractKind.SECTIONS: SECTION_COUNTS,
    ExtractKind.CLASSES: INCOME_CLASSES,
    ExtractKind.RETROFITS: RETROFITS,
}
MOST_RULES = 20
"""Rules that a letter names, the most broken ones first."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the rows of an extract. Always: rows_in = accepted + set aside."""

    rows_in: int
    set_aside: int
    rules: tuple[str, ...] = ()
    """Column, rule and how many rows break it: may be told to anybody."""
    workbook: Callable[[datetime], bytes] | None = None
    """Writes every faulty row as the sender wrote it: for the sender alone."""

    @property
    def accepted(self) -> int:
        return self.rows_in - self.set_aside


def check(path: Path, kind: ExtractKind, geography: Geography, *, process_id: str, sender: str) -> Checked:
    """Read an extract to its last row; nothing is kept.

    Raises: Refusal when the file cannot be read at all.
    """
    if kind is ExtractKind.QUESTIONNAIRES:
        return _check_questionnaires(path, geography, process_id=process_id, sender=sender)
    reading = read_extract(path, CONTRACTS[kind], geography=geography)
    names = reading.contract.names
    rules = tuple(
        f"{names[column]}: {rule} ({counted(rows, 'riga', 'righe')})"
        for column, rule, rows in reading.faults_by_rule().head(MOST_RULES).iter_rows()
    )
    workbook = (lambda created: faults_workbook(reading, created=created)) if rules else None
    return Checked(reading.rows_in, reading.set_aside, rules, workbook)


def _check_questionnaires(path: Path, geography: Geography, *, process_id: str, sender: str) -> Checked:
    read = read_questionnaires(path.read_bytes(), name=path.name, process=process_id, body=sender, geography=geography)
    rows = read.rows_in - read.blank
    counts: dict[str, int] = {}
    for fault in read.faults:
        rule = fault.problem.partition(":")[0]
        counts[rule] = counts.get(rule, 0) + 1
    rules = tuple(f"{rule} ({counted(count, 'volta', 'volte')})" for rule, count in sorted(counts.items()))
    workbook = (lambda created: _workbook(path.name, read.faults, created)) if read.faults else None
    return Checked(rows, read.set_aside, rules[:MOST_RULES], workbook)


def _workbook(name: str, faults: tuple[Fault, ...], created: datetime) -> bytes:
    rows = [(fault.place, fault.problem, fault.remedy) for fault in faults]
    sheet = Sheet("Anomalie", ("Dove", "Che cosa non va", "Che cosa fare"), rows, (40, 60, 60), (1, 2))
    return write_xlsx([sheet], title=f"Anomalie di {name}", created=created)

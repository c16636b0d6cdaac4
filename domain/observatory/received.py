"""What was handed in for an edition, read by its contracts: rows accepted and set aside, and the workbook of faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from domain.documents.workbook import Sheet, write_xlsx
from domain.errors import Fault, Refusal
from domain.italian import counted
from domain.observatory.contracts.contract import Contract
from domain.observatory.contracts.faults_workbook import faults_workbook
from domain.observatory.contracts.households import HOUSEHOLDS
from domain.observatory.contracts.questionnaires import QUESTIONNAIRE, read_questionnaires
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
"""Rules that are told of a file, the most broken ones first."""


@dataclass(frozen=True, slots=True)
class Received:
    """One file that was handed in (file consegnato)."""

    kind: ExtractKind
    path: Path
    sender: str
    """Its code in the definition."""
    sha256: str
    is_last_year: bool = False
    """Households of the year before: whose they were then, never counted again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the rows of a file. Always: rows_in = accepted + set aside."""

    received: Received
    title: str
    rows_in: int
    set_aside: int
    accepted: pl.LazyFrame
    rules: tuple[str, ...] = ()
    """Column, rule and how many rows break it: may be told to anybody."""
    workbook: Callable[[datetime], bytes] | None = None
    """Writes every faulty row as the sender wrote it: for the sender alone."""

    @property
    def rows_accepted(self) -> int:
        return self.rows_in - self.set_aside

    @property
    def fault_share(self) -> float:
        """The share of rows set aside, 0 in an empty file."""
        return self.set_aside / self.rows_in if self.rows_in else 0.0


def read_received(received: Received, geography: Geography, *, process: str, decimal: str = ".") -> Reading:
    """Read one file to its last row; nothing is kept.

    Raises: Refusal when the file cannot be read at all, or is of a kind that has no rows.
    """
    if received.kind is ExtractKind.QUESTIONNAIRES:
        return _questionnaires(received, geography, process)
    contract = CONTRACTS.get(received.kind)
    if contract is None:
        raise Refusal(f"«{received.kind}» non è un'estrazione", "consegnatela con il suo tipo", received.path.name)
    known = None if received.is_last_year else geography
    reading = read_extract(received.path, contract, geography=known, decimal=decimal)
    rules = tuple(
        f"{contract.names[column]}: {rule} ({counted(rows, 'riga', 'righe')})"
        for column, rule, rows in reading.faults_by_rule().head(MOST_RULES).iter_rows()
    )
    workbook = (lambda created: faults_workbook(reading, created=created)) if rules else None
    return Reading(received, contract.title, reading.rows_in, reading.set_aside, reading.accepted, rules, workbook)


def _questionnaires(received: Received, geography: Geography, process: str) -> Reading:
    name = received.path.name
    data = received.path.read_bytes()
    read = read_questionnaires(data, name=name, process=process, body=received.sender, geography=geography)
    counts: dict[str, int] = {}
    for fault in read.faults:
        rule = fault.problem.partition(":")[0]
        counts[rule] = counts.get(rule, 0) + 1
    rules = tuple(f"{rule} ({counted(count, 'volta', 'volte')})" for rule, count in sorted(counts.items()))
    workbook = (lambda created: _workbook(name, read.faults, created)) if read.faults else None
    rows, title = read.rows_in - read.blank, QUESTIONNAIRE.title
    return Reading(received, title, rows, read.set_aside, read.answers.lazy(), rules[:MOST_RULES], workbook)


def _workbook(name: str, faults: Sequence[Fault], created: datetime) -> bytes:
    rows = [(fault.place, fault.problem, fault.remedy) for fault in faults]
    sheet = Sheet("Anomalie", ("Dove", "Che cosa non va", "Che cosa fare"), rows, (40, 60, 60), (1, 2))
    return write_xlsx([sheet], title=f"Anomalie di {name}", created=created)


def refuse_faulty(readings: Sequence[Reading], most_faults_share: float) -> None:
    """Let an edition go on only when no file has too many faulty rows.

    Raises: Refusal naming each such file and the rules that it breaks.
    """
    faulty = [one for one in readings if one.fault_share > most_faults_share]
    if not faulty:
        return
    faults = tuple(
        Fault(
            f"{counted(one.set_aside, 'riga messa da parte', 'righe messe da parte')} su {one.rows_in}; "
            + "; ".join(one.rules[:3]),
            "far correggere l'estrazione a chi l'ha mandata e consegnarla di nuovo",
            one.received.path.name,
        )
        for one in faulty
    )
    share = f"{most_faults_share:.1%}".replace(".", ",").replace("%", " %")
    problem = f"righe anomale oltre il {share} ammesso in {counted(len(faulty), 'estrazione', 'estrazioni')}"
    raise Refusal(problem, "mandare indietro il foglio delle anomalie e aspettare le estrazioni corrette", "", faults)

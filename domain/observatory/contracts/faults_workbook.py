"""The workbook that goes back to the sender of an extract: every faulty row, and how often each rule is broken."""

from __future__ import annotations

from datetime import datetime

from domain.documents.workbook import Sheet, write_xlsx
from domain.observatory.contracts.reading import ExtractReading

MOST_ROWS = 300_000
"""Faults in one workbook: our own reader takes no more, and nobody corrects more by hand."""
_HEADER = ("Riga", "Colonna", "Valore originale", "Regola", "Che cosa fare")


def faults_workbook(reading: ExtractReading, *, created: datetime) -> bytes:
    """Return the workbook (.xlsx): the summary first, then row, column, original value, rule and remedy of each fault.

    It names people's data as the sender wrote them: for the sender only.
    """
    names = reading.contract.names
    told = reading.faults.head(MOST_ROWS)
    summary = [
        ("Righe nel file", reading.rows_in),
        ("Righe accettate", reading.rows_accepted),
        ("Righe messe da parte", reading.set_aside),
        ("Anomalie in tutto", reading.faults.height),
        ("Anomalie elencate in questo file", told.height),
    ]
    summary += [(f"{names[column]}: {rule}", rows) for column, rule, rows in reading.faults_by_rule().iter_rows()]
    faults = ((row, names[column], value, rule, remedy) for row, column, value, rule, remedy in told.iter_rows())
    return write_xlsx(
        [
            Sheet("Riepilogo", ("Voce", "Righe"), summary, (70, 12), (0,)),
            Sheet("Anomalie", _HEADER, faults, (10, 22, 28, 50, 60), (3, 4)),
        ],
        title=f"Anomalie di {reading.name}",
        created=created,
    )

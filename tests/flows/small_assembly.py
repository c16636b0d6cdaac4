"""A small cycle of the assembly: two cohorts of three, whose seats are put on record as a draw would."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from domain.minutes import Minutes, Rows
from domain.models import Contact, Seat
from domain.register import EntryDraft
from domain.vocabulary import AssemblyStage, EntryKind, SeatOrigin
from flows.assembly_acts.case import load_case
from flows.assembly_acts.opening import open_assembly
from flows.edges import Desk

CYCLE = "assemblea-2025"
OFFICER = "Responsabile dell'Assemblea"
DEFINITION = Path(__file__).parents[2] / "deployments" / "milano" / "climate-assembly.yaml"
OPENED_AT = datetime(2024, 9, 2, 8, tzinfo=UTC)
COMPOSED_AT = datetime(2024, 12, 4, 15, tzinfo=UTC)
CODES = (("a1", "a2", "a3"), ("b1", "b2", "b3"))
"""By cohort."""


def small_definition() -> str:
    """Milan's definition with two cohorts of three people."""
    text = DEFINITION.read_text(encoding="utf-8")
    for was, now in (("  size: 45\n", "  size: 3\n"), ("  cohorts: 4\n", "  cohorts: 2\n")):
        assert text.count(was) == 1, was
        text = text.replace(was, now)
    return text


def composed(desk: Desk) -> None:
    """Open the cycle and compose its cohorts, without the draws that lead there."""
    open_assembly(desk, small_definition(), name="piccola.yaml", as_of=OPENED_AT)
    for stage in (AssemblyStage.COMMITTED, AssemblyStage.INVITED):
        desk.keep(CYCLE, Minutes(stage=stage), as_of=OPENED_AT)
    terms = load_case(desk, CYCLE).calendar.cohorts
    seats = [
        {
            "process_id": CYCLE,
            "cohort": cohort,
            "number": number,
            "code": code,
            "origin": SeatOrigin.SELECTED,
            "replaces": "",
            "enters_on": terms[cohort - 1].enters_on,
            "leaves_on": terms[cohort - 1].leaves_on,
            "recorded_at": COMPOSED_AT,
        }
        for cohort, codes in enumerate(CODES, start=1)
        for number, code in enumerate(codes, start=1)
    ]
    entry = EntryDraft(EntryKind.SEATS, "composizione", COMPOSED_AT, OFFICER, {"seats": len(seats)})
    desk.keep(
        CYCLE, Minutes(entries=[entry], rows=[Rows(Seat, seats)], stage=AssemblyStage.COMPOSED), as_of=COMPOSED_AT
    )
    with desk.transaction() as session:
        for code in ("a1", "a2", "b1"):
            session.add(
                Contact(
                    process_id=CYCLE,
                    code=code,
                    name=f"Persona {code.upper()}",
                    email=f"{code}@posta.example",
                    recorded_at=COMPOSED_AT,
                )
            )

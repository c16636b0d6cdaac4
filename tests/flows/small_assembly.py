"""A small cycle of the assembly: two cohorts of three, seated without a draw, and their year up to the report."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from domain.minutes import Minutes, Rows
from domain.models import Contact, Seat
from domain.register import EntryDraft
from domain.vocabulary import AssemblyStage, EntryKind, MeetingKind, SeatOrigin
from flows import assembly_requests as of
from flows.assembly_acts.case import load_case
from flows.assembly_acts.opening import open_assembly
from flows.assembly_deeds import perform
from flows.edges import Desk
from flows.plans import advance_process

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


def reported(desk: Desk) -> None:
    """Play a composed cycle until the departments have the workbook of the one recommendation."""
    day = {"process_id": CYCLE, "officer": OFFICER}
    seats = {"place": "Sala delle assemblee", "agenda": ["Voto"]}
    point = of.MinutesPoint(title="Voto", discussion=["Se ne è discusso."])
    minutes = {"opened": time(18, 5), "closed": time(20), "chair": "Presidenza", "points": [point]}
    training, plenary = date(2025, 1, 20), date(2025, 2, 6)
    vote = of.Recommend(
        **day,
        number=2,
        title="Più alberi",
        text="Il Comune pianti alberi.",
        group="verde",
        department="verde-ambiente",
        votes_for=3,
        votes_against=0,
    )
    receipt = of.Receipt(**day, act="prot. 9", act_on=date(2025, 12, 19))
    for form, moment in (
        (of.Convene(**day, **seats, kind=MeetingKind.TRAINING, day=training, cohort=1), "2025-01-14T09"),
        (of.Convene(**day, **seats, day=plenary), "2025-01-15T09"),
        (of.Attend(**day, number=1), "2025-01-20T22"),
        (of.RecordMinutes(**day, number=1, **minutes), "2025-01-20T22"),
        (of.Attend(**day, number=2), "2025-02-06T22"),
        (vote, "2025-02-06T22"),
        (of.RecordMinutes(**day, number=2, **minutes), "2025-02-06T22"),
        (of.AnnualReport(**day), "2025-12-19T09"),
        (receipt, "2025-12-19T10"),
    ):
        as_of = datetime.fromisoformat(f"{moment}:00+00:00")
        advance_process(desk, CYCLE, as_of=as_of)
        perform(desk, form, as_of)
    advance_process(desk, CYCLE, as_of=datetime(2025, 12, 19, 10, tzinfo=UTC))

"""Terms by the calendar: a cohort enters, a cohort leaves, and an early end makes a seat vacant (promises A5, A7)."""

from __future__ import annotations

from datetime import date, datetime

from domain.assembly import bindings
from domain.errors import Refusal
from domain.minutes import Minutes, Rows
from domain.models import SeatEnding
from domain.register import EntryDraft
from domain.store.assembly_seats import SeatView
from domain.vocabulary import AssemblyStage, EntryKind, SeatEnd
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import Moment, in_turn

IN_OFFICE = (AssemblyStage.COMPOSED, AssemblyStage.SITTING, AssemblyStage.REPORTED, AssemblyStage.ANSWERED)


def enter(_desk: Desk, case: AssemblyCase, _moment: Moment) -> Minutes:
    """Let a cohort take office; the first one makes the assembly sit."""
    return Minutes(stage=AssemblyStage.SITTING if case.stage is AssemblyStage.COMPOSED else None)


def leave(_desk: Desk, _case: AssemblyCase, _moment: Moment) -> Minutes:
    """Let a cohort leave office: its terms have ended by their dates."""
    return Minutes()


@in_turn
def end_seat(
    desk: Desk, process_id: str, code: str, *, reason: SeatEnd, leaves_on: date, officer: str, as_of: datetime
) -> bool:
    """Put the early end of a term on record; False when this very end was recorded already.

    Raises: Refusal when nobody with that code is in office on the day before, or the officer may not.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si registrano cessazioni", *IN_OFFICE)
    require_office(case, officer, "seats", "registrare cessazioni")
    seat = seat_of(case, code)
    if seat.ended is not None:
        if (seat.ended, seat.leaves_on) == (reason, leaves_on):
            return False
        problem = f"il mandato del codice {code} è già cessato ({seat.ended}, dal {seat.leaves_on:%d/%m/%Y})"
        raise Refusal(problem, "la cessazione a protocollo resta; se è sbagliata annotatela agli atti")
    if not seat.enters_on <= leaves_on < seat.leaves_on:
        term = f"dal {seat.enters_on:%d/%m/%Y} al {seat.leaves_on:%d/%m/%Y} escluso"
        raise Refusal("il giorno della cessazione è fuori dal mandato", f"il mandato va {term}", code)
    row = {"seat_id": seat.id, "reason": reason, "leaves_on": leaves_on, "recorded_at": as_of}
    payload = {"reason": reason.name, "leaves_on": leaves_on.isoformat(), **bindings.SEAT_END.of([row])}
    entry = EntryDraft(EntryKind.SEAT_END, code, as_of, officer, payload)
    return desk.keep(process_id, Minutes(entries=[entry], rows=[Rows(SeatEnding, [row])]), as_of=as_of)


def seat_of(case: AssemblyCase, code: str) -> SeatView:
    """The term of a code in this cycle.

    Raises: Refusal when there is none.
    """
    found = next((seat for seat in case.progress.seats if seat.code == code), None)
    if found is None:
        raise Refusal(f"nessun mandato di questo ciclo ha il codice {code[:80]}", "copiate il codice dall'elenco", code)
    return found

"""Replacements: who is called to a vacant seat by the published rule, and who then takes it (promise A5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.assembly import bindings
from domain.assembly.selection.replacement import Call, next_call
from domain.documents.mail_of_assembly import ReplacementOffer
from domain.errors import Refusal
from domain.minutes import Minutes, NewLetter, Rows
from domain.models import ReplacementCall, ReplacementReply, Seat
from domain.register import EntryDraft
from domain.store import assembly_draws, assembly_seats
from domain.store.assembly_seats import CallView, SeatView
from domain.timetable import term_in_working_days
from domain.vocabulary import DrawKind, EntryKind, SeatOrigin
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.letters import letter_to
from flows.assembly_acts.pool import adopted_year, pool_of
from flows.assembly_acts.replacement_paper import write_minutes
from flows.assembly_acts.seating import IN_OFFICE
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


@dataclass(frozen=True, slots=True)
class Called:
    """Whom the rule calls to which seat (chiamata)."""

    vacated: str
    code: str
    deviation_before: int
    deviation_after: int


@in_turn
def replace(desk: Desk, process_id: str, *, officer: str, as_of: datetime) -> list[Called]:
    """Call somebody to every vacant seat to which nobody is called yet; returns the calls made.

    A seat stays empty when everybody left would take the group further from its quotas than the empty seat, or when
    its term ends before an answer is due.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si surroga", *IN_OFFICE)
    require_office(case, officer, "seats", "chiamare in surroga")
    made: list[Called] = []
    with desk.reading() as session:
        seats, earlier = assembly_seats.seats(session, case.id), assembly_seats.calls(session, case.id)
    for vacant in assembly_seats.vacancies(seats, earlier):
        if vacant.term_ends_on <= _answer_by(case, as_of) + timedelta(days=1):
            continue
        with desk.reading() as session:
            earlier = assembly_seats.calls(session, case.id)
        call = _next(desk, case, vacant, seats, earlier)
        if call is not None:
            _record(desk, case, vacant, call, officer, as_of)
            made.append(Called(vacant.code, call.code, call.deviation_before, call.deviation_after))
    return made


@in_turn
def reply(desk: Desk, process_id: str, code: str, *, accepts: bool, officer: str, as_of: datetime) -> bool:
    """Put on record what somebody who was called answered; who accepts takes the seat. False when it was recorded.

    Raises: Refusal when nobody with that code was called, or answered otherwise before, or the term is over.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si registrano risposte", *IN_OFFICE)
    require_office(case, officer, "seats", "registrare risposte alla chiamata")
    with desk.reading() as session:
        seats, made = assembly_seats.seats(session, case.id), assembly_seats.calls(session, case.id)
    call = next((one for one in reversed(made) if one.code == code), None)
    if call is None:
        raise Refusal("nessuna chiamata ha questo codice", "copiatelo dall'elenco delle chiamate", code)
    if call.accepts is not None:
        if call.accepts == accepts:
            return False
        raise Refusal("la risposta a questa chiamata è già a protocollo", "annotate la correzione agli atti", code)
    vacant = next(seat for seat in seats if seat.code == call.vacated)
    row = {"call_id": call.id, "accepts": accepts, "recorded_at": as_of}
    payload = {"accepts": accepts, **bindings.REPLY.of([row | {"vacated": call.vacated}])}
    entry = EntryDraft(EntryKind.REPLACEMENT_REPLY, code, as_of, officer, payload)
    minutes = Minutes(
        entries=[entry],
        rows=[Rows(ReplacementReply, [row])],
    )
    if accepts:
        if vacant.term_ends_on <= _enters_on(case, vacant, as_of):
            remedy = "registrate che non accetta: il posto non si può più occupare"
            raise Refusal("il mandato di questo posto finisce prima dell'ingresso", remedy, code)
        seat = _seat(case, vacant, seats, code, as_of)
        minutes.rows.append(Rows(Seat, [seat]))
        subject, told = bindings.replacement_subject(code), {"seats": 1, **bindings.SEATS.of([seat])}
        minutes.entries.append(EntryDraft(EntryKind.SEATS, subject, as_of, officer, told))
        for is_internal in (False, True):
            minutes.documents.append(
                write_minutes(desk, case, vacant, seat, made, call, as_of, is_internal=is_internal)
            )
    return desk.keep(process_id, minutes, as_of=as_of)


def _next(
    desk: Desk, case: AssemblyCase, vacant: SeatView, seats: Sequence[SeatView], made: Sequence[CallView]
) -> Call | None:
    with desk.reading() as session:
        seed = assembly_draws.seed(session, case.id, DrawKind.SELECTION)
    assert seed is not None
    year = adopted_year(desk, case)
    pending = {one.vacated: one.code for one in made if one.accepts is None}
    own = [seat for seat in seats if seat.cohort == vacant.cohort]
    sitting = {seat.code for seat in own if seat.ended is None} | {
        code for vacated, code in pending.items() if any(seat.code == vacated for seat in own)
    }
    others = {seat.code for seat in seats} | set(pending.values())
    refused = {one.code for one in made if one.accepts is False}
    return next_call(
        bytes.fromhex(seed.seed),
        year.quotas,
        year.categories,
        pool_of(desk, case),
        sitting,
        barred=refused | others - sitting,
    )


def _record(desk: Desk, case: AssemblyCase, vacant: SeatView, call: Call, officer: str, as_of: datetime) -> None:
    answer_by = _answer_by(case, as_of)
    row = {
        "process_id": case.id,
        "vacated": vacant.code,
        "code": call.code,
        "effect": json.dumps(call.as_dict(), ensure_ascii=False, sort_keys=True),
        "called_at": as_of,
        "answer_by": answer_by,
    }
    payload = {
        "vacated": vacant.code,
        "deviation": [call.deviation_before, call.deviation_after],
        **bindings.CALL.of([row]),
    }
    minutes = Minutes(
        entries=[EntryDraft(EntryKind.REPLACEMENT_CALL, f"{vacant.code} {call.code}", as_of, officer, payload)],
        letters=_offer(desk, case, vacant, call.code, answer_by, as_of),
        rows=[Rows(ReplacementCall, [row])],
    )
    desk.keep(case.id, minutes, as_of=as_of)


def _offer(
    desk: Desk, case: AssemblyCase, vacant: SeatView, code: str, answer_by: date, as_of: datetime
) -> list[NewLetter]:
    with desk.reading() as session:
        contact = assembly_draws.contacts(session, case.id, [code]).get(code)
    if contact is None or not contact.email:
        return []
    return [
        letter_to(
            desk,
            case,
            ReplacementOffer,
            contact.name,
            contact.email,
            about=f"surroga:{vacant.code}:{code}",
            cohort=vacant.cohort,
            enters_on=_enters_on(case, vacant, as_of),
            last_day=vacant.term_ends_on - timedelta(days=1),
            answer_by=answer_by,
            site=case.definition.invitations.help_desk.url,
        )
    ]


def _answer_by(case: AssemblyCase, as_of: datetime) -> date:
    """The last day on which somebody called now may answer."""
    return term_in_working_days(case.day(as_of), case.definition.terms.call_days, patron=case.definition.patron_day)


def _enters_on(case: AssemblyCase, vacant: SeatView, as_of: datetime) -> date:
    """The day after, but not before the seat is empty."""
    return max(vacant.leaves_on, case.day(as_of) + timedelta(days=1))


def _seat(
    case: AssemblyCase, vacant: SeatView, seats: Sequence[SeatView], code: str, as_of: datetime
) -> dict[str, object]:
    number = max(seat.number for seat in seats if seat.cohort == vacant.cohort) + 1
    return {
        "process_id": case.id,
        "cohort": vacant.cohort,
        "number": number,
        "code": code,
        "origin": SeatOrigin.REPLACEMENT,
        "replaces": vacant.code,
        "enters_on": _enters_on(case, vacant, as_of),
        "leaves_on": vacant.term_ends_on,
        "recorded_at": as_of,
    }

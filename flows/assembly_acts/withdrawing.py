"""One person's right: who withdraws the consent leaves only a code, and the record says so (revoca del consenso)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session  # noqa: TID251  (a type: the session is opened by domain.store)

from domain.assembly import bindings
from domain.assembly.checks import AssemblyFacts, answer_faults
from domain.errors import Refusal
from domain.facts import rows_digest
from domain.italian import counted
from domain.minutes import Minutes, Rows
from domain.models import Erasure
from domain.register import EntryDraft
from domain.store import assembly_draws, assembly_erasures, assembly_facts, assembly_seats, personal_letters
from domain.vocabulary import DrawKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


@in_turn
def withdraw(desk: Desk, process_id: str, code: str, *, officer: str, as_of: datetime) -> bool:
    """Erase contact, answers and letters of one code; its seats stay under the code. False when it was done already.

    Raises: Refusal when nobody was invited under the code, or while somebody still has to write to that person.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "erasure", "cancellare dati personali")
    with desk.reading() as session:
        is_done = code in assembly_erasures.withdrawn(session, case.id)
        invited = {one.code for one in assembly_draws.invitations(session, case.id)}
    if is_done:
        _forget(desk, case, code)  # whoever was interrupted before the copies were gone removes them now
        return False
    if code not in invited:
        raise Refusal("nessun invitato ha questo codice", "copiatelo dalla lettera di invito", code[:80])
    _refuse_early(desk, case, code, as_of)
    with desk.transaction() as session:
        minutes = _erased(desk, session, case, code, officer, as_of)
        is_new = desk.keep_in(session, case.id, minutes, as_of=as_of)
    _forget(desk, case, code)
    return is_new


def _refuse_early(desk: Desk, case: AssemblyCase, code: str, as_of: datetime) -> None:
    """Refuse what would leave a draw, a seat, a call or a letter half-way: the month that the law gives is enough.

    Law: regolamento (UE) 2016/679, art. 12(3): without undue delay, within one month.
    Raises: Refusal.
    """
    if {DrawKind.SELECTION} == case.progress.committed - case.progress.drawn:
        raise Refusal("i biglietti numerati sono pubblicati e non ancora sorteggiati", "ripetete dopo la composizione")
    seat = next((one for one in case.progress.seats if one.code == code), None)
    if seat is not None and case.day(as_of) < seat.leaves_on:
        raise Refusal("il codice ha un mandato in corso", "registrate prima la cessazione: «assembly end-seat»", code)
    with desk.reading() as session:
        calls = assembly_seats.calls(session, case.id)
        waits = personal_letters.waiting(session, case.id, offices=offices_of(case), code=code)
    if any(one.code == code and one.accepts is None for one in calls):
        raise Refusal("il codice è chiamato in surroga", "registrate prima che rinuncia: «assembly reply»", code)
    if waits:
        words = counted(waits, "lettera a questa persona è", "lettere a questa persona sono")
        raise Refusal(f"{words} ancora in coda", "attendete il giro della posta, o definitela a mano", code)


def offices_of(case: AssemblyCase) -> list[str]:
    """The addresses to which letters do not hold anybody's personal data."""
    return [one.email for one in case.definition.offices]


def copies_of(desk: Desk, session: Session, case: AssemblyCase, code: str = "") -> list[tuple[int, str]]:
    """Letters to persons (to one code, or to all) of which the post office keeps a copy: their ids and keys."""
    theirs = personal_letters.to_persons(session, case.id, offices=offices_of(case), code=code)
    return [(letter_id, key) for letter_id, key in theirs if desk.post.keeps(letter_id, key)]


def _forget(desk: Desk, case: AssemblyCase, code: str) -> None:
    with desk.reading() as session:
        copies = copies_of(desk, session, case, code)
    for letter_id, key in copies:
        desk.post.forget(letter_id, key)


def _erased(desk: Desk, session: Session, case: AssemblyCase, code: str, officer: str, as_of: datetime) -> Minutes:
    before = assembly_facts.written_facts(session, case.id)
    if faults := list(answer_faults(before, assembly_facts.fact_entries(session, case.id))):
        # What stays is bound anew: that must never make an alteration good.
        raise Refusal("le disponibilità non sono quelle a protocollo", "verificate prima il ciclo", "", tuple(faults))
    files = {str(row["file"]) for row in before.rows("availability") if row["code"] == code}
    erased = assembly_erasures.erase_person(session, case.id, code)
    blanked = personal_letters.erase_personal(session, case.id, offices=offices_of(case), code=code)
    what = f"revoca {len(assembly_erasures.withdrawn(session, case.id)) + 1}"
    copies = len(copies_of(desk, session, case, code))
    total = erased.answers + erased.contacts + blanked + copies
    payload = {
        "rows": {what: total},
        "answers": erased.answers,
        "contacts": erased.contacts,
        "letters": blanked,
        "copies": copies,
        bindings.ANSWERED.key: _stays(before, code, files),
    }
    subject = assembly_erasures.withdrawal_subject(code)
    row = {"process_id": case.id, "what": what, "rows": total, "erased_at": as_of}
    return Minutes(
        entries=[EntryDraft(EntryKind.ERASURE, subject, as_of, officer, payload)], rows=[Rows(Erasure, [row])]
    )


def _stays(before: AssemblyFacts, code: str, files: set[str]) -> Mapping[str, str]:
    """The hash of what stays of each file in which the code had answered."""
    return {
        file: rows_digest(
            [row for row in before.rows("availability") if row["file"] == file and row["code"] != code],
            bindings.ANSWERED.fields,
        )
        for file in sorted(files)
    }

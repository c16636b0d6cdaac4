"""Who sits: the members on a day, with the cycle before still in office, and how each can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.models import Contact
from domain.store import assembly_draws, assembly_seats, assembly_work, processes
from domain.store.assembly_seats import SeatView
from flows.assembly_acts.case import AssemblyCase
from flows.edges import Desk


@dataclass(frozen=True, slots=True)
class Member:
    """A member in office (membro in carica)."""

    cycle: str
    """Id of the cycle whose seat it is: in the first months the cycle before still sits."""
    seat: SeatView
    contact: Contact | None
    group: str
    """Code of the working group; empty: none yet."""

    @property
    def code(self) -> str:
        return self.seat.code

    @property
    def name(self) -> str:
        return self.contact.name if self.contact else ""

    @property
    def email(self) -> str:
        return self.contact.email if self.contact else ""


def members_on(desk: Desk, case: AssemblyCase, day: date) -> list[Member]:
    """Everybody who sits on a day, of this cycle and of the one before, in order of cycle, cohort and number."""
    found = []
    with desk.reading() as session:
        cycles = [case.id]
        if case.definition.previous and processes.find(session, case.definition.previous):
            cycles.insert(0, case.definition.previous)
        for cycle in cycles:
            contacts = assembly_draws.contacts(session, cycle)
            groups = assembly_work.groups(session, cycle)
            found += [
                Member(cycle, seat, contacts.get(seat.code), groups.get(seat.code, ""))
                for seat in assembly_seats.seats(session, cycle)
                if seat.sits_on(day)
            ]
    return found


def entitled(members: Sequence[Member], *, group: str = "", cohort: int = 0, cycle: str = "") -> list[Member]:
    """Those of the members whom a meeting concerns: a working group, a cohort of this cycle, or everybody."""
    return [
        member
        for member in members
        if (not group or member.group == group)
        and (not cohort or (member.seat.cohort == cohort and member.cycle == cycle))
    ]

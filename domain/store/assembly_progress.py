"""How far a yearly cycle is: what its calendar must know, counted in the database, cheap enough for every tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.models import Availability, Commitment, Invitation, Meeting, PublicSeed
from domain.store import assembly_seats, assembly_work
from domain.store.assembly_seats import SeatView
from domain.store.assembly_work import VotedRecommendation
from domain.vocabulary import DrawKind


@dataclass(frozen=True, slots=True)
class AssemblyProgress:
    """How far a cycle is."""

    committed: frozenset[DrawKind]
    drawn: frozenset[DrawKind]
    invited: int
    answered: int
    seats: Sequence[SeatView]
    vacant: int
    meetings: Sequence[Meeting]
    """As convened last, cancelled ones too."""
    minuted: frozenset[int]
    adopted: Sequence[VotedRecommendation]
    """Recommendations that passed, with their answers."""

    @property
    def unanswered(self) -> int:
        return sum(one.outcome is None for one in self.adopted)


def progress(session: Session, process_id: str) -> AssemblyProgress:
    """Count how far a cycle is."""
    seats = assembly_seats.seats(session, process_id)
    return AssemblyProgress(
        committed=frozenset(
            row.kind for row in session.exec(select(Commitment).where(Commitment.process_id == process_id))
        ),
        drawn=frozenset(
            row.kind for row in session.exec(select(PublicSeed).where(PublicSeed.process_id == process_id))
        ),
        invited=session.exec(
            select(func.count()).where(Invitation.process_id == process_id, col(Invitation.invited_at).is_not(None))
        ).one(),
        answered=session.exec(
            select(func.count(func.distinct(col(Availability.code)))).where(Availability.process_id == process_id)
        ).one(),
        seats=seats,
        vacant=len(assembly_seats.vacancies(seats, assembly_seats.calls(session, process_id))),
        meetings=assembly_work.meetings(session, process_id),
        minuted=frozenset(assembly_work.minutes(session, process_id)),
        adopted=[one for one in assembly_work.recommendations(session, process_id) if one.is_adopted],
    )

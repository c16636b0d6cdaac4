"""When a department will have finished, at the pace it really keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.timetable import day_of

_DAY_SECONDS = 86_400.0
_FARTHEST_DAYS = 3_650
"""Beyond ten years a projection says nothing."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Where a department stands: comments answered, its pace, and the day on which it would finish."""

    done: int
    total: int
    per_day: float
    """Comments a day since the first form was sent; 0 when nothing came back yet."""
    finish_on: date | None
    """None: it cannot be estimated."""
    ends_on: date
    """The last day that the definition gives."""

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def late_days(self) -> int:
        """Days after the end; 0 when in time or when it cannot be estimated."""
        return max(0, (self.finish_on - self.ends_on).days) if self.finish_on else 0

    def __str__(self) -> str:
        """Say it in one Italian sentence, for letters and the status page."""
        head = f"{self.done} risposte date su {self.total}"
        if not self.left:
            return f"{head}: completato"
        if self.finish_on is None:
            return f"{head}: fine non stimabile"
        pace = f"{self.per_day:.1f}".replace(".", ",")
        end = f"{self.finish_on:%d/%m/%Y}"
        term = "entro il termine" if not self.late_days else f"{self.late_days} giorni dopo il termine"
        return f"{head}: al ritmo attuale ({pace} al giorno) la fine è prevista il {end}, {term}"


def projection(
    evaluated_at: Iterable[datetime],
    total: int,
    *,
    started_at: datetime,
    as_of: datetime,
    ends_on: date,
    zone: ZoneInfo,
) -> Projection:
    """Project the end in a straight line from the first form sent (`started_at`) through what `as_of` finds answered.

    Shape: one instant per answered comment; `total` counts all the comments that the department must answer.
    """
    instants = [instant for instant in evaluated_at if instant <= as_of]
    done = min(len(instants), total)
    if done == total:
        return Projection(done, total, 0.0, day_of(max(instants), zone) if instants else None, ends_on)
    days = (as_of - started_at).total_seconds() / _DAY_SECONDS
    per_day = done / days if days > 0 else 0.0
    needed = (total - done) / per_day if per_day else float("inf")
    if needed > _FARTHEST_DAYS:
        return Projection(done, total, per_day, None, ends_on)
    return Projection(done, total, per_day, day_of(as_of + timedelta(days=needed), zone), ends_on)

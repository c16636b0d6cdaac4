"""What the dossier knows of a recommendation: what was asked, of which department, and what it answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.vocabulary import AnswerOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationView:
    """An adopted recommendation with its owner and its latest answer (raccomandazione)."""

    number: int
    title: str
    text: str
    group: str
    action: str = ""
    votes: str = ""
    """In words: "61 favorevoli, 9 contrari, 5 astenuti"."""
    department: str
    """Code of the department that answers today."""
    handed_on: str = ""
    """The ways from department to department, in words; empty when there were none."""
    outcome: AnswerOutcome | None = None
    reason: str = ""
    follow_up: str = ""
    follow_up_on: date | None = None
    answered_on: date | None = None
    """Day of the first answer: a later correction makes nobody late."""

    @property
    def is_answered(self) -> bool:
        """Tell whether there is an outcome with its reason."""
        return self.outcome is not None and bool(self.reason.strip())


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a form goes to, and what it must know of the cycle: departments are code to name."""

    process_id: str
    short_title: str
    departments: Mapping[str, str]
    department: str


def owed(views: Iterable[RecommendationView], department: str) -> list[RecommendationView]:
    """Return the recommendations that a department answers, by number."""
    return sorted((view for view in views if view.department == department), key=lambda view: view.number)

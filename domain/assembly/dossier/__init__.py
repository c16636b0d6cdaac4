"""The response dossier: what the city must answer, by when, what it answered and what is missing (promise A12)."""

from __future__ import annotations

from domain.assembly.dossier.form import answers_form, answers_spec, mending_answers
from domain.assembly.dossier.lines import DossierLines, dossier_lines
from domain.assembly.dossier.reading import GivenAnswer, new_owners, read_answers
from domain.assembly.dossier.state import (
    Delay,
    DossierState,
    Gap,
    Work,
    answers_due_on,
    delay_in_words,
    dossier_state,
    why_not_closed,
)
from domain.assembly.dossier.views import Asked, RecommendationView, owed

__all__ = [
    "Asked",
    "Delay",
    "DossierLines",
    "DossierState",
    "Gap",
    "GivenAnswer",
    "RecommendationView",
    "Work",
    "answers_due_on",
    "answers_form",
    "answers_spec",
    "delay_in_words",
    "dossier_lines",
    "dossier_state",
    "mending_answers",
    "new_owners",
    "owed",
    "read_answers",
    "why_not_closed",
]

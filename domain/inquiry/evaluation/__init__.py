"""Evaluation: what each department is asked, what it answered, when it will be done (valutazione, promises I5, I14)."""

from __future__ import annotations

from domain.inquiry.evaluation.form import evaluation_form, evaluation_spec, mending_form
from domain.inquiry.evaluation.groups import (
    Disagreement,
    EvaluatedComment,
    Question,
    contradictions,
    expand_groups,
    questions,
)
from domain.inquiry.evaluation.pace import Projection, projection
from domain.inquiry.evaluation.reading import read_evaluations

__all__ = [
    "Disagreement",
    "EvaluatedComment",
    "Projection",
    "Question",
    "contradictions",
    "evaluation_form",
    "evaluation_spec",
    "expand_groups",
    "mending_form",
    "projection",
    "questions",
    "read_evaluations",
]

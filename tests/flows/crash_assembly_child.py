"""The assembly's small year, to be killed anywhere."""

from __future__ import annotations

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import small_year
from crash_parent import Known, Left, remember, without_waiting
from crash_year import Play, answer_for

from domain.assembly.invitations import mailing
from domain.documents import charts
from flows import papers
from flows.assembly_acts import checking
from flows.edges import Desk

OWN = {
    "commitment": "kind, manifest_sha256, document, committed_at",
    "public_seed": "kind, seed, sources, recorded_at",
    "invitation": "code, wave, stratum, channel, invited_at",
    "availability": "code, source_file_id, is_available, answers, answered_at",
    "contact": "code, name, email, phone, language, recorded_at",
    "seat": "cohort, number, code, origin, replaces, enters_on, leaves_on, recorded_at",
    "seat_ending": "seat_id, reason, leaves_on, recorded_at",
    "replacement_call": "vacated, code, effect, called_at, answer_by",
    "replacement_reply": "call_id, accepts, recorded_at",
    "erasure": "what, rows, erased_at",
    "meeting": "number, sequence, kind, starts_at, ends_at, place, agenda, is_cancelled, convened_at",
    "meeting_minutes": "meeting_number, points, present, entitled, recorded_at",
    "attendance": "meeting_number, code, is_present",
    "action_choice": "action, meeting_number, recorded_at",
    "recommendation": "number, title, text, votes_for, votes_against, is_adopted, recorded_at",
    "answer_owner": "recommendation_id, department, reason, assigned_at",
    "recommendation_answer": "recommendation_id, outcome, reason, follow_up, answered_at",
}
LABELS = small_year.LABELS_OF_ACTS


def act(desk: Desk, number: int) -> None:
    """Do an act with what the calendar makes of it."""
    following = LABELS[number + 1] if number + 1 < len(LABELS) else ""
    small_year.play(desk, since=LABELS[number], until=following)


def be_quick(known: Known) -> None:
    """Take what the undisturbed year has typeset or drawn from memory."""
    for room, name in ((papers, "render"), (mailing, "typeset")):
        remember(known, room, name)
    for chart in ("columns", "rows", "stacked_rows"):
        remember(known, charts, chart)
    without_waiting()


PLAY = Play(LABELS, act, OWN, lambda desk: checking.verify(desk, small_year.ID).faults, be_quick, "anno")


def left_behind(desk: Desk) -> Left:
    """Return all that a life left."""
    return PLAY.left_behind(desk)


if __name__ == "__main__":
    answer_for(PLAY)

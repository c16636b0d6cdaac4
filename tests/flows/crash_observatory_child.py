"""Two years of a small observatory, to be killed anywhere."""

from __future__ import annotations

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")

from crash_parent import Known, remember, without_waiting
from crash_year import Play, answer_for
from small_observatory_years import ID, LABELS, SCRIPT

from flows.edges import Desk
from flows.observatory_acts import checking, preparing
from flows.observatory_rehearsal import ObservatoryRehearsal

OWN = {
    "extract": "number, source_file_id, kind, year, sender, name, rows_in, rows_accepted, rows_set_aside, received_at",
    "edition_draft": "number, year, inputs_sha256, manifest_sha256, replaces, reason, prepared_at",
    "edition": "draft_id, year, revision, manifest_sha256, act, act_on, officer, published_at",
    "erasure": "what, rows, erased_at",
}


def rehearsal(desk: Desk) -> ObservatoryRehearsal:
    """The years as they are played."""
    return ObservatoryRehearsal(desk, SCRIPT)


def be_quick(known: Known) -> None:
    """Take the editions that the undisturbed years have made from memory."""

    def by_inputs(_desk: object, _case: object, inputs: object, revisions: object, **told: object) -> object:
        return getattr(inputs, "sha256", None), revisions, told

    remember(known, preparing, "make", by_inputs)
    without_waiting()


def act(desk: Desk, number: int) -> None:
    """Do an act with what the calendar makes of it."""
    play = rehearsal(desk)
    acts = play.acts()
    assert tuple(one.label for one in acts) == LABELS
    play.perform(acts[number])


PLAY = Play(LABELS, act, OWN, lambda desk: checking.verify(desk, ID).faults, be_quick, "osservatorio")

if __name__ == "__main__":
    answer_for(PLAY)

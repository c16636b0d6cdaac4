"""An edition composed from the files on record, beside the private parts of the editions before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date

from domain.observatory.compose import Composed, compose
from domain.observatory.kept import Kept
from domain.observatory.received import Received
from domain.observatory.table import Geography
from domain.store.observatory import Draft, HandedIn
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase
from flows.observatory_acts.files import on_disk
from flows.observatory_acts.folders import BASIS, folder_of
from flows.observatory_acts.inputs import Inputs


def composed(desk: Desk, case: ObservatoryCase, inputs: Inputs, geography: Geography, *, made_on: date) -> Composed:
    """Return the edition that the inputs make, read while their files are lent.

    Raises: Refusal when nothing can be counted, a file has too many faults, or a private part is gone.
    """
    with ExitStack() as stack:
        received = list(_lent(desk, case, inputs.extracts, stack, is_last_year=False))
        received += _lent(desk, case, inputs.last_households, stack, is_last_year=True)
        return compose(
            received,
            geography,
            case.definition,
            year=inputs.year,
            made_on=made_on,
            last=_kept(desk, case, inputs.last),
            corrects=_kept(desk, case, inputs.corrects),
        )


def _lent(
    desk: Desk, case: ObservatoryCase, files: Sequence[HandedIn], stack: ExitStack, *, is_last_year: bool
) -> Iterator[Received]:
    for one in files:
        path = stack.enter_context(on_disk(desk, case.id, one))
        yield Received(one.kind, path, one.sender, one.sha256, is_last_year)


def _kept(desk: Desk, case: ObservatoryCase, draft: Draft | None) -> Kept | None:
    """Return the private part of a draft, which lies in its folder."""
    if draft is None:
        return None
    return Kept.from_bytes(desk.read(case.id, f"{folder_of(draft)}/{BASIS}"))

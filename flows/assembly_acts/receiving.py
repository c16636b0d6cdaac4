"""Files that come by mail, taken into their cycle when they are answers and come from the department that owes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from domain.assembly.definition import AssemblyDefinition
from domain.errors import Refusal
from flows.assembly_acts.answering import read_back
from flows.assembly_acts.case import load_case
from flows.edges import Desk
from flows.mailed_files import NO_FORM, OF_THE_DEPARTMENT, Found, Taken, why_not_from


def take_in(
    desk: Desk, process_id: str, found: Sequence[Found], *, sender: str, answers: str, as_of: datetime
) -> Taken:
    """Take the files of one message into a cycle; which letter they answer does not matter, the form says it.

    The same files twice change nothing. A file that is refused, or comes from somebody else, is left to the officer.
    """
    del answers
    outcome = Taken()
    definition = load_case(desk, process_id).definition
    for one in found:
        file = one.file
        problem = _why_not(definition, one, sender)
        if problem is not None:
            outcome.leave(file, problem)
        else:
            outcome.attempt([file], partial(read_back, desk, process_id, file.name, file.data, as_of=as_of))
    return outcome


def _why_not(definition: AssemblyDefinition, one: Found, sender: str) -> Refusal | None:
    """Say why a file is not taken in unseen: it is no department's form, or not from the department that owes it."""
    department = one.meta.get("department", "")
    if not department:
        return one.fault or NO_FORM
    expected = [dept.email for dept in definition.departments if dept.code == department]
    return why_not_from(sender, expected, OF_THE_DEPARTMENT)

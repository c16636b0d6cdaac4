"""Files that come by mail, taken into their inquiry when they plausibly come from whoever owes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import PurePath

from domain.documents.mail_kinds import ExportRequest
from domain.errors import Refusal
from domain.inquiry.contributions import FORM_KIND
from domain.inquiry.definition import InquiryDefinition
from flows.edges import Desk
from flows.inquiry_acts.case import load_case
from flows.inquiry_acts.collecting import collect_files
from flows.inquiry_acts.evaluating import read_back
from flows.mailed_files import NO_FORM, OF_THE_DEPARTMENT, Found, Taken, why_not_from

_EXPORTS = (".csv", ".json", ".xlsx", ".zip")


def take_in(
    desk: Desk, process_id: str, found: Sequence[Found], *, sender: str, answers: str, as_of: datetime
) -> Taken:
    """Take the files of one message into an inquiry; `answers` is the key of the letter that they answer, if any.

    The same files twice change nothing. A file that is refused, or comes from somebody else, is left to the officer.
    """
    outcome = Taken()
    definition = load_case(desk, process_id).definition
    exports = []
    for one in found:
        file, kind = one.file, _kind(one, answers)
        problem = _why_not(definition, one, kind, sender)
        if problem is not None:
            outcome.leave(file, problem)
        elif kind == "scheda":
            outcome.attempt([file], partial(read_back, desk, process_id, file.name, file.data, as_of=as_of))
        else:
            exports.append(file)
    if exports:
        read = [(file.name, file.data) for file in exports]
        outcome.attempt(exports, partial(collect_files, desk, process_id, read, as_of=as_of))
    return outcome


def _kind(one: Found, answers: str) -> str:
    if one.meta.get("form") == FORM_KIND:
        return "contributi"
    if one.meta:
        return "scheda"
    is_export = answers.startswith(f"{ExportRequest.template}:") and PurePath(one.file.name).suffix.lower() in _EXPORTS
    return "esportazione" if is_export else ""


def _why_not(definition: InquiryDefinition, one: Found, kind: str, sender: str) -> Refusal | None:
    """Say why a file is not taken in unseen: it is nothing that we asked for, or not from whoever we asked."""
    everyone = definition.recipients
    match kind:
        case "scheda":
            expected = [dept.email for dept in definition.departments if dept.code == one.meta.get("department")]
            whose = OF_THE_DEPARTMENT
        case "esportazione":
            expected = [everyone.platform.email]
            whose = "dall'indirizzo di chi gestisce la piattaforma"
        case "contributi":
            known = [everyone.responsible, everyone.coordination, everyone.platform, *everyone.working_group]
            expected = [*(one.email for one in known), *(one.email for one in definition.departments)]
            whose = "da un indirizzo della definizione"
        case _:
            return one.fault or NO_FORM
    return why_not_from(sender, expected, whose)

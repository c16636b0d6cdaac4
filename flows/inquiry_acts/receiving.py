"""Files that come by mail, taken into their inquiry when they plausibly come from whoever owes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from sqlalchemy.exc import SQLAlchemyError

from domain.documents.forms.peek import form_meta
from domain.documents.mail_kinds import ArrivedFile, ArrivedFiles, ExportRequest
from domain.errors import Refusal
from domain.inquiry.contributions import FORM_KIND
from domain.inquiry.definition import InquiryDefinition
from domain.minutes import NewLetter
from domain.outbox.opened import Enclosure
from flows.edges import Desk
from flows.inquiry_acts.case import load_case
from flows.inquiry_acts.collecting import collect_files
from flows.inquiry_acts.evaluating import read_back
from flows.inquiry_acts.letters import letter

_EXPORTS = (".csv", ".json", ".xlsx", ".zip")
_BY_HAND = "se il file è buono, acquisitelo voi dalla cartella degli arrivi; altrimenti rispondete a chi l'ha mandato"
_ASK_AGAIN = "chiedete a chi l'ha mandato il modulo Excel (.xlsx) ricevuto da noi, compilato"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that came by mail, with what its hidden sheet says if it is a form of ours."""

    file: Enclosure
    meta: Mapping[str, str]
    fault: Refusal | None = None
    """What it is instead of a form."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was not taken in: why, and what to do."""

    file: Enclosure
    problem: str
    remedy: str


@dataclass(slots=True)
class Taken:
    """What became of the files of one message in one process. Files in = taken + left."""

    taken: list[Enclosure] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def look_at(file: Enclosure) -> Found:
    """Say whether a file is a form of ours, and of which process; never raises for what is in it."""
    if PurePath(file.name).suffix.lower() == ".eml":
        return Found(file, {}, Refusal("è un messaggio allegato a un altro", f"apritelo: {_BY_HAND}"))
    try:
        return Found(file, form_meta(file.data, file.name))
    except Refusal as refusal:
        return Found(file, {}, refusal)
    except Exception as error:  # whatever a foreign file does to its reader, the message it came with is not lost
        return Found(file, {}, Refusal(f"il file non si può leggere ({type(error).__name__})", _ASK_AGAIN))


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
        kind = _kind(one, answers)
        problem = _why_not(definition, one, kind, sender)
        if problem is not None:
            outcome.left.append(Left(one.file, problem.problem, problem.remedy))
        elif kind == "scheda":
            _try(outcome, desk, process_id, [one.file], as_of)
        else:
            exports.append(one.file)
    if exports:
        _try(outcome, desk, process_id, exports, as_of, collect=True)
    return outcome


def _kind(one: Found, answers: str) -> str:
    if one.meta.get("form") == FORM_KIND:
        return "contributi"
    if one.meta:
        return "scheda"
    is_export = answers.startswith(f"{ExportRequest.template}:") and PurePath(one.file.name).suffix.lower() in _EXPORTS
    return "esportazione" if is_export else ""


def _why_not(definition: InquiryDefinition, one: Found, kind: str, sender: str) -> Refusal | None:
    """Say why a file is not taken in unseen: it is nothing that we asked for, or not from whoever we asked.

    An address can be forged: this keeps out mistakes and strangers, not a forger who holds the department's own form.
    """
    everyone = definition.recipients
    match kind:
        case "scheda":
            expected = [dept.email for dept in definition.departments if dept.code == one.meta.get("department")]
            whose = "dall'indirizzo della direzione a cui la scheda appartiene"
        case "esportazione":
            expected = [everyone.platform.email]
            whose = "dall'indirizzo di chi gestisce la piattaforma"
        case "contributi":
            known = [everyone.responsible, everyone.coordination, everyone.platform, *everyone.working_group]
            expected = [*(one.email for one in known), *(one.email for one in definition.departments)]
            whose = "da un indirizzo della definizione"
        case _:
            return one.fault or Refusal("non è un modulo di questo procedimento", _ASK_AGAIN)
    if sender in {address.lower() for address in expected}:
        return None
    return Refusal(f"non viene {whose}", f"verificate chi l'ha mandato: {_BY_HAND}")


def _try(
    outcome: Taken, desk: Desk, process_id: str, files: list[Enclosure], as_of: datetime, *, collect: bool = False
) -> None:
    try:
        if collect:
            collect_files(desk, process_id, [(file.name, file.data) for file in files], as_of=as_of)
        else:
            read_back(desk, process_id, files[0].name, files[0].data, as_of=as_of)
    except Refusal as refusal:
        remedy = f"{refusal.remedy}. Poi {_BY_HAND}"
        outcome.left += [Left(file, refusal.problem, remedy) for file in files]
    except (SQLAlchemyError, OSError):
        raise  # the house's trouble, not the file's: the message waits for the next round
    except Exception as error:  # a file that breaks its reader must not keep the rest of the mailbox waiting
        problem = f"la lettura si è interrotta ({type(error).__name__})"
        remedy = f"segnalatelo a chi mantiene il programma; {_ASK_AGAIN}"
        outcome.left += [Left(file, problem, remedy) for file in files]
    else:
        outcome.taken += files


def tell_officer(
    desk: Desk, process_id: str, files: Sequence[ArrivedFile], *, about: str, sender: str, as_of: datetime
) -> NewLetter:
    """Write to the officer in charge which files came, where they lie and what to do."""
    case = load_case(desk, process_id)
    return letter(
        desk,
        case,
        ArrivedFiles,
        case.definition.recipients.responsible,
        about=about,
        sender=sender or "un mittente che non si riconosce",
        arrived_on=case.day(as_of),
        files=files,
    )

"""The files of a message that came in: to which process each belongs, and what became of it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from domain.documents.mail_of_office import ArrivedFile, ArrivedFiles
from domain.errors import Refusal
from domain.minutes import NewLetter
from domain.models import Letter
from domain.outbox.incoming import Understood
from domain.store import processes
from domain.vocabulary import ProcessKind
from flows.arrivals import FOLDER, keep_arrival
from flows.assembly_acts import receiving as of_assembly
from flows.correspondence import letter_of
from flows.edges import Desk
from flows.inquiry_acts import receiving as of_inquiry
from flows.mailed_files import Found, Left, Taken, look_at
from flows.observatory_acts import receiving as of_observatory
from flows.plans import plan_of

_TAKE_IN: Mapping[ProcessKind, Callable[..., Taken]] = {
    ProcessKind.INQUIRY: of_inquiry.take_in,
    ProcessKind.ASSEMBLY: of_assembly.take_in,
    ProcessKind.OBSERVATORY: of_observatory.take_in,
}
"""A kind of process that takes in files by mail joins with a row of this table."""
MOST_FILES = 20
"""Files of one message that are looked into: opening a hostile one takes seconds."""
_TO_SEE = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".json", ".zip", ".pdf"}
    | {".doc", ".docx", ".odt", ".p7m", ".dat", ".eml"}
)
"""Endings of files that may be an answer; pictures of a signature, cards and the like are not."""
_TOO_MANY = Refusal(f"il messaggio porta più di {MOST_FILES} file", "guardate questo file voi stessi")
_OTHER_FORM = Refusal("è un modulo di un altro procedimento", "chiedete a chi l'ha mandato il modulo giusto")


def take_files(
    desk: Desk, understood: Understood, letter: Letter | None, *, answers: str, as_of: datetime
) -> dict[str, Taken]:
    """Take in the files of a message, each where it belongs; returns what became of them, by process.

    A form goes to the process that it names, another file to that of the letter that it answers; a file that does
    neither concerns nobody. `answers` is the key of the letter within its process.
    """
    outcome = {}
    for process_id, found in _by_process(desk, understood, letter).items():
        take_in = _TAKE_IN.get(_kind_of(desk, process_id))
        if take_in is None:
            problem, remedy = "questo procedimento non acquisisce file per posta", "guardatelo voi stessi"
            outcome[process_id] = Taken(left=[Left(one.file, problem, remedy) for one in found])
            continue
        answered = answers if letter and letter.process_id == process_id else ""
        outcome[process_id] = take_in(desk, process_id, found, sender=understood.sender, answers=answered, as_of=as_of)
    return outcome


def _by_process(desk: Desk, understood: Understood, letter: Letter | None) -> dict[str, list[Found]]:
    to_see = [one for one in understood.enclosures if PurePath(one.name).suffix.lower() in _TO_SEE]
    by_process: dict[str, list[Found]] = {}
    for place, file in enumerate(to_see):
        one = look_at(file) if place < MOST_FILES else Found(file, {}, _TOO_MANY)
        named = one.meta.get("process", "")
        if named and _is_known(desk, named):
            by_process.setdefault(named, []).append(one)
        elif letter is not None:
            other = Found(file, {}, _OTHER_FORM if named else one.fault)
            by_process.setdefault(letter.process_id, []).append(other)
    return by_process


def keep_what_was_left(desk: Desk, process_id: str, left: Sequence[Left]) -> list[ArrivedFile]:
    """Keep the files that nobody took in among the arrivals of their process; returns what the officer must know."""
    return [
        ArrivedFile(
            name=one.file.name,
            place=f"{FOLDER}/{keep_arrival(desk, process_id, one.file.name, one.file.data)}",
            problem=one.problem,
            remedy=one.remedy,
        )
        for one in left
    ]


def tell_officer(
    desk: Desk, process_id: str, files: Sequence[ArrivedFile], *, about: str, sender: str, as_of: datetime
) -> list[NewLetter]:
    """Write to the officer in charge which files came, where they lie and what to do; none has the office itself."""
    kind = _kind_of(desk, process_id)
    if kind not in _TAKE_IN:
        return []
    case = plan_of(desk, process_id).load(desk, process_id)
    officer = case.definition.recipients.responsible
    # A citizen who writes to the assembly is not named in a letter that outlives the erasure of personal data.
    is_told = kind is ProcessKind.INQUIRY or sender in {one.email.lower() for one in case.definition.offices}
    mail = ArrivedFiles(
        recipient=officer.name,
        office=desk.post.mailbox.name,
        reply_to=desk.post.mailbox.address,
        process=case.definition.short_title,
        city=case.definition.city,
        sender=(sender if is_told else "") or "un mittente che non si riconosce",
        arrived_on=case.day(as_of),
        files=files,
    )
    return [letter_of(mail, about=about, to_address=officer.email)]


def _kind_of(desk: Desk, process_id: str) -> ProcessKind:
    with desk.reading() as session:
        return processes.get(session, process_id).kind


def _is_known(desk: Desk, process_id: str) -> bool:
    with desk.reading() as session:
        return processes.find(session, process_id) is not None

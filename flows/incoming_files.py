"""The files of a message that came in: to which process each belongs, and what became of it there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from domain.documents.mail_kinds import ArrivedFile
from domain.errors import Refusal
from domain.models import Letter
from domain.outbox.incoming import Understood
from domain.store import processes
from domain.vocabulary import ProcessKind
from flows.arrivals import FOLDER, keep_arrival
from flows.edges import Desk
from flows.inquiry_acts.receiving import Found, Left, Taken, look_at, take_in

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
        if not is_inquiry(desk, process_id):
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


def is_inquiry(desk: Desk, process_id: str) -> bool:
    """Tell whether a process is an inquiry: the only kind that takes in files so far."""
    with desk.reading() as session:
        return processes.get(session, process_id).kind is ProcessKind.INQUIRY


def _is_known(desk: Desk, process_id: str) -> bool:
    with desk.reading() as session:
        return processes.find(session, process_id) is not None

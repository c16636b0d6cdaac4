"""One round of reading the office's mailbox, without the engine: each message on record once, then marked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.documents.mail_of_office import ArrivedFile
from domain.errors import Refusal
from domain.italian import counted
from domain.minutes import Minutes
from domain.models import IncomingMessage, Letter
from domain.outbox import incoming as rules
from domain.outbox.incoming import Understood, understand
from domain.outbox.opened import Enclosure
from domain.register import EntryDraft
from domain.store import incoming, letters
from domain.store.turns import sole_turn
from domain.vocabulary import EntryKind, IncomingKind, LetterState
from flows.edges import Desk
from flows.incoming_files import keep_what_was_left, take_files, tell_officer
from flows.mailbox import InTray, Waiting
from flows.mailed_files import Taken


@dataclass(slots=True)
class MailRound:
    """What a round of reading did. Messages read = on record now + on record before."""

    kinds: Counter[str] = field(default_factory=Counter)
    """NAMEs of the kinds of the messages that were put on record, and how many."""
    known_before: int = 0
    refused: list[int] = field(default_factory=list)
    """Letters that turned out not to have arrived: they wait for a person."""
    proven: list[int] = field(default_factory=list)
    """Uncertain letters that turned out to have left."""
    files_taken: int = 0
    files_left: int = 0
    """Files kept among the arrivals: the officer was told."""
    touched: set[str] = field(default_factory=set)
    """Processes into which files were taken: whoever called advances them."""
    postponed: list[str] = field(default_factory=list)
    """Why messages could not be put on record, one line each: the next round reads them again."""
    stopped: str = ""
    """Why the round ended before the mailbox did; the messages left over stay where they are."""
    is_busy: bool = False
    """Another reader was at work: this one did nothing."""

    @property
    def counts(self) -> dict[str, int]:
        """How many, by what became of them."""
        return {
            "read": self.kinds.total() + self.known_before,
            "known_before": self.known_before,
            "letters_refused": len(self.refused),
            "letters_proven": len(self.proven),
            "files_taken": self.files_taken,
            "files_left": self.files_left,
            "postponed": len(self.postponed),
        }

    @property
    def in_words(self) -> str:
        """What an officer reads of a round, one thing in a line; with the numbers of letters, without names."""
        if self.is_busy:
            return "Qualcun altro sta leggendo la casella: qui non c'è nulla da fare."
        read = counted(self.kinds.total(), "messaggio letto", "messaggi letti")
        return "\n".join(
            [
                f"{read}, {self.known_before} già a protocollo, {len(self.postponed)} rimandati.",
                *(f"- {IncomingKind[name]}: {times}" for name, times in sorted(self.kinds.items())),
                *(f"- lettera n. {number}: non consegnata, attende una decisione" for number in self.refused),
                *(f"- lettera n. {number}: era incerta, risulta partita" for number in self.proven),
                *([f"- file acquisiti: {self.files_taken}"] if self.files_taken else []),
                *([f"- file tra gli arrivi, per il responsabile: {self.files_left}"] if self.files_left else []),
                *(f"- rimandato: {why}" for why in self.postponed),
            ]
        )


@dataclass(slots=True)
class _Message:
    """A message with all that is known about it before it is put on record."""

    sha256: str
    understood: Understood
    letter: Letter | None
    kind: IncomingKind
    files: dict[str, Taken] = field(default_factory=dict)
    """What became of its files, by process."""

    @property
    def answers(self) -> str:
        """The key of the letter that it answers, within its process."""
        return self.letter.key.removeprefix(f"{self.letter.process_id}/") if self.letter else ""

    @property
    def process_ids(self) -> list[str]:
        """The processes that it concerns, that of the letter first."""
        own = [self.letter.process_id] if self.letter else []
        return list(dict.fromkeys([*own, *self.files]))


def read_mail(desk: Desk, tray: InTray, *, as_of: datetime, limit: int = 100) -> MailRound:
    """Read the oldest new messages, at most `limit`; a second reader at the same time does nothing.

    What a message brings is taken in first, then the message is put on record with all that follows from it, in one
    transaction, and last it is marked in the mailbox. Whenever the process dies, the next round finds the message
    again: the files are known by their hashes, the message by its own.
    """
    tally = MailRound()
    with sole_turn(desk.engine, "mailbox") as is_ours:
        if not is_ours:
            tally.is_busy = True
            return tally
        try:
            tray.open()
            for waiting in tray.waiting(limit):
                if _read_one(desk, tray, waiting, tally, as_of=as_of):
                    tray.mark(waiting.uid)
        except Refusal as refusal:
            tally.stopped = str(refusal)
        finally:
            tray.close()
    return tally


def _read_one(desk: Desk, tray: InTray, waiting: Waiting, tally: MailRound, *, as_of: datetime) -> bool:
    """Take in one message; False when it is not on record after all."""
    is_too_large = waiting.size > tray.largest_bytes
    data = tray.read(waiting.uid, head_only=is_too_large)
    if data is None:
        return False
    # Of a message that is not downloaded nobody knows the bytes: its headers and its size stand for them.
    sha256 = hashlib.sha256(data + (f"\n{waiting.size}".encode() if is_too_large else b"")).hexdigest()
    with desk.reading() as session:
        if incoming.is_on_record(session, sha256):
            tally.known_before += 1
            return True
    understood = understand(data)
    if is_too_large:
        fault = f"supera {tray.largest_bytes // 1_000_000} MB: non è stato scaricato"
        understood = Understood(understood.kind, understood.about, "", fault, understood.sender)
    try:
        _take(desk, sha256, understood, tally, as_of=as_of)
    except Refusal as refusal:  # a template of the city's, say: the messages behind this one need not wait for it
        tally.postponed.append(str(refusal))
        return False
    return True


def _take(desk: Desk, sha256: str, understood: Understood, tally: MailRound, *, as_of: datetime) -> None:
    with desk.transaction() as session:
        letter = incoming.letter_about(session, understood.about)
    message = _Message(sha256, understood, letter, rules.kind_of(understood, is_about_us=letter is not None))
    message.files = take_files(desk, understood, letter, answers=message.answers, as_of=as_of)
    tally.touched |= {process_id for process_id, files in message.files.items() if files.taken}
    minutes = {process_id: _minutes(desk, process_id, message, as_of) for process_id in message.process_ids}
    _put_on_record(desk, message, minutes, tally, as_of=as_of)


def _minutes(desk: Desk, process_id: str, message: _Message, as_of: datetime) -> Minutes:
    """Write down what a process keeps of a message: hashes and ids; what the officer must see, in a letter."""
    files = message.files.get(process_id, Taken())
    to_see = keep_what_was_left(desk, process_id, files.left)
    if message.kind is IncomingKind.REPLY and message.understood.fault:
        remedy = "apritelo nella casella e salvatene gli allegati nella cartella degli arrivi"
        to_see.append(ArrivedFile("messaggio", "nella casella di posta", message.understood.fault, remedy))
    payload = {
        "kind": message.kind.name,
        "letter": message.answers if message.letter and message.letter.process_id == process_id else "",
        "taken": [_hash(file) for file in files.taken],
        "left": [_hash(one.file) for one in files.left],
    }
    minutes = Minutes(entries=[EntryDraft(EntryKind.MAIL, message.sha256, as_of, "ufficio", payload)])
    if to_see:
        about, sender = message.sha256[:16], message.understood.sender
        minutes.letters += tell_officer(desk, process_id, to_see, about=about, sender=sender, as_of=as_of)
    return minutes


def _put_on_record(
    desk: Desk, message: _Message, minutes: Mapping[str, Minutes], tally: MailRound, *, as_of: datetime
) -> None:
    letter, understood = message.letter, message.understood
    taken = sum(len(files.taken) for files in message.files.values())
    left = sum(len(files.left) for files in message.files.values())
    with desk.transaction() as session:
        was = now = letter.state if letter else LetterState.SENT
        if letter is not None and letter.id is not None:
            reply = rules.reply_in_words(message.kind, understood)
            was, now = letters.hear_of(session, letter.id, kind=message.kind, reply=reply, heard_at=as_of)
        row = IncomingMessage(
            sha256=message.sha256,
            kind=message.kind,
            process_id=next(iter(message.process_ids), None),
            letter_id=letter.id if letter else None,
            received_at=as_of,
            attachments=len(understood.enclosures),
            told=_in_words(message, was, now, taken, left),
        )
        if not incoming.put_on_record(session, row):
            return  # another reader was faster: what it heard of the letter is what we heard
        for process_id in sorted(minutes):
            desk.keep_in(session, process_id, minutes[process_id], as_of=as_of)
    tally.kinds[message.kind.name] += 1
    tally.files_taken += taken
    tally.files_left += left
    if letter is not None and letter.id is not None and now is not was:
        (tally.refused if now is LetterState.REFUSED else tally.proven).append(letter.id)


def _in_words(message: _Message, was: LetterState, now: LetterState, taken: int, left: int) -> str:
    """Say what was done with a message, without names and addresses."""
    said = [message.understood.fault] if message.understood.fault else []
    if message.letter is not None:
        change = f"da {was} a {now}" if now is not was else f"resta {now}"
        said.append(f"lettera n. {message.letter.id}: {change}")
    elif not message.files:
        said.append(rules.NOT_OURS)
    if taken:
        said.append(counted(taken, "file acquisito", "file acquisiti"))
    if left:
        said.append(counted(left, "file tra gli arrivi", "file tra gli arrivi"))
    return "; ".join(said)


def _hash(file: Enclosure) -> str:
    return hashlib.sha256(file.data).hexdigest()

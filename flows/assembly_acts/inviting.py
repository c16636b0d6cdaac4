"""Inviting those drawn: letters for the print shop, e-mails through the outbox, reminders to the silent (A2)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlmodel import Session  # noqa: TID251  (a type: the session is opened by domain.store)

import templates
from domain.assembly import bindings
from domain.assembly.invitations.addresses import Addresses, read_addresses
from domain.assembly.invitations.mailing import MailingFacts, PrintedMailing, print_mailing
from domain.assembly.invitations.mails import invitation_mails
from domain.assembly.invitations.recipients import Channels, Recipient, share_out
from domain.assembly.invitations.texts import LetterTexts, printable, read_texts
from domain.documents.print.fonts import Typeface, installed
from domain.errors import Fault, Refusal
from domain.italian import counted, day_in_words
from domain.minutes import FiledDocument, Minutes
from domain.register import EntryDraft
from domain.store import assembly_draws, assembly_erasures, personal_letters, processes
from domain.vocabulary import AssemblyStage, ContactChannel, DocumentKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.responding import FOLDER, blank_form
from flows.edges import Desk
from flows.steps import Moment, in_turn

_MOST_NAMED = 200
"""Faults that an account names."""


@dataclass(slots=True)
class Invited:
    """What a mailing did: rows in = letters + e-mails + set aside + rows of others."""

    rows_in: int = 0
    letters: int = 0
    emails: int = 0
    others: int = 0
    without_address: int = 0
    """Codes to write to that have no row in the file."""
    lots: int = 0
    faults: list[Fault] = field(default_factory=list)
    known_before: bool = False

    @property
    def in_words(self) -> str:
        """One sentence for whoever started it."""
        if self.known_before:
            return "Tutti gli inviti di questa tornata sono già partiti: nulla di cambiato."
        return (
            f"{counted(self.letters, 'lettera', 'lettere')} da stampare in {counted(self.lots, 'lotto', 'lotti')}, "
            f"{counted(self.emails, 'messaggio', 'messaggi')} di posta elettronica; "
            f"{counted(len(self.faults), 'riga accantonata', 'righe accantonate')}, "
            f"{counted(self.without_address, 'codice senza riga', 'codici senza riga')} nel file."
        )


@in_turn
def invite(desk: Desk, process_id: str, addresses: tuple[str, bytes], *, is_reminder: bool, as_of: datetime) -> Invited:
    """Write to those drawn who were not written to, or (`is_reminder`) to those who have not answered.

    The file of addresses is read and not kept: names stay with the statistics office, in the printed lots, and in the
    letters sent by e-mail, which the erasure blanks.
    A further wave is written to for as long as answers are taken; a mailing that was done stays done in every stage.
    Raises: Refusal when nobody was drawn yet, no answer is taken any more, the file is no list, or the texts cannot be
    printed.
    """
    case = load_case(desk, process_id)
    name = _name(case, as_of) if is_reminder else ""
    wave, wanted = _wanted(desk, case, is_reminder=is_reminder)
    if not wanted or (name and f"{FOLDER}/{name}-distinta.csv" in _document_names(desk, case)):
        if case.stage in (AssemblyStage.PREPARATION, AssemblyStage.COMMITTED):
            require_stage(case, "non si invita", AssemblyStage.INVITED)
        return Invited(known_before=True)
    _refuse_closed(case)
    read = read_addresses(addresses[1], addresses[0], case.zone, wanted=wanted)
    faces, texts = _texts(is_reminder)
    channels = share_out(read.recipients, faces, letter_for_all=case.definition.invitations.channel == "entrambi")
    if not channels.letters and not channels.emails:
        return _account(read, channels)  # the same file again, or one without them: a mailing of nothing is none
    facts = facts_of(desk, case, name or _round_name(desk, case, wave), as_of)
    documents: list[FiledDocument] = []
    printed = print_mailing(
        channels,
        printable(texts, faces, name=facts.name),
        facts,
        layout=templates.text("assembly", "letter.typ"),
        cover=templates.text("assembly", "letter_cover.typ"),
        write=lambda file, data: documents.append(_filed(desk, case, file, data)),
        lot_size=case.definition.invitations.lot_size,
    )
    number = (case.day(as_of) - case.definition.invitations.letters_on).days if is_reminder else wave
    emails = _not_reminded(desk, case, channels.emails, number) if is_reminder else channels.emails
    mails = list(invitation_mails(emails, facts, wave=number, is_reminder=is_reminder))
    if "scheda-disponibilita.xlsx" not in "".join(_document_names(desk, case)):
        documents.append(blank_form(desk, case, created=as_of))
    payload: dict[str, object] = {
        "addresses_sha256": hashlib.sha256(addresses[1]).hexdigest(),
        "letters": printed.printed,
        "emails": len(emails),
        "set_aside": len(channels.set_aside) + len(read.set_aside),
        "without_address": len(read.missing),
    }
    if not is_reminder:
        payload |= bindings.MAILED.of(_mailed(channels))
    entry = EntryDraft(EntryKind.INVITATION, facts.name, as_of, case.definition.recipients.statistics.name, payload)
    with desk.transaction() as session:
        if not is_reminder:
            _note(session, case, channels, as_of)
        desk.keep_in(session, case.id, Minutes(entries=[entry], documents=documents, letters=mails), as_of=as_of)
    return _account(read, channels, printed)


def remind(desk: Desk, case: AssemblyCase, moment: Moment, *, days: int) -> Minutes:
    """Remind by e-mail those who were invited by e-mail and have not answered."""
    silent = _silent(desk, case)
    with desk.reading() as session:
        known = personal_letters.addresses_of(session, case.id, prefix="invito-")
    people = [
        Recipient(code=code, name=known[code][0], email=known[code][1]) for code in sorted(silent) if code in known
    ]
    facts = facts_of(desk, case, f"sollecito-{days}", moment.as_of)
    due = _not_reminded(desk, case, people, days)
    return Minutes(letters=list(invitation_mails(due, facts, wave=days, is_reminder=True)))


def _refuse_closed(case: AssemblyCase) -> None:
    """A letter that asks for an answer which nobody would take must not leave."""
    require_stage(case, "non si invita", AssemblyStage.INVITED)
    if "availability" in case.done:
        ended = day_in_words(case.definition.invitations.ends_on)
        raise Refusal(
            f"le disponibilità si sono chiuse il {ended}: chi riceve la lettera non potrebbe rispondere",
            "componete i gruppi con chi è disponibile, anche con un'alternativa alle quote",
        )


def _not_reminded(desk: Desk, case: AssemblyCase, people: Sequence[Recipient], days: int) -> list[Recipient]:
    """Those whom no other reminder of the same day has reached: the calendar's and a manager's may meet."""
    with desk.reading() as session:
        written = {key for key, _ in personal_letters.keys(session, case.id)}
    return [one for one in people if f"{case.id}/sollecito-{days}-{one.code}" not in written]


def facts_of(desk: Desk, case: AssemblyCase, name: str, as_of: datetime) -> MailingFacts:
    """What is the same in every letter of a mailing."""
    definition, to = case.definition, case.definition.invitations.help_desk
    return MailingFacts(
        name=name,
        city=definition.city,
        assembly=definition.title,
        office=desk.post.mailbox.name,
        sender=[definition.city, to.name],
        protocol=f"{case.id} n. {case.register_number + 1}",
        written_on=case.day(as_of),
        answer_by=definition.invitations.ends_on,
        phone=to.phone,
        email=to.email,
        site=to.url,
        check_address=to.url,
    )


def _wanted(desk: Desk, case: AssemblyCase, *, is_reminder: bool) -> tuple[int, frozenset[str]]:
    with desk.reading() as session:
        invitations = assembly_draws.invitations(session, case.id)
        wave = assembly_draws.last_wave(session, case.id)
    if not is_reminder:
        return wave, frozenset(one.code for one in invitations if one.invited_at is None)
    return wave, frozenset(_silent(desk, case))


def _silent(desk: Desk, case: AssemblyCase) -> set[str]:
    """Those invited who have neither answered nor withdrawn."""
    with desk.reading() as session:
        invitations = assembly_draws.invitations(session, case.id)
        settled = assembly_draws.answers(session, case.id).keys() | assembly_erasures.withdrawn(session, case.id)
    return {one.code for one in invitations if one.invited_at is not None and one.code not in settled}


def _texts(is_reminder: bool) -> tuple[tuple[Typeface, ...], LetterTexts]:
    name = "reminder.yaml" if is_reminder else "invitation.yaml"
    texts = read_texts(templates.text("assembly", f"letter_texts/{name}"), name=name)
    faces = installed(texts.fonts)
    if not faces:
        raise Refusal(
            f"nessuno dei caratteri dei testi è installato ({', '.join(texts.fonts)})", "installate fonts-dejavu"
        )
    return faces, texts


def _name(case: AssemblyCase, as_of: datetime) -> str:
    return f"sollecito-{case.day(as_of):%Y%m%d}"


def _round_name(desk: Desk, case: AssemblyCase, wave: int) -> str:
    """A name that no mailing has yet: whoever was left without an address is written to in a further round."""
    first = f"invito-{wave}"
    done = sum(
        name.startswith(f"{FOLDER}/{first}-") and name.endswith("-distinta.csv") for name in _document_names(desk, case)
    )
    return f"{first}-{done + 1}" if done else first


def _filed(desk: Desk, case: AssemblyCase, name: str, data: bytes) -> FiledDocument:
    title = f"Inviti da stampare: {name}"
    return desk.file(case.id, DocumentKind.INVITATION_LIST, f"{FOLDER}/{name}", data, title=title)


def _document_names(desk: Desk, case: AssemblyCase) -> Sequence[str]:
    with desk.reading() as session:
        return [one.name for one in processes.documents(session, case.id)]


def _mailed(channels: Channels) -> list[dict[str, object]]:
    """Through which channel each person was invited, in order of code; an e-mail counts before a letter."""
    found = {person.code: ContactChannel.LETTER for person in channels.letters}
    found |= {person.code: ContactChannel.EMAIL for person in channels.emails}
    return [{"code": code, "channel": channel} for code, channel in sorted(found.items())]


def _note(session: Session, case: AssemblyCase, channels: Channels, as_of: datetime) -> None:
    mailed = _mailed(channels)
    for channel in ContactChannel:
        codes = [str(one["code"]) for one in mailed if one["channel"] is channel]
        assembly_draws.note_invited(session, case.id, codes, channel, invited_at=as_of)


def _account(read: Addresses, channels: Channels, printed: PrintedMailing | None = None) -> Invited:
    aside = [
        Fault(one.reason, "correggete la riga e rilanciate: scrive solo a chi manca", f"codice {one.code or '?'}")
        for one in channels.set_aside
    ]
    faults = [*read.set_aside, *aside, *(printed.left_out if printed else ())]
    return Invited(
        rows_in=read.rows_in,
        letters=printed.printed if printed else 0,
        emails=len(channels.emails),
        others=read.others,
        without_address=len(read.missing),
        lots=len(printed.lots) if printed else 0,
        faults=list(islice(faults, _MOST_NAMED)),
    )

"""Who is written to, and how: one channel per person, decided in one place; who cannot be reached is set aside."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from domain.documents.print.fonts import Typeface, missing_signs
from domain.text import clean_line

WIDEST, TALLEST = 32, 5
"""Unit: characters of a line and lines of the address that the window shows."""
_CODE = re.compile(r"[A-Za-z0-9-]{4,64}")
_POSTCODE = re.compile(r"[0-9]{5}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A resident who was drawn, as the statistics office's own file has them (destinatario).

    `street` may hold several lines: care of, building, staircase.
    """

    code: str
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    email: str = ""
    language: str = "it"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A resident who gets nothing (scartato): named by code and row, never by name."""

    code: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Channels:
    """Every recipient once: those printed, those written to by e-mail, those set aside."""

    letters: tuple[Recipient, ...]
    emails: tuple[Recipient, ...]
    set_aside: tuple[Unreachable, ...]
    by_both: int = 0
    """How many stand both among the letters and among the e-mails."""

    @property
    def received(self) -> int:
        """Return how many rows came in; Law of the room: printed + by e-mail - by both + set aside."""
        return len(self.letters) + len(self.emails) - self.by_both + len(self.set_aside)


def share_out(recipients: Sequence[Recipient], faces: Sequence[Typeface], *, letter_for_all: bool = False) -> Channels:
    """Return who is written to by letter and who by e-mail, each list in order of code.

    An e-mail where there is a good address, else a letter; with `letter_for_all`, a letter to all and an e-mail too.
    """
    letters: list[Recipient] = []
    emails: list[Recipient] = []
    set_aside: list[Unreachable] = []
    seen: set[str] = set()
    both = 0
    for row, person in enumerate(recipients, start=1):
        wrong = _why_not_this_code(person.code, seen)
        if wrong:
            set_aside.append(Unreachable(person.code if _CODE.fullmatch(person.code) else "", row, wrong))
            continue
        seen.add(person.code)
        no_letter, no_email = why_not_by_letter(person, faces), why_not_by_email(person)
        if no_email is None:
            emails.append(person)
        if no_letter is None and (letter_for_all or no_email is not None):
            letters.append(person)
            both += no_email is None
        if no_letter is not None and no_email is not None:
            set_aside.append(Unreachable(person.code, row, f"{no_letter}; {no_email}"))
    for chosen in (letters, emails):
        chosen.sort(key=lambda person: person.code)
    return Channels(tuple(letters), tuple(emails), tuple(set_aside), both)


def why_not_by_letter(person: Recipient, faces: Sequence[Typeface]) -> str | None:
    """Say why no letter can reach this person, or nothing."""
    if not clean_line(person.name):
        return "manca il nome"
    if not clean_line(person.street):
        return "manca la via"
    if not clean_line(person.city):
        return "manca la città"
    if not _POSTCODE.fullmatch(person.postcode.strip()):
        return "il CAP non ha 5 cifre"
    lines = address_lines(person)
    if len(lines) > TALLEST:
        return f"l'indirizzo occupa {len(lines)} righe, nella finestra ne entrano {TALLEST}"
    unknown = missing_signs("".join(lines), faces)
    if unknown:
        return f"{len(unknown)} caratteri del nome o dell'indirizzo non si possono stampare"
    return None


def why_not_by_email(person: Recipient) -> str | None:
    """Say why no e-mail can reach this person, or nothing."""
    address = person.email.strip()
    if not address:
        return "manca l'indirizzo di posta elettronica"
    return None if _EMAIL.fullmatch(address) else "l'indirizzo di posta elettronica non è valido"


def address_lines(person: Recipient) -> list[str]:
    """Return the address as it stands in the window, in the order of the Italian post."""
    told = [person.name, *person.street.splitlines(), f"{person.postcode.strip()} {clean_line(person.city)}"]
    lines = []
    for line in told:
        lines += textwrap.wrap(clean_line(line), WIDEST, subsequent_indent="")
    return lines


def _why_not_this_code(code: str, seen: set[str]) -> str | None:
    if not _CODE.fullmatch(code):
        return "il codice manca o non è leggibile"
    return "il codice è ripetuto" if code in seen else None

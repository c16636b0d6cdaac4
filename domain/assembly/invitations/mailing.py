"""A mailing for the print shop: lots of personal letters, the manifest and the cover pages, counted to the last row."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import quote

from domain.assembly.invitations.recipients import Channels, Recipient, Unreachable, address_lines
from domain.assembly.invitations.texts import LetterTexts, Printable, filled
from domain.documents.print.marks import drawn, grouped
from domain.documents.print.press import typeset
from domain.errors import Fault, Refusal
from domain.italian import counted, day_in_words, short_day

LOT_SIZE = 500
"""Unit: letters in one file."""
_LARGEST_LOT = 1000
"""Unit: letters; more would take more memory than the aim allows."""
_HEADS = ("lotto", "file", "sha256", "lettere", "pagine", "primo codice", "ultimo codice")
Write = Callable[[str, bytes], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingFacts:
    """What is the same in every letter of a mailing (spedizione)."""

    name: str
    """Short and plain, part of every file's name: invito-1, sollecito-1."""
    city: str
    assembly: str
    office: str
    sender: Sequence[str]
    """The sender's lines, the city first; at most four."""
    protocol: str
    written_on: date
    answer_by: date
    phone: str
    email: str
    site: str
    check_address: str

    def blanks(self) -> dict[str, str]:
        """Return what fills the blanks of the texts."""
        days = {"answer_by": day_in_words(self.answer_by), "answer_by_digits": short_day(self.answer_by)}
        told = ("assembly", "check_address", "city", "email", "office", "site")
        phone = {"phone": self.phone.replace(" ", "\u00a0")}
        return {**days, **phone, **{name: str(getattr(self, name)) for name in told}}

    def check_link(self, code: str) -> str:
        """Return the address at which the owner of a code checks the draw and answers."""
        return f"{self.check_address}?codice={quote(code, safe='')}"

    def created(self) -> datetime:
        """Return the instant that the files bear: noon of the day they are dated, so that bytes repeat."""
        return datetime.combine(self.written_on, time(12), UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One file for the print shop (lotto)."""

    number: int
    name: str
    sha256: str
    letters: int
    pages: int
    first_code: str
    last_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedMailing:
    """What was printed, what was not and why (distinta)."""

    lots: tuple[Lot, ...]
    by_email: int
    set_aside: tuple[Unreachable, ...]
    left_out: tuple[Fault, ...]
    """Languages that no installed font prints."""
    back: tuple[str, str] | None
    """File and SHA-256 of the other side, which is the same for every letter; nothing when there is none."""

    @property
    def printed(self) -> int:
        """Return how many letters lie in the lots."""
        return sum(lot.letters for lot in self.lots)


def print_mailing(
    channels: Channels,
    words: Printable,
    facts: MailingFacts,
    *,
    layout: str,
    cover: str,
    write: Write,
    lot_size: int = LOT_SIZE,
) -> PrintedMailing:
    """Write the common back, the lots, the manifest and the list of those set aside (CSV), the cover pages (PDF).

    Raises: Refusal when a lot would be too large, or when layout or texts do not fit on the two sides of a sheet.
    """
    if not 1 <= lot_size <= _LARGEST_LOT:
        raise Refusal(
            f"un lotto non può avere {lot_size} lettere", f"scegliete un numero fra 1 e {_LARGEST_LOT}", "lotto"
        )
    common = _common(words.texts, facts)
    press = _Press(layout, facts, write)
    back = press.back(common)
    lots = []
    for number, start in enumerate(range(0, len(channels.letters), lot_size), start=1):
        lots.append(press.lot(number, channels.letters[start : start + lot_size], common))
    done = PrintedMailing(
        lots=tuple(lots),
        by_email=len(channels.emails) - channels.by_both,
        set_aside=channels.set_aside,
        left_out=words.left_out,
        back=back,
    )
    write(f"{facts.name}-distinta.csv", _csv(_HEADS, [_row(lot) for lot in lots]))
    aside = [(str(one.row), one.code, one.reason) for one in done.set_aside]
    write(f"{facts.name}-non-spediti.csv", _csv(("riga", "codice", "motivo"), aside))
    if lots:
        write(
            f"{facts.name}-distinta.pdf",
            typeset(cover, _cover(done, words.texts.fonts, facts), name="letter_cover.typ", created=facts.created()),
        )
    return done


@dataclass(frozen=True, slots=True)
class _Press:
    """Where the sheets of one mailing are set and written."""

    layout: str
    facts: MailingFacts
    write: Write

    def back(self, common: Mapping[str, object]) -> tuple[str, str] | None:
        """Set the common other side once; a trial of one letter shows first that front and back fit."""
        trial = _letter(Recipient(code="0" * 16, name="", city=""), self.facts)
        self._set({**common, "trial": True, "back": [], "letters": [trial]})
        if not common["back"]:
            return None
        pdf = self._set({**common, "trial": True, "letters": []})
        name = f"{self.facts.name}-retro.pdf"
        self.write(name, pdf)
        return name, hashlib.sha256(pdf).hexdigest()

    def lot(self, number: int, people: Sequence[Recipient], common: Mapping[str, object]) -> Lot:
        """Set and write the fronts of one lot."""
        letters = [_letter(one, self.facts) for one in people]
        pdf = self._set({**common, "trial": False, "back": [], "letters": letters})
        name = f"{self.facts.name}-lotto-{number:03d}.pdf"
        self.write(name, pdf)
        return Lot(
            number=number,
            name=name,
            sha256=hashlib.sha256(pdf).hexdigest(),
            letters=len(people),
            pages=len(people),
            first_code=people[0].code,
            last_code=people[-1].code,
        )

    def _set(self, data: Mapping[str, object]) -> bytes:
        return typeset(self.layout, data, name="letter.typ", created=self.facts.created())


def _common(texts: LetterTexts, facts: MailingFacts) -> dict[str, object]:
    told: dict[str, object] = filled(texts.model_dump(exclude={"fonts"}), facts.blanks())
    reference = [f"Protocollo {facts.protocol}", day_in_words(facts.written_on)]
    return {**told, "fonts": texts.fonts, "sender": list(facts.sender), "reference": reference}


def _letter(person: Recipient, facts: MailingFacts) -> dict[str, object]:
    mark = drawn(facts.check_link(person.code))
    return {"address": address_lines(person), "code": grouped(person.code), "mark": mark}


def _row(lot: Lot, digest: Callable[[str], str] = str) -> tuple[str, ...]:
    counts = (str(lot.letters), str(lot.pages))
    return (str(lot.number), lot.name, digest(lot.sha256), *counts, lot.first_code, lot.last_code)


def _folded(sha256: str) -> str:
    """Return a digest in two halves, so that it breaks on paper."""
    return f"{sha256[:32]} {sha256[32:]}"


def _cover(done: PrintedMailing, fonts: Sequence[str], facts: MailingFacts) -> dict[str, object]:
    sides = f"sul retro di tutte {done.back[0]} (sha256 {_folded(done.back[1])})" if done.back else "solo fronte"
    lots = [
        {
            "heading": f"Lotto {lot.number} di {len(done.lots)}",
            "rows": [list(pair) for pair in zip(_HEADS, _row(lot, _folded), strict=True)],
        }
        for lot in done.lots
    ]
    return {
        "title": f"{facts.assembly}: distinta di stampa, {facts.name}",
        "sender": facts.city,
        "fonts": list(fonts),
        "lots": lots,
        "note": f"Stampare al 100%, {sides}, un foglio A4 per lettera; piegare in tre a 99 e 198 mm; busta DL con "
        f"finestra a destra. In tutto {counted(done.printed, 'lettera', 'lettere')}.",
        "left_out": [f"Non stampato: {fault.problem}" for fault in done.left_out],
    }


def _csv(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows([heads, *rows])
    return target.getvalue().encode("utf-8-sig")

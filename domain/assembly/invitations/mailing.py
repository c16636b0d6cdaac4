"""A mailing for the print shop: lots of personal letters, the manifest and the cover pages, counted to the last row."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import quote

from domain.assembly.invitations.recipients import Channels, Recipient, Unreachable, address_lines
from domain.assembly.invitations.texts import LetterTexts, Printable, filled
from domain.documents.print.marks import drawn, grouped
from domain.documents.print.press import typeset
from domain.errors import Fault, Refusal
from domain.italian import counted, day_in_words, short_day

LOT_SIZE = 250
"""Unit: letters in one file; a lot of 500 would need more than 400 MB to be set."""
_LARGEST_LOT = 500
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
        told = ("assembly", "check_address", "city", "email", "office", "phone", "site")
        return {**days, **{name: str(getattr(self, name)) for name in told}}

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
    """Write every lot, the manifest (CSV), the list of those set aside (CSV) and the cover pages (PDF).

    Raises: Refusal when a lot would be too large, or when layout or texts do not fit on two sides of a sheet.
    """
    if not 1 <= lot_size <= _LARGEST_LOT:
        raise Refusal(
            f"un lotto non può avere {lot_size} lettere", f"scegliete un numero fra 1 e {_LARGEST_LOT}", "lotto"
        )
    common = _common(words.texts, facts)
    lots = []
    for number, start in enumerate(range(0, len(channels.letters), lot_size), start=1):
        people = channels.letters[start : start + lot_size]
        pdf = typeset(
            layout,
            {**common, "letters": [_letter(one, facts) for one in people]},
            name="letter.typ",
            created=facts.created(),
        )
        name = f"{facts.name}-lotto-{number:03d}.pdf"
        write(name, pdf)
        lots.append(
            Lot(
                number=number,
                name=name,
                sha256=hashlib.sha256(pdf).hexdigest(),
                letters=len(people),
                pages=len(people) * (2 if words.texts.back else 1),
                first_code=people[0].code,
                last_code=people[-1].code,
            )
        )
    done = PrintedMailing(
        lots=tuple(lots),
        by_email=len(channels.emails) - channels.by_both,
        set_aside=channels.set_aside,
        left_out=words.left_out,
    )
    write(f"{facts.name}-distinta.csv", _csv(_HEADS, [_row(lot) for lot in lots]))
    aside = [(str(one.row), one.code, one.reason) for one in done.set_aside]
    write(f"{facts.name}-non-spediti.csv", _csv(("riga", "codice", "motivo"), aside))
    if lots:
        write(
            f"{facts.name}-distinta.pdf",
            typeset(cover, _cover(done, words.texts, facts), name="letter_cover.typ", created=facts.created()),
        )
    return done


def _common(texts: LetterTexts, facts: MailingFacts) -> dict[str, object]:
    told: dict[str, object] = filled(texts.model_dump(exclude={"fonts"}), facts.blanks())
    reference = [f"Protocollo {facts.protocol}", day_in_words(facts.written_on)]
    return {**told, "fonts": texts.fonts, "sender": list(facts.sender), "reference": reference}


def _letter(person: Recipient, facts: MailingFacts) -> dict[str, object]:
    mark = drawn(facts.check_link(person.code))
    return {"address": address_lines(person), "code": grouped(person.code), "mark": mark}


def _row(lot: Lot) -> tuple[str, ...]:
    return (str(lot.number), lot.name, lot.sha256, str(lot.letters), str(lot.pages), lot.first_code, lot.last_code)


def _cover(done: PrintedMailing, texts: LetterTexts, facts: MailingFacts) -> dict[str, object]:
    sides = "fronte e retro" if texts.back else "solo fronte"
    lots = [
        {
            "heading": f"Lotto {lot.number} di {len(done.lots)}",
            "rows": [list(pair) for pair in zip(_HEADS, _row(lot), strict=True)],
        }
        for lot in done.lots
    ]
    return {
        "title": f"{facts.assembly}: distinta di stampa, {facts.name}",
        "sender": facts.city,
        "fonts": texts.fonts,
        "lots": lots,
        "note": f"Stampate {sides}, al 100%, un foglio A4 per lettera; piegate in tre a 99 e 198 mm; busta DL con "
        f"finestra a destra. In tutto {counted(done.printed, 'lettera', 'lettere')}.",
        "left_out": [f"Non stampato: {fault.problem}" for fault in done.left_out],
    }


def _csv(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows([heads, *rows])
    return target.getvalue().encode("utf-8-sig")

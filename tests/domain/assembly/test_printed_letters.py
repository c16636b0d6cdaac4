"""The invitations: every row is printed, mailed or set aside with its reason, and nobody reads another's code."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assembly.invitations.mailing import MailingFacts, PrintedMailing, print_mailing
from domain.assembly.invitations.mails import invitation_mails
from domain.assembly.invitations.recipients import Recipient, Unreachable, address_lines, share_out
from domain.assembly.invitations.texts import Printable, printable, read_texts
from domain.documents.print.fonts import Typeface, missing_signs
from domain.documents.print.marks import drawn, grouped
from domain.documents.print.press import typeset
from domain.errors import Refusal

FOLDER = Path(__file__).parents[3] / "templates" / "assembly"
LAYOUT, COVER = (FOLDER / "letter.typ").read_text(), (FOLDER / "letter_cover.typ").read_text()
SIGNS = frozenset(range(0x20, 0x3000))
FACES = (Typeface("Libertinus Serif", SIGNS, ""),)
FACTS = MailingFacts(
    name="invito-1",
    city="Comune di Prova",
    assembly="Assemblea di prova",
    office="Ufficio di prova",
    sender=("Comune di Prova", "Ufficio di prova"),
    protocol="1/2025",
    written_on=date(2025, 3, 1),
    answer_by=date(2025, 4, 8),
    phone="02 0000 0000",
    email="assemblea@comune.example",
    site="partecipa.example",
    check_address="https://partecipa.example/controllo",
)
ONE = Recipient(code="0000aaaa", name="Prova D'Esempio-Finti", street="Via Finta 1", postcode="20100", city="PROVA PR")


def words(kind: str = "invitation") -> Printable:
    """Return the shipped words in the typeface that typst carries within, without what that cannot print."""
    texts = read_texts((FOLDER / "letter_texts" / f"{kind}.yaml").read_text(encoding="utf-8"), name=f"{kind}.yaml")
    latin = [other for other in texts.back if other.language in ("en", "fr", "es")]
    return Printable(texts.model_copy(update={"fonts": ["Libertinus Serif"], "back": latin}), ())


def people(many: int) -> list[Recipient]:
    return [replace(ONE, code=f"{n:04d}aaaa") for n in range(many)]


def printed(many: int, layout: str = LAYOUT, lot_size: int = 2) -> tuple[PrintedMailing, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    done = print_mailing(
        share_out(people(many), FACES),
        words(),
        FACTS,
        layout=layout,
        cover=COVER,
        write=files.__setitem__,
        lot_size=lot_size,
    )
    return done, files


def test_a_mailing_is_lots_a_common_back_a_manifest_and_its_cover_pages() -> None:
    done, files = printed(3)
    assert sorted(files) == [
        "invito-1-distinta.csv",
        "invito-1-distinta.pdf",
        "invito-1-lotto-001.pdf",
        "invito-1-lotto-002.pdf",
        "invito-1-non-spediti.csv",
        "invito-1-retro.pdf",
    ]
    rows = list(csv.reader(io.StringIO(files["invito-1-distinta.csv"].decode("utf-8-sig")), delimiter=";"))
    assert [[row[0], row[1], *row[3:]] for row in rows[1:]] == [
        ["1", "invito-1-lotto-001.pdf", "2", "2", "0000aaaa", "0001aaaa"],
        ["2", "invito-1-lotto-002.pdf", "1", "1", "0002aaaa", "0002aaaa"],
    ]
    assert [row[2] for row in rows[1:]] == [hashlib.sha256(files[row[1]]).hexdigest() for row in rows[1:]]
    assert done.printed == 3 and done.back == (
        "invito-1-retro.pdf",
        hashlib.sha256(files["invito-1-retro.pdf"]).hexdigest(),
    )
    for name in (name for name in files if name.endswith(".pdf")):
        assert b"<pdfuaid:part>1</pdfuaid:part>" in files[name], name


def test_the_same_mailing_has_the_same_bytes() -> None:
    assert printed(1)[1] == printed(1)[1]


def test_a_wrong_layout_is_named_with_its_line_and_the_network_is_refused() -> None:
    with pytest.raises(Refusal) as wrong:
        printed(1, layout=LAYOUT + "\n#nulla-di-simile\n")
    assert wrong.value.place == f"letter.typ, riga {len(LAYOUT.splitlines()) + 2}"
    with pytest.raises(Refusal) as far:
        printed(1, layout='#import "@preview/cetz:0.3.4"\n' + LAYOUT)
    assert far.value.place == "letter.typ, riga 1"


def test_a_layout_cannot_read_the_files_of_the_house() -> None:
    with pytest.raises(Refusal, match="riga 1"):
        typeset('#read("/pyproject.toml")', {}, name="letter.typ", created=FACTS.created())


def test_words_that_do_not_fit_on_their_side_are_refused() -> None:
    long = words()
    part = long.texts.front.parts[0].model_copy(update={"paragraphs": ["parole " * 280] * 4})
    front = long.texts.front.model_copy(update={"parts": [part]})
    too_much = Printable(long.texts.model_copy(update={"front": front}), ())
    with pytest.raises(Refusal, match="non stanno in una facciata"):
        print_mailing(
            share_out([ONE], FACES), too_much, FACTS, layout=LAYOUT, cover=COVER, write=lambda name, data: None
        )


def test_markup_in_a_name_is_printed_as_it_is_written() -> None:
    hostile = replace(ONE, name='#panic("x") *$ \\ <a>')
    files: dict[str, bytes] = {}
    print_mailing(share_out([hostile], FACES), words(), FACTS, layout=LAYOUT, cover=COVER, write=files.__setitem__)
    assert "invito-1-lotto-001.pdf" in files


def test_a_language_without_its_typeface_is_left_out_openly_or_refused_with_the_remedy() -> None:
    text = (FOLDER / "letter_texts" / "invitation.yaml").read_text(encoding="utf-8")
    texts = read_texts(text, name="invitation.yaml")
    ready = printable(texts, FACES, name="invitation.yaml")
    assert [other.language for other in ready.texts.back] == ["en", "fr", "es", "ar", "uk", "ro", "sq"]
    assert [fault.problem.partition(":")[0] for fault in ready.left_out] == ["cinese"]
    latin = (Typeface("Poco", frozenset(range(0x20, 0x250)) | frozenset(map(ord, "–’ț")), ""),)
    with pytest.raises(Refusal) as refused:
        printable(texts, latin, name="invitation.yaml")
    assert [fault.problem.partition(":")[0] for fault in refused.value.faults] == ["arabo", "ucraino"]
    assert "installate il carattere" in refused.value.faults[0].remedy


def test_an_unknown_blank_is_named_with_its_line() -> None:
    text = (
        (FOLDER / "letter_texts" / "reminder.yaml")
        .read_text(encoding="utf-8")
        .replace("numero {phone}", "numero {fone}")
    )
    line = next(n for n, told in enumerate(text.splitlines(), start=1) if "{fone}" in told)
    with pytest.raises(Refusal) as refused:
        read_texts(text, name="reminder.yaml")
    assert f"riga {line}" in str(refused.value) and "{fone}" in str(refused.value)


def test_one_channel_per_person_and_the_reason_of_who_has_none() -> None:
    rows = [
        ONE,
        replace(ONE, code="0001aaaa", email="prova@posta.example"),
        replace(ONE, code="0002aaaa", street=" "),
        replace(ONE, code="0003aaaa", postcode="2010O"),
        replace(ONE, code="0004aaaa", name="中文", email="non-valido"),
        replace(ONE, code="0005aaaa", street="\n".join(["c/o Prova"] * 4)),
        ONE,
        replace(ONE, code="?"),
        replace(ONE, code="0006aaaa", street="", email="prova2@posta.example"),
    ]
    one = share_out(rows, FACES)
    assert [person.code for person in one.letters] == ["0000aaaa"]
    assert [person.code for person in one.emails] == ["0001aaaa", "0006aaaa"]
    none, bad = "manca l'indirizzo di posta elettronica", "l'indirizzo di posta elettronica non è valido"
    assert one.set_aside == (
        Unreachable("0002aaaa", 3, f"manca la via; {none}"),
        Unreachable("0003aaaa", 4, f"il CAP non ha 5 cifre; {none}"),
        Unreachable("0004aaaa", 5, f"2 caratteri del nome o dell'indirizzo non si possono stampare; {bad}"),
        Unreachable("0005aaaa", 6, f"l'indirizzo occupa 6 righe, nella finestra ne entrano 5; {none}"),
        Unreachable("0000aaaa", 7, "il codice è ripetuto"),
        Unreachable("", 8, "il codice manca o non è leggibile"),
    )
    both = share_out(rows, FACES, letter_for_all=True)
    assert [person.code for person in both.letters] == ["0000aaaa", "0001aaaa"] and both.by_both == 1


FIELDS = st.sampled_from(["", " ", "20100", "Prova", "a@b.example", "中", "0000aaaa", "x" * 200, "riga\nriga"])


@given(st.lists(st.builds(Recipient, **dict.fromkeys(Recipient.__dataclass_fields__, FIELDS))), st.booleans())
def test_rows_in_are_printed_plus_mailed_plus_set_aside(rows: list[Recipient], letter_for_all: bool) -> None:
    assert share_out(rows, FACES, letter_for_all=letter_for_all).received == len(rows)


def test_a_long_address_is_broken_between_words() -> None:
    long = replace(ONE, name="Prova Lunghissima D'Esempio-Inventati Ștefănescu", street="c/o Finti\nVia Finta 1")
    assert address_lines(long) == [
        "Prova Lunghissima D'Esempio-",
        "Inventati Ștefănescu",
        "c/o Finti",
        "Via Finta 1",
        "20100 PROVA PR",
    ]


def test_a_code_is_read_in_groups_and_drawn_with_its_white_margin() -> None:
    assert grouped("a3f091bc77") == "a3f0 91bc 77"
    assert drawn("PROVA").startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 29 29">')
    assert drawn("PROVA") != drawn("PROVE")


def test_signs_that_no_typeface_has_are_told_once() -> None:
    assert missing_signs("a中b中\n国", FACES) == "中国"


@pytest.mark.parametrize("is_reminder", [False, True])
def test_a_personal_code_appears_only_in_the_mail_to_its_owner(is_reminder: bool) -> None:
    owners = [replace(ONE, code=f"000{n}aaaa", email=f"prova{n}@posta.example") for n in range(3)]
    mails = list(invitation_mails(owners, FACTS, wave=2, is_reminder=is_reminder))
    prefix = "sollecito" if is_reminder else "invito"
    assert [mail.key for mail in mails] == [f"{prefix}-2-{person.code}" for person in owners]
    for person, mail in zip(owners, mails, strict=True):
        assert mail.to_address == person.email and mail.reply_to == FACTS.email
        assert [other.code for other in owners if other.code in mail.body or grouped(other.code) in mail.body] == [
            person.code
        ]
        assert f"https://partecipa.example/controllo?codice={person.code}\n" in mail.body
        assert "entro l'8 aprile 2025" in mail.subject
        assert mail.body.endswith("\n\nUfficio di prova – protocollo 1/2025\n")
        assert not re.search(r"[{}]|\n\n\n|\bNone\b", mail.body)

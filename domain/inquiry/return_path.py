"""The way back to the platform (ritorno delle risposte): a file where it imports answers, a sheet where it does not."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.documents.tables import csv_chunks
from domain.documents.workbook import Sheet, write_xlsx
from domain.inquiry.annex_entries import Group, survey
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView
from domain.italian import counted
from domain.vocabulary import PLATFORM_CHANNELS, Channel, Outcome

DECIDIM_STATES: Mapping[Outcome, str] = {
    Outcome.ACCEPTED: "accepted",
    Outcome.PARTLY_ACCEPTED: "accepted",
    Outcome.ALREADY_PROVIDED: "accepted",
    Outcome.NOT_ACCEPTED: "rejected",
    Outcome.NOT_PERTINENT: "rejected",
}
"""Decidim knows three states: the exact outcome is the first line of each answer. Newer versions take a city's own."""
IMPORT_NAME, PASTE_NAME, NOTE_NAME = "risposte-da-importare.csv", "risposte-da-incollare.xlsx", "LEGGIMI-risposte.txt"
PASTE_HEADER = (
    "Ordine",
    "Numero",
    "Chiave",
    "Indirizzo",
    "Dove",
    "Stato da scegliere",
    "Pezzo",
    "Testo da incollare",
)
REPLY_LIMIT = 1000
"""Characters of one comment on the platform, unless its administrators have changed it."""
DEEPEST_REPLY = 3
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """One file for whoever runs the platform."""

    name: str
    title: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """The approved answer to one comment of the platform, as it has to be published."""

    view: CommentView
    state: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def html(self) -> str:
        """The same text for Decidim's rich text field."""
        escaped = (html.escape(paragraph, quote=False).replace("\n", "<br>") for paragraph in self.paragraphs)
        return "".join(f"<p>{paragraph}</p>" for paragraph in escaped)


def approved_answers(
    definition: InquiryDefinition, views: Sequence[CommentView], *, states: Mapping[Outcome, str] = DECIDIM_STATES
) -> list[Answer]:
    """Return the answers to publish, in platform order: by section, then by the platform's own number."""
    groups = survey(definition, views).groups
    departments = definition.department_names
    answers = [
        Answer(view, states[view.outcome], tuple(_paragraphs(view, groups, departments)))
        for view in views
        if view.channel in PLATFORM_CHANNELS and view.must_be_answered and view.outcome is not None
    ]
    return sorted(answers, key=lambda answer: (_natural(answer.view.section), _natural(answer.view.key)))


def importable_keys(rows: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Return the keys that Decidim's importer takes: the rows of a proposals export that are no amendments."""
    return frozenset(
        f"proposal:{row['id']}" for row in rows if row.get("is_amend", "").strip().casefold() not in {"true", "1"}
    )


def return_files(
    definition: InquiryDefinition,
    views: Sequence[CommentView],
    *,
    created: datetime,
    importable: Collection[str] = (),
    state_column: str = "state",
    locales: Sequence[str] = ("it",),
    states: Mapping[Outcome, str] = DECIDIM_STATES,
) -> list[ReturnFile]:
    """Return the file to import (left out when it would be empty), the sheet to paste from and the note that explains.

    `importable` holds the keys of proposals that are no amendments. `state_column` is `status` on the newest Decidim;
    `locales` are the organisation's, the first one Italian: the importer wants a column for each.
    """
    answers = approved_answers(definition, views, states=states)
    takes = [answer.view.key in importable and answer.view.is_public for answer in answers]
    to_import = [answer for answer, taken in zip(answers, takes, strict=True) if taken]
    to_paste = [answer for answer, taken in zip(answers, takes, strict=True) if not taken]
    title = f"{definition.short_title}: risposte"
    files = []
    if to_import:
        header = ("id", state_column, *(f"answer/{locale}" for locale in locales))
        rows = ((_id(each.view.key), each.state, *(each.html for _ in locales)) for each in to_import)
        data = b"".join(csv_chunks(header, rows, delimiter=";"))
        files.append(ReturnFile(IMPORT_NAME, f"{title} da importare nella piattaforma", data))
    sheet = Sheet("Risposte", PASTE_HEADER, _paste_rows(to_paste), (8, 10, 18, 50, 44, 20, 8, 90), wrapped=(3, 4, 7))
    paste_title = f"{title} da incollare nella piattaforma"
    files.append(ReturnFile(PASTE_NAME, paste_title, write_xlsx([sheet], title=paste_title, created=created)))
    files.append(ReturnFile(NOTE_NAME, f"{title}, istruzioni", _note(len(to_import), to_paste).encode()))
    return files


def _paragraphs(view: CommentView, groups: Mapping[int, Group], departments: Mapping[str, str]) -> Iterator[str]:
    group = groups.get(view.group_number) if view.group_number is not None else None
    source = group.carrier if group and group.carrier and group.answers_for(view) else view
    yield f"Esito: {view.outcome.value if view.outcome else ''}"
    yield f"Motivazione: {source.reason}"
    if source.plan_change.strip():
        yield f"Modifica al piano: {source.plan_change}"
    yield f"Risponde: {departments.get(view.department, view.department)} (contributo n. {view.number})"


def _paste_rows(answers: Sequence[Answer]) -> Iterator[tuple[object, ...]]:
    for order, answer in enumerate(answers, start=1):
        view = answer.view
        is_amendment = view.channel is Channel.AMENDMENT
        pieces = [answer.text] if is_amendment else pieces_of(answer.text, REPLY_LIMIT)
        state = answer.state if is_amendment else None
        for number, piece in enumerate(pieces, start=1):
            part = f"{number} di {len(pieces)}" if len(pieces) > 1 else None
            yield order, view.number, view.key, view.url, _where(view), state, part, piece


def _where(view: CommentView) -> str:
    if view.ground is not None:
        return "non si pubblica qui: il contributo è moderato; la risposta è nell'allegato delle controdeduzioni"
    if view.channel is Channel.AMENDMENT:
        return "modulo di risposta dell'osservazione, nell'amministrazione"
    if view.depth >= DEEPEST_REPLY:
        parent = f"n. {view.parent_number}" if view.parent_number else "commento precedente"
        return f"commento di risposta al {parent}: sotto questo la piattaforma non ne accetta"
    return "commento di risposta, con l'utenza dell'amministrazione"


def pieces_of(text: str, limit: int) -> list[str]:
    """Cut a text into pieces of at most `limit` characters, at a blank line, a line, a sentence or a space if it can.

    Nothing is lost but the white space at the cuts.
    """
    pieces: list[str] = []
    while len(text) > limit:
        head = text[: limit + 1]
        cuts = (head.rfind(mark) + len(mark.rstrip()) for mark in ("\n\n", "\n", ". ", " ") if mark in head)
        cut = next((cut for cut in cuts if cut > limit // 3), limit)
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text or not pieces else pieces


def _natural(key: str) -> tuple[tuple[int, str], ...]:
    """`proposal:9` comes before `proposal:10`."""
    return tuple((int(piece), "") if piece.isdigit() else (-1, piece) for piece in _DIGITS.split(key))


def _id(key: str) -> str:
    return key.partition(":")[2]


def _note(imported: int, pasted: Sequence[Answer]) -> str:
    amendments = sum(answer.view.channel is Channel.AMENDMENT for answer in pasted)
    if imported:
        answers = counted(imported, "risposta", "risposte")
        first = f"""«{IMPORT_NAME}» contiene {answers} che la piattaforma importa da sola: amministrazione,
componente delle proposte, «Importa risposte». Se le risposte immediate sono attive, vengono pubblicate subito."""
    else:
        first = """Nessuna risposta si può importare: l'importatore di Decidim rifiuta le osservazioni (emendamenti)
e non conosce i commenti. Per questo il file da importare non c'è e tutte le risposte si incollano a mano."""
    return f"""RISPOSTE DA PUBBLICARE NELLA PIATTAFORMA

{first}

«{PASTE_NAME}» contiene {counted(len(pasted), "risposta", "risposte")}, nell'ordine della piattaforma:

- {amendments} a osservazioni: si scrivono nel modulo di risposta, scegliendo lo stato indicato;
- {len(pasted) - amendments} a commenti: si scrivono come commento di risposta; quelle più lunghe di {REPLY_LIMIT}
  caratteri sono divise in pezzi numerati.

Per copiare un testo entrate nella cella con un doppio clic, selezionatelo e copiatelo: se copiate la cella intera,
Excel lo chiude fra virgolette che poi restano nella piattaforma.

Dove la colonna «Dove» dice che il contributo è moderato, nella piattaforma non si scrive nulla.

La piattaforma ha meno stati degli esiti dell'istruttoria: l'esito esatto è la prima riga di ogni risposta e non va
tolto. Finito il lavoro, mandate a questo ufficio una nuova esportazione delle proposte: ogni risposta pubblicata
viene confrontata con quella approvata. Le risposte ai commenti non si possono confrontare così: rileggetele voi.
"""

"""The comments export, from Decidim 0.20 to the newest: a thread of replies under each section or debate."""

from __future__ import annotations

from dataclasses import replace

from domain.inquiry.reading.layouts import is_from_api
from domain.inquiry.reading.rows import (
    Authors,
    fault_of,
    read_alignment,
    read_count,
    read_id,
    read_instant,
    section_of,
    web_address,
)
from domain.inquiry.views import ReadComment
from domain.tabular import Cells, Columns, RowFault, Table
from domain.text import clean, clean_line, digest
from domain.vocabulary import Channel

NO_VOTES = (
    "I voti a favore e contrari dei commenti non sono in nessuna esportazione: si leggono soltanto dall'API della "
    "piattaforma."
)
NO_HIDDEN_FLAG = (
    "Il file non dice quali commenti la piattaforma ha nascosto o cancellato: confrontarlo con moderations.csv dei "
    "dati aperti (scaricare l'archivio completo) o con la pagina delle moderazioni."
)
GROUPS_OF_FIRST_ROW = (
    "L'intestazione segue la prima riga del file: se il primo autore non scrive per un gruppo, il nome dei gruppi "
    "manca (resta il loro numero); chiederlo a chi gestisce la piattaforma."
)
FROM_API = [
    "L'API non restituisce i contenuti nascosti o cancellati: rispetto a un'esportazione risultano scomparsi.",
    "L'API non dà il numero dell'autore: il suo codice pubblico nasce dal nome utente e non coincide con quello delle "
    "esportazioni.",
]
NO_GROUPS = "Il file non dice se l'autore scrive per un gruppo: la piattaforma recente non lo esporta più."
NO_ROOT = (
    "Manca la colonna root_commentable_url: la sezione di una risposta è quella del commento a cui risponde, se c'è."
)


class CommentReader:
    """Turns the rows of one table into comments."""

    def __init__(self, table: Table, authors: Authors) -> None:
        columns = table.columns
        self._table = table
        self._authors = authors
        self._bodies = columns.translations("body")
        self._groups = columns.translations("user_group/name")
        self._id = columns.at("id")
        self._created = columns.at("created_at")
        self._locale = columns.at("locale")
        self._author_id = columns.at("author/id")
        self._author_name = columns.at("author/nickname", "author/name")
        self._alignment = columns.at("alignment")
        self._depth = columns.at("depth")
        self._parent_id = columns.at("commentable_id")
        self._parent_type = columns.at("commentable_type")
        self._root = columns.at("root_commentable_url")
        self._up_votes = columns.at("up_votes")
        self._down_votes = columns.at("down_votes")
        self._roots: dict[str, tuple[str, str]] = {}

    def read(self, line: int, cells: Cells) -> ReadComment:
        """Return the comment of a row.

        Raises: RowFault, naming the column that stops it.
        """
        number = read_id(cells[self._id], "id")
        body, spoken = first_spoken(cells, self._bodies)
        text = clean(body)
        if not text:
            raise RowFault("body", "il testo è vuoto", "Nulla da fare, se il commento è vuoto anche sulla piattaforma.")
        parent_key, parent_section = self._parent(cells)
        section, address = self._place_of(cell_at(cells, self._root))
        return ReadComment(
            key=f"comment:{number}",
            channel=Channel.COMMENT,
            section=section or parent_section,
            text=text,
            text_sha256=digest(text),
            author_code=self._authors.code(cell_at(cells, self._author_id), cell_at(cells, self._author_name)),
            submitted_at=read_instant(cells[self._created], "created_at"),
            place=self._table.place(line),
            parent_key=parent_key,
            depth=read_count(cell_at(cells, self._depth), "depth") or 0,
            on_behalf_of=group_name(cells, self._groups),
            locale=locale_of(cell_at(cells, self._locale) or spoken),
            alignment=read_alignment(cell_at(cells, self._alignment), "alignment"),
            url=f"{address}?commentId={number}#comment_{number}" if address else "",
            supports=read_count(cell_at(cells, self._up_votes), "up_votes"),
            against=read_count(cell_at(cells, self._down_votes), "down_votes"),
        )

    def _parent(self, cells: Cells) -> tuple[str, str]:
        """Return the key of what the comment answers and, where that is a section itself, the section's id."""
        kind = cell_at(cells, self._parent_type).strip().rpartition("::")[2].lower()[:40]
        if not kind.isalnum():
            raise fault_of("commentable_type", "non si capisce a che cosa risponde il commento")
        number = read_id(cells[self._parent_id], "commentable_id")
        return f"{kind}:{number}", "" if kind == "comment" else number

    def _place_of(self, root: str) -> tuple[str, str]:
        found = self._roots.get(root)
        if found is None:
            found = self._roots[root] = section_of(root), web_address(root)
        return found


def with_sections(comments: list[ReadComment]) -> list[ReadComment]:
    """Give replies without a section that of the comment they answer, as far up as the file goes."""
    by_key = {comment.key: comment for comment in comments}

    def section(comment: ReadComment) -> str:
        seen: set[str] = set()
        above: ReadComment | None = comment
        while above is not None and not above.section and above.key not in seen:
            seen.add(above.key)
            above = by_key.get(above.parent_key)
        return above.section if above else ""

    return [comment if comment.section else replace(comment, section=section(comment)) for comment in comments]


def what_comments_lack(columns: Columns) -> list[str]:
    """Return, in words, what this layout of the comments cannot tell and how to get it."""
    if is_from_api(columns):
        return FROM_API
    lacks = [NO_VOTES, NO_HIDDEN_FLAG]
    if "user_group/id" not in columns:
        lacks.append(NO_GROUPS)
    elif "user_group/name" not in columns:
        lacks.append(GROUPS_OF_FIRST_ROW)
    if "root_commentable_url" not in columns:
        lacks.append(NO_ROOT)
    return lacks


def cell_at(cells: Cells, index: int) -> str:
    """Return the cell, or nothing where the file has no such column."""
    return cells[index] if index >= 0 else ""


def first_spoken(cells: Cells, translations: list[tuple[int, str]]) -> tuple[str, str]:
    """Return the first translation that is not blank and its locale."""
    return next(((cells[index], locale) for index, locale in translations if cells[index].strip()), ("", ""))


def group_name(cells: Cells, groups: list[tuple[int, str]]) -> str:
    """Return the name of the body that the author speaks for, whichever of its columns holds it."""
    return clean_line(first_spoken(cells, groups)[0])


def locale_of(value: str) -> str:
    """Return the locale if it can be one (it, pt-BR), else nothing."""
    found = value.strip()
    return found if len(found) <= 12 and found.replace("-", "").replace("_", "").isalnum() and found.isascii() else ""

"""The proposals and debates exports: sections of the draft, and the osservazioni that citizens attach to them."""

from __future__ import annotations

from datetime import datetime

from domain.inquiry.reading.comments import FROM_API, cell_at, first_spoken, group_name, locale_of
from domain.inquiry.reading.layouts import is_from_api
from domain.inquiry.reading.rows import (
    Authors,
    fault_of,
    read_count,
    read_flag,
    read_id,
    read_instant,
    section_of,
    web_address,
)
from domain.inquiry.views import ReadComment, ReadSection
from domain.tabular import Cells, Columns, RowFault, Table
from domain.text import clean, clean_line, digest
from domain.vocabulary import Channel

NO_AMENDMENTS = (
    "Manca la colonna is_amend (tracciato molto vecchio): ogni riga è letta come sezione e nessuna come osservazione; "
    "se la piattaforma ha osservazioni, scaricare l'esportazione da una versione più recente o leggerla dall'API."
)
NO_HIDDEN_FLAG = (
    "Il file non dice quali proposte e osservazioni la piattaforma ha nascosto: confrontarlo con moderations.csv dei "
    "dati aperti (scaricare l'archivio completo) o con la pagina delle moderazioni."
)
NO_POSITION = (
    "Il file non dice livello e posizione di ogni sezione nel testo del piano: li dà soltanto l'API della piattaforma."
)
AUTHOR_BY_NAME = (
    "Il file identifica l'autore soltanto per nome, che può essere ripetuto o sbagliato: il codice pubblico "
    "dell'autore è incerto e può non coincidere con quello dei commenti."
)
NO_AUTHORS = "Il file non dice chi ha scritto: le osservazioni hanno tutte il codice dell'autore ignoto."
NO_VOTES = "Il file non dice quanti sostengono ogni proposta o osservazione."
COMMENTS_APART = "Il file dei dibattiti non contiene contributi: i commenti sono in un'esportazione a parte."

_VOTES = ("votes", "supports")
_LIKES = ("likes/total_count", "endorsements/total_count")


class ProposalReader:
    """Turns the rows of one table into osservazioni (rows with `is_amend`) and sections (all the others)."""

    def __init__(self, table: Table, authors: Authors) -> None:
        columns = table.columns
        self._table = table
        self._authors = authors
        self._titles = columns.translations("title")
        self._bodies = columns.translations("body")
        self._groups = columns.translations("user_group/name")
        self._id = columns.at("id")
        self._url = columns.at("url")
        self._votes = columns.at(*_VOTES)
        self._likes = columns.at(*_LIKES)
        self._is_amend = columns.at("is_amend")
        self._amended_url = columns.at("original_proposal/url")
        self._published = columns.at("published_at")
        self._created = columns.at("created_at")
        self._author_id = columns.at("author/id")
        self._author_name = columns.at("author/nickname", "author/name", "author")

    def read(self, line: int, cells: Cells) -> ReadComment | ReadSection:
        """Return the section or the osservazione of a row.

        Raises: RowFault, naming the column that stops it.
        """
        number = read_id(cells[self._id], "id")
        if read_flag(cell_at(cells, self._is_amend), "is_amend"):
            return self._amendment(line, cells, number)
        return ReadSection(
            id=number,
            title=clean_line(first_spoken(cells, self._titles)[0]),
            text=clean(first_spoken(cells, self._bodies)[0]),
            url=web_address(cell_at(cells, self._url)),
            supports=self._supports(cells),
        )

    def _amendment(self, line: int, cells: Cells, number: str) -> ReadComment:
        body, locale = first_spoken(cells, self._bodies)
        text = clean(body)
        if not text:
            raise RowFault("body", "il testo dell'osservazione è vuoto", "Verificarla sulla piattaforma.")
        section = section_of(cell_at(cells, self._amended_url))
        if not section:
            raise fault_of("original_proposal/url", "non si capisce a quale sezione si riferisce l'osservazione")
        return ReadComment(
            key=f"proposal:{number}",
            channel=Channel.AMENDMENT,
            section=section,
            text=text,
            text_sha256=digest(text),
            author_code=self._authors.code(cell_at(cells, self._author_id), cell_at(cells, self._author_name)),
            submitted_at=self._submitted_at(cells),
            place=self._table.place(line),
            on_behalf_of=group_name(cells, self._groups),
            title=clean_line(first_spoken(cells, self._titles)[0]),
            locale=locale_of(locale),
            url=web_address(cell_at(cells, self._url)),
            supports=self._supports(cells),
        )

    def _submitted_at(self, cells: Cells) -> datetime:
        """Return when it was published; the platform's `created_at` is the first draft's."""
        if published := cell_at(cells, self._published).strip():
            return read_instant(published, "published_at")
        return read_instant(cell_at(cells, self._created), "created_at" if self._created >= 0 else "published_at")

    def _supports(self, cells: Cells) -> int | None:
        """Return the likes, or the votes where nobody liked: a person may have given both, so they are not added up."""
        likes = read_count(cell_at(cells, self._likes), "endorsements/total_count")
        votes = read_count(cell_at(cells, self._votes), "votes")
        return likes or votes if votes is not None else likes


class DebateReader:
    """Turns the rows of one table into sections: a debate is what comments hang from."""

    def __init__(self, table: Table) -> None:
        columns = table.columns
        self._titles = columns.translations("title")
        self._descriptions = columns.translations("description")
        self._id = columns.at("id")
        self._url = columns.at("url")
        self._likes = columns.at(*_LIKES)

    def read(self, line: int, cells: Cells) -> ReadSection:
        """Return the section of a row.

        Raises: RowFault, naming the column that stops it.
        """
        return ReadSection(
            id=read_id(cells[self._id], "id"),
            title=clean_line(first_spoken(cells, self._titles)[0]),
            text=clean(first_spoken(cells, self._descriptions)[0]),
            url=web_address(cell_at(cells, self._url)),
            supports=read_count(cell_at(cells, self._likes), "likes/total_count"),
        )


def what_proposals_lack(columns: Columns) -> list[str]:
    """Return, in words, what this layout of the proposals cannot tell and how to get it."""
    if is_from_api(columns):
        return FROM_API
    lacks = [NO_HIDDEN_FLAG, NO_POSITION]
    if "is_amend" not in columns:
        return [NO_AMENDMENTS, *lacks]
    if "author/id" not in columns:
        lacks.append(AUTHOR_BY_NAME if columns.at("author", "author/name") >= 0 else NO_AUTHORS)
    if columns.at(*_VOTES, *_LIKES) < 0:
        lacks.append(NO_VOTES)
    return lacks

"""One export read whole: its format by its bytes, its layout by its header, every row accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from domain.errors import Refusal
from domain.inquiry.reading.comments import CommentReader, what_comments_lack, with_sections
from domain.inquiry.reading.layouts import Kind, is_from_api, recognize
from domain.inquiry.reading.proposals import COMMENTS_APART, DebateReader, ProposalReader, what_proposals_lack
from domain.inquiry.reading.rows import Authors
from domain.inquiry.views import ReadComment, ReadFile, ReadSection
from domain.tabular import Cells, RowFault, SetAside, Table

_NO_ROWS = "Il file ha l'intestazione ma nessuna riga: se sulla piattaforma ci sono contributi, riscaricarlo."

Taken = ReadComment | ReadSection


def read_table(table: Table, kind: Kind, data: bytes, authors: Authors) -> ReadFile:
    """Read every row of a recognized table; `data` is the file as it came in, for its hash and size."""
    subject = "comments" if kind is Kind.COMMENTS else "proposals"
    file = ReadFile(
        name=table.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        data=data,
        subject=subject,
        layout=f"{kind.value}, {_generation(table, kind)}, {table.form}",
    )
    read, lacks = _reader(table, kind, authors)
    _take_rows(file, table, read, "debate" if kind is Kind.DEBATES else "proposal")
    if kind is Kind.COMMENTS:
        file.comments = with_sections(file.comments)
    file.lacks = [*lacks, *table.notes, *([] if file.rows_in else [_NO_ROWS])]
    return file


def read_single(data: bytes, table: Table, authors: Authors) -> ReadFile:
    """Read a file that stands alone.

    Raises: Refusal, when its header is none that an inquiry reads.
    """
    kind = recognize(table.columns, table.name)
    if kind is Kind.MODERATIONS:
        problem = "L'elenco delle moderazioni da solo non contiene contributi"
        raise Refusal(problem, "Caricare l'intero archivio ZIP dei dati aperti, che lo comprende.", table.name)
    return read_table(table, kind, data, authors)


def _reader(table: Table, kind: Kind, authors: Authors) -> tuple[Callable[[int, Cells], Taken], list[str]]:
    if kind is Kind.COMMENTS:
        return CommentReader(table, authors).read, what_comments_lack(table.columns)
    if kind is Kind.PROPOSALS:
        return ProposalReader(table, authors).read, what_proposals_lack(table.columns)
    return DebateReader(table).read, [COMMENTS_APART]


def _generation(table: Table, kind: Kind) -> str:
    columns = table.columns
    if is_from_api(columns):
        return "dall'API"
    if kind is Kind.COMMENTS:
        return "tracciato con gruppi (0.20 e vicini)" if "user_group/id" in columns else "tracciato recente"
    if kind is Kind.PROPOSALS and "is_amend" not in columns:
        return "tracciato senza osservazioni"
    return "tracciato recente" if "title" not in columns else "tracciato 0.20 e vicini"


def _take_rows(file: ReadFile, table: Table, read: Callable[[int, Cells], Taken], section_kind: str) -> None:
    seen: dict[str, tuple[str, ...]] = {}
    for item in table.rows:
        file.rows_in += 1
        if isinstance(item, SetAside):
            file.set_aside.append(item)
            continue
        line, cells = item
        try:
            taken = read(line, cells)
            key, mark = _identity(taken, section_kind)
            if (earlier := seen.setdefault(key, mark)) is not mark:
                raise _repetition(is_same=earlier == mark)
        except RowFault as fault:
            file.set_aside.append(table.set_aside(line, cells, fault))
            continue
        if isinstance(taken, ReadComment):
            file.comments.append(taken)
        else:
            file.sections.append(taken)


def _identity(taken: Taken, section_kind: str) -> tuple[str, tuple[str, ...]]:
    if isinstance(taken, ReadComment):
        return taken.key, (taken.text_sha256, taken.title, taken.section, taken.parent_key, taken.author_code)
    return f"{section_kind}:{taken.id}", (taken.text, taken.title)


def _repetition(*, is_same: bool) -> RowFault:
    if is_same:
        return RowFault("id", "la stessa riga è già in questo file, identica", "Nulla da fare: vale la prima.")
    return RowFault(
        "id",
        "lo stesso identificativo è già in questo file con un contenuto diverso",
        "Verificare sulla piattaforma quale delle due righe è giusta e riscaricare l'esportazione.",
    )

"""The pages that show processes: all of them, and one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import quote

from deployments.counter.frame import listed, page, section, table
from deployments.counter.lookups import Seen, all_processes, look_at, stage_words
from deployments.counter.markup import Html, Piece, joined, tag
from deployments.counter.words import instant, size
from domain.italian import number
from domain.models import Document, Process
from domain.store.agenda import OpenStep
from flows.almanac import coming_steps
from flows.edges import Desk

_NOTHING_YET = "Nessun procedimento è ancora aperto: consegnate la definizione e apritelo dalla scrivania."


def index(desk: Desk, *, as_of: datetime) -> str:
    """Return the page of all processes: where each stands, and what comes next."""
    found = all_processes(desk)
    following: dict[str, OpenStep] = {}
    for step in coming_steps(desk):
        following.setdefault(step.process_id, step)
    rows = [_row(process, following.get(process.id), as_of) for process in found]
    header = ("procedimento", "tipo", "fase", "prossima data", "adempimento")
    body: Piece = table("Procedimenti", header, rows) if rows else tag("p", _NOTHING_YET)
    more = listed(
        [
            joined([tag("a", "Consegna file", href="/consegne"), " che i moduli della scrivania chiedono"]),
            joined([tag("a", "Scarica il calendario", href="/calendario.ics"), " di tutte le prossime date (.ics)"]),
        ]
    )
    lead = "Documenti, date e file di tutti i procedimenti. Gli atti si compiono dalla scrivania."
    return page("Procedimenti", section("Tutti i procedimenti", body), section("Altro", more), place="/", lead=lead)


def of_process(desk: Desk, process_id: str, *, as_of: datetime) -> str:
    """Return the page of a process.

    Raises: Refusal when there is no such process.
    """
    seen = look_at(desk, process_id)
    process = seen.process
    lead = joined([f"{process.kind} · {process.id} · fase: ", tag("span", seen.stage, class_="stage")])
    return page(process.title, *_sections(seen, as_of), lead=lead)


def _row(process: Process, step: OpenStep | None, as_of: datetime) -> Sequence[Piece]:
    link = tag("a", process.title, href=f"/procedimenti/{quote(process.id, safe='')}")
    named = joined([link, tag("code", process.id, class_="id")])
    stage = tag("span", stage_words(process), class_="stage")
    if step is None:
        return (named, str(process.kind), stage, "–", "nessuno")
    return (named, str(process.kind), stage, _when(step, as_of), step.title)


def _sections(seen: Seen, as_of: datetime) -> Iterator[Html]:
    if seen.owed:
        yield section("Che cosa manca, e chi lo deve", listed(seen.owed))
    yield section("Prossime date", _dates(seen.coming, as_of))
    yield section("Documenti", _documents(seen.documents))
    if seen.files:
        yield section("File acquisiti", _files(seen))
    if seen.letters:
        rows = [(state.value, number(count)) for state, count in seen.letters.items()]
        yield section("Lettere", table("Lettere per stato", ("stato", "lettere"), rows, numbers=(1,)))


def _dates(coming: Sequence[OpenStep], as_of: datetime) -> Html:
    if not coming:
        return tag("p", "Nessun adempimento è in calendario.")
    rows = [(_when(step, as_of), step.title, step.waits_for.removeprefix("attende ") or "–") for step in coming]
    return table("Prossime date", ("quando", "adempimento", "attende"), rows)


def _when(step: OpenStep, as_of: datetime) -> Html:
    is_late = step.due_at is not None and step.due_at <= as_of and not step.waits_for
    late = tag("span", " (in ritardo)", class_="late") if is_late else ""
    return tag("span", instant(step.due_at), late, class_="when")


def _documents(documents: Sequence[Document]) -> Html:
    if not documents:
        return tag("p", "Nessun documento, per ora.")
    # What one step wrote stays in its order: the paper first, what goes with it after.
    rows = [_document(one) for one in sorted(documents, key=lambda one: one.written_at, reverse=True)]
    return table("Documenti, dal più recente", ("documento", "file", "scritto il", "dimensione"), rows, numbers=(3,))


def _document(one: Document) -> Sequence[Piece]:
    address = f"/documenti/{quote(one.process_id, safe='')}/{quote(one.name)}"
    title = one.title or str(one.kind)
    link = tag("a", title[:1].upper() + title[1:], href=address)
    file = tag("code", PurePosixPath(one.name).name)
    return (link, file, tag("span", instant(one.written_at), class_="when"), size(one.size_bytes))


def _files(seen: Seen) -> Html:
    rows = [
        (
            one.name,
            one.layout,
            tag("span", instant(one.collected_at), class_="when"),
            number(one.rows_in),
            number(one.rows_accepted),
            number(one.rows_set_aside),
        )
        for one in seen.files
    ]
    header = ("file", "riconosciuto come", "acquisito il", "righe", "accettate", "accantonate")
    return table("File acquisiti con le loro righe", header, rows, numbers=(3, 4, 5))

"""The account of an act (resoconto): what was done, documents, next dates, what is missing and who owes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import quote

from domain.errors import Refusal
from domain.italian import instant_in_words
from domain.models import Document, Process
from domain.store import agenda, processes
from domain.store.agenda import OpenStep
from flows.almanac import refresh
from flows.edges import Desk
from flows.plans import owed_to, stage_of
from flows.steps import Fulfilled

ZONE = "Europe/Rome"
"""The clocks of the house, for those who read the engine's pages."""
_MOST = 12
_AWAITS = "attende "
"""Stands over the column already."""


def account_of(
    desk: Desk,
    process_id: str,
    done: Sequence[Fulfilled],
    said: Sequence[str] = (),
    *,
    counter: str,
    as_of: datetime,
) -> str:
    """Tell in Markdown what an act on a process did and what follows; links lead to the counter."""
    refresh(desk)
    with desk.transaction() as session:
        process = processes.get(session, process_id)
        documents = processes.documents(session, process_id)
        coming = agenda.upcoming(session, process_id=process_id)
    # A step that calendar and act share was fulfilled by this very run when its instant is the run's.
    written = [one for one in documents if one.written_at >= as_of]
    lines = [
        *_head(process, counter),
        *_done(done, said),
        *_papers("Documenti di questo passaggio", written, process_id, counter),
        *_dates(coming),
        *_listed("Che cosa manca, e chi lo deve", owed_to(desk, process_id)),
    ]
    if not written:
        lines += _papers("Ultimi documenti", documents[-5:], process_id, counter)
    return "\n".join(lines) + "\n"


def titled(process_id: str) -> str:
    """Return an id as people read it: `energia-2025` is Energia 2025."""
    return process_id.replace("-", " ").capitalize()


def refusal_page(refusal: Refusal) -> str:
    """Tell in Markdown what was refused and what to do: the engine's own page shows only the first words of it."""
    lines = ["# Rifiutato", "", f"**Che cosa non va:** {_plain(refusal.problem)}", ""]
    if refusal.place:
        lines += [f"**Dove:** {_plain(refusal.place)}", ""]
    lines += [f"**Che cosa fare:** {_plain(refusal.remedy)}", ""]
    lines += [f"- {_plain(str(fault))}" for fault in refusal.faults]
    return "\n".join([*lines, "", "Ciò che era già agli atti resta: corretto ciò che serve, ripetete l'atto.", ""])


def _head(process: Process, counter: str) -> Iterator[str]:
    yield from (f"# {_plain(process.title)}", "")
    page = f"{counter}/procedimenti/{quote(process.id)}"
    yield f"Fase: **{stage_of(process)}** · [apri il procedimento allo sportello]({page})"
    yield ""


def _done(done: Sequence[Fulfilled], said: Sequence[str]) -> Iterator[str]:
    yield from ("## Che cosa è stato fatto", "")
    for line in said:
        yield f"- {_plain(line)}"
    for step in done:
        due, real = (instant_in_words(at, ZONE) for at in (step.due_at, step.done_at))
        yield f"- **{step.title}**: dovuto il {due}; compiuto il {real}"
    if not said and not done:
        yield "- Nulla era dovuto: nulla è cambiato."
    yield ""


def _papers(title: str, documents: Sequence[Document], process_id: str, counter: str) -> Iterator[str]:
    if documents:
        yield from (f"## {title}", "")
        for one in documents:
            address = f"{counter}/documenti/{quote(process_id)}/{quote(one.name)}"
            yield f"- [{_plain(one.title or one.name)}]({address})"
        yield ""


def _dates(coming: Sequence[OpenStep]) -> Iterator[str]:
    yield from ("## Prossime date", "")
    if not coming:
        yield from ("Nessun adempimento è in calendario.", "")
        return
    yield from ("| quando | adempimento | attende |", "|---|---|---|")
    for step in coming[:_MOST]:
        when = instant_in_words(step.due_at, ZONE) if step.due_at else "non ancora determinato"
        yield f"| {when} | {_plain(step.title)} | {_plain(step.waits_for.removeprefix(_AWAITS))} |"
    if len(coming) > _MOST:
        yield f"| … | altri {len(coming) - _MOST} adempimenti | |"
    yield ""


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from (f"## {title}", "")
        yield from (f"- {_plain(line)}" for line in lines)
        yield ""


def _plain(text: str) -> str:
    """Keep what is printed from being read as Markdown or as a link."""
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())

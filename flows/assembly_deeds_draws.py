"""What the forms of the draws and of the terms do at the desk: from the commitment to replacements and allowances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.assembly.draw.seed import PublicValues
from domain.errors import Refusal
from domain.italian import counted
from flows import assembly_requests as of
from flows.arrivals import arrival, read_arrival
from flows.assembly_acts import (
    composing,
    drawing,
    inviting,
    paying,
    preparing,
    promising,
    replacing,
    responding,
    working,
)
from flows.assembly_acts.case import load_case
from flows.assembly_said import MOST_FAULTS, Deed, Said, recorded
from flows.edges import Desk


@contextmanager
def _registry(desk: Desk, file: str) -> Iterator[Path]:
    """Lay an arrived registry where it can be read by columns; it is not kept."""
    found = arrival(desk, file)
    with TemporaryDirectory() as folder:
        path = Path(folder) / found.name
        path.write_bytes(found.read_bytes())
        yield path


def _commit(desk: Desk, form: of.Commit, as_of: datetime) -> Said:
    with _registry(desk, form.registry) as path:
        frame = promising.commit(desk, form.process_id, path, officer=form.officer, as_of=as_of)
    said = [recorded("Impegno del primo sorteggio", frame is not None)]
    if frame is not None:
        said.append(f"Nella lista contano {counted(frame.rows.height, 'persona', 'persone')}.")
        said += [f"Righe accantonate: {why}, {count}." for why, count in frame.aside_counts().items()]
    return form.process_id, said


def _draw(desk: Desk, form: of.Draw, as_of: datetime) -> Said:
    values = _values(desk, form.process_id, form.sources, is_first=True)
    with _registry(desk, form.registry) as path:
        drawn = drawing.draw_first(desk, form.process_id, path, values, officer=form.officer, as_of=as_of)
    after = f"Persone da invitare: {drawn}." if drawn else ""
    return form.process_id, [recorded("Primo sorteggio", drawn is not None, after)]


def _values(desk: Desk, process_id: str, sources: of.Sources, *, is_first: bool) -> PublicValues:
    """What the sources said, wheel by wheel as the definition names them."""
    definition = load_case(desk, process_id).definition
    wheels = (definition.first_draw if is_first else definition.selection).sources.wheels
    if len(sources.lottery_numbers) != len(wheels):
        problem = f"le ruote con i numeri sono {len(sources.lottery_numbers)}, l'impegno ne nomina {len(wheels)}"
        raise Refusal(problem, f"scrivete i numeri di: {', '.join(wheels)}")
    numbers = dict(zip(wheels, sources.lottery_numbers, strict=True))
    return PublicValues(sources.drand_signature.strip().lower(), numbers)


def _invite(desk: Desk, form: of.Invite, as_of: datetime) -> Said:
    addresses = read_arrival(desk, form.addresses)
    done = inviting.invite(desk, form.process_id, addresses, is_reminder=form.is_reminder, as_of=as_of)
    return form.process_id, [done.in_words, *(f"Accantonata: {fault}" for fault in done.faults[:MOST_FAULTS])]


def _availability(desk: Desk, form: of.ReadAvailability, as_of: datetime) -> Said:
    said = []
    for file in form.files:
        name, data = read_arrival(desk, file)
        read = responding.read_answers(desk, form.process_id, name, data, as_of=as_of)
        said += [read.in_words, *(f"Accantonata: {fault}" for fault in read.faults[:MOST_FAULTS])]
    return form.process_id, said


def _prepare(desk: Desk, form: of.PrepareSelection, as_of: datetime) -> Said:
    done = preparing.prepare(desk, form.process_id, relaxation=form.relaxation, officer=form.officer, as_of=as_of)
    after = f"Biglietti pubblicati: {len(done.lottery.tickets)}." if done else ""
    return form.process_id, [recorded("Impegno della composizione", done is not None, after)]


def _select(desk: Desk, form: of.Select, as_of: datetime) -> Said:
    values = _values(desk, form.process_id, form.sources, is_first=False)
    seats = composing.select(desk, form.process_id, values, officer=form.officer, as_of=as_of)
    after = f"Mandati: {seats}." if seats else ""
    return form.process_id, [recorded("Composizione dei gruppi", seats is not None, after)]


def _replace(desk: Desk, form: of.Replace, as_of: datetime) -> Said:
    made = replacing.replace(desk, form.process_id, officer=form.officer, as_of=as_of)
    said = [
        f"Al posto di {one.vacated} è chiamato {one.code}: posti fuori quota da {one.deviation_before} "
        f"a {one.deviation_after}."
        for one in made
    ]
    return form.process_id, said or ["Nessuna chiamata da fare."]


def _reply(desk: Desk, form: of.Reply, as_of: datetime) -> Said:
    is_new = replacing.reply(desk, form.process_id, form.code, accepts=form.accepts, officer=form.officer, as_of=as_of)
    after = "" if form.accepts else "Ora si può chiamare chi segue."
    return form.process_id, [recorded("Risposta alla chiamata", is_new, after)]


def _allowances(desk: Desk, form: of.Allowances, as_of: datetime) -> Said:
    is_new = paying.list_allowances(
        desk,
        form.process_id,
        first_on=form.first_on,
        last_on=form.last_on,
        act=form.act,
        officer=form.officer,
        as_of=as_of,
    )
    return form.process_id, [recorded("Elenco dei gettoni", is_new)]


def _assign(desk: Desk, form: of.AssignGroups, as_of: datetime) -> Said:
    preferences = {one.code: one.groups for one in form.preferences}
    joined = working.assign_members(desk, form.process_id, preferences, officer=form.officer, as_of=as_of)
    said = f"Assegnati ai gruppi di lavoro: {counted(len(joined), 'membro', 'membri')}."
    return form.process_id, [said if joined else "Tutti i membri in carica hanno già un gruppo."]


def _tables(desk: Desk, form: of.LayTables, as_of: datetime) -> Said:
    name = working.lay_tables(
        desk, form.process_id, form.number, sessions=form.sessions, officer=form.officer, as_of=as_of
    )
    return form.process_id, [f"Tavoli: {name}." if name else "Tavoli già preparati per questa convocazione."]


DRAWING_DEEDS: Mapping[type, Deed] = {
    of.Commit: _commit,
    of.Draw: _draw,
    of.Invite: _invite,
    of.ReadAvailability: _availability,
    of.PrepareSelection: _prepare,
    of.Select: _select,
    of.Replace: _replace,
    of.Reply: _reply,
    of.Allowances: _allowances,
    of.AssignGroups: _assign,
    of.LayTables: _tables,
}
"""The forms of the draws and of the terms."""

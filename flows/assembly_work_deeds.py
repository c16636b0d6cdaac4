"""What the forms of further letters, groups, tables, allowances and the biennial session do at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.italian import counted
from flows import assembly_requests as of
from flows.arrivals import arrival, arrival_on_disk, read_text
from flows.assembly_acts import extending, hosting, paying, working
from flows.deeds import Deed, Said
from flows.edges import Desk
from flows.inquiry_acts.opening import open_inquiry


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
    said = "Elenco dei gettoni scritto." if is_new else "Elenco dei gettoni: già scritto, nulla di cambiato."
    return form.process_id, [said]


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


def _more_letters(desk: Desk, form: of.MoreLetters, as_of: datetime) -> Said:
    with arrival_on_disk(desk, form.registry) as path:
        drawn = extending.more_letters(
            desk,
            form.process_id,
            path,
            form.letters,
            officer=form.officer,
            as_of=as_of,
            is_forecast=form.is_forecast,
        )
    if drawn is None:
        return form.process_id, ["Questa tornata è già sorteggiata: ora spedite i suoi inviti."]
    return form.process_id, [f"Sorteggiate altre {counted(drawn, 'persona', 'persone')}: ora spedite i loro inviti."]


def _biennial(desk: Desk, form: of.Biennial, as_of: datetime) -> Said:
    hosting.refuse_session(desk, form.process_id, officer=form.officer)
    file = arrival(desk, form.definition)
    inquiry_id, _ = open_inquiry(desk, read_text(file), name=file.name, as_of=as_of)
    is_new = hosting.record_session(desk, form.process_id, inquiry_id, officer=form.officer, as_of=as_of)
    said = f"La sessione biennale è l'istruttoria «{inquiry_id}»: commenti e risposte si raccolgono lì."
    return form.process_id, [said if is_new else f"Sessione biennale già aperta: «{inquiry_id}»."]


WORK_DEEDS: Mapping[type, Deed] = {
    of.MoreLetters: _more_letters,
    of.Biennial: _biennial,
    of.Allowances: _allowances,
    of.AssignGroups: _assign,
    of.LayTables: _tables,
}

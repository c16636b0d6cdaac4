"""What the forms of the two draws do at the desk: commitments, draws, invitations, availability, composition, calls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.assembly.draw.seed import PublicValues
from domain.italian import counted, number, percent, rows_told
from flows import assembly_requests as of
from flows.arrivals import arrival_on_disk, read_arrival
from flows.assembly_acts import composing, drawing, forecasting, inviting, preparing, promising, replacing, responding
from flows.assembly_acts.case import load_case
from flows.deeds import MOST_FAULTS, Deed, Said
from flows.edges import Desk

MOST_STRATA = 12
"""Strata that an account names; the workbook has them all."""
_NOTHING_NEW = "già a protocollo, nulla di cambiato."


def _commit(desk: Desk, form: of.Commit, as_of: datetime) -> Said:
    with arrival_on_disk(desk, form.registry) as path:
        frame = promising.commit(desk, form.process_id, path, officer=form.officer, as_of=as_of)
    if frame is None:
        return form.process_id, [f"Impegno del primo sorteggio: {_NOTHING_NEW}"]
    aside = frame.rows_read - frame.rows.height
    lines = [f"Lista: {rows_told(frame.rows_read, frame.rows.height, aside)}."]
    lines += [f"Accantonate: {number(count)}, {reason}." for reason, count in frame.aside_counts().items()]
    return form.process_id, ["Impegno del primo sorteggio pubblicato.", *lines]


def _draw(desk: Desk, form: of.Draw, as_of: datetime) -> Said:
    values = _values(desk, form.process_id, form.sources, is_first=True)
    with arrival_on_disk(desk, form.registry) as path:
        drawn = drawing.draw_first(desk, form.process_id, path, values, officer=form.officer, as_of=as_of)
    if drawn is None:
        return form.process_id, [f"Primo sorteggio: {_NOTHING_NEW}"]
    return form.process_id, [
        f"Sorteggiati {counted(drawn, 'codice', 'codici')}: la cartella pubblicata si può verificare."
    ]


def _forecast(desk: Desk, form: of.Forecast, as_of: datetime) -> Said:
    found = forecasting.forecast(desk, form.process_id, officer=form.officer, as_of=as_of)
    if found is None:
        return form.process_id, [f"Previsione per queste lettere: {_NOTHING_NEW}"]
    share = load_case(desk, form.process_id).definition.first_draw.expected_share
    lines = [f"Se risponde il {percent(share.numerator, share.denominator)} degli invitati:"]
    for one in found:
        lines.append(f"{one}.")
        lines += [f"  Manca: {reason}." for reason in one.reasons]
        lines += [
            f"  Altre {number(each.letters)} lettere: {', '.join(each.stratum)}."
            for each in (one.further or ())[:MOST_STRATA]
        ]
    return form.process_id, [*lines, "L'elenco intero degli strati è nel foglio «Previsione delle risposte»."]


def _invite(desk: Desk, form: of.Invite, as_of: datetime) -> Said:
    file = read_arrival(desk, form.addresses)
    done = inviting.invite(desk, form.process_id, file, is_reminder=form.is_reminder, as_of=as_of)
    return form.process_id, [done.in_words, *(f"Da vedere: {fault}" for fault in done.faults[:MOST_FAULTS])]


def _availability(desk: Desk, form: of.ReadAvailability, as_of: datetime) -> Said:
    said = []
    for file in form.files:
        name, data = read_arrival(desk, file)
        read = responding.read_answers(desk, form.process_id, name, data, as_of=as_of)
        said += [read.in_words, *(f"Accantonata: {fault}" for fault in read.faults[:MOST_FAULTS])]
    return form.process_id, said


def _prepare(desk: Desk, form: of.PrepareSelection, as_of: datetime) -> Said:
    done = preparing.prepare(desk, form.process_id, relaxation=form.relaxation, officer=form.officer, as_of=as_of)
    if done is None:
        return form.process_id, [f"Impegno della composizione: {_NOTHING_NEW}"]
    low, high = done.lottery.lowest, done.lottery.highest
    chances = f"{percent(low.numerator, low.denominator)} a {percent(high.numerator, high.denominator)}"
    lines = [
        f"Pubblicati {counted(len(done.lottery.tickets), 'biglietto', 'biglietti')}, con {done.available} disponibili.",
        f"La probabilità di entrare va dal {chances}.",
    ]
    if done.adopted is not None:
        lines.append(f"Quote adottate: {'; '.join(map(str, done.adopted.changes))}.")
    return form.process_id, lines


def _select(desk: Desk, form: of.Select, as_of: datetime) -> Said:
    values = _values(desk, form.process_id, form.sources, is_first=False)
    seats = composing.select(desk, form.process_id, values, officer=form.officer, as_of=as_of)
    if seats is None:
        return form.process_id, [f"Composizione: {_NOTHING_NEW}"]
    return form.process_id, [
        f"Gruppi composti: {counted(seats, 'mandato', 'mandati')}. Ogni membro riceve la conferma."
    ]


def _replace(desk: Desk, form: of.Replace, as_of: datetime) -> Said:
    made = replacing.replace(desk, form.process_id, officer=form.officer, as_of=as_of)
    lines = [
        f"Chiamato {one.code} al posto di {one.vacated}; "
        f"seggi fuori quota: {one.deviation_before} con il posto vuoto, {one.deviation_after} con chi entra."
        for one in made
    ]
    return form.process_id, lines or [
        "Nessuna chiamata: nessun posto è vacante, o chi resta allontanerebbe il gruppo dalle quote."
    ]


def _reply(desk: Desk, form: of.Reply, as_of: datetime) -> Said:
    is_new = replacing.reply(desk, form.process_id, form.code, accepts=form.accepts, officer=form.officer, as_of=as_of)
    after = "entra in carica" if form.accepts else "rinuncia: ora si può chiamare chi segue"
    return form.process_id, [f"Risposta alla chiamata: {f'{form.code} {after}.' if is_new else _NOTHING_NEW}"]


def _values(desk: Desk, process_id: str, sources: of.Sources, *, is_first: bool) -> PublicValues:
    """The numbers as the form has them belong to the wheels in the order of the commitment."""
    definition = load_case(desk, process_id).definition
    named = definition.first_draw.sources if is_first else definition.selection.sources
    numbers = dict(zip(named.wheels, sources.lottery_numbers, strict=False))
    extra = {f"ruota in più n. {place}": five for place, five in enumerate(sources.lottery_numbers[len(numbers) :], 1)}
    return PublicValues(sources.drand_signature.strip().lower(), numbers | extra)


DRAW_DEEDS: Mapping[type, Deed] = {
    of.Commit: _commit,
    of.Draw: _draw,
    of.Forecast: _forecast,
    of.Invite: _invite,
    of.ReadAvailability: _availability,
    of.PrepareSelection: _prepare,
    of.Select: _select,
    of.Replace: _replace,
    of.Reply: _reply,
}

"""The first part of a played year: list, draws, letters, answers, up to the groups that are composed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.assembly.calendar_of_assembly import source_instant
from domain.assembly.definition import PublicSources
from domain.assembly.draw.sample_office import addresses_of
from domain.assembly.rehearsed_year import invented_values
from domain.errors import Refusal
from domain.store import assembly_draws
from flows.assembly_acts import composing, drawing, forecasting, inviting, opening, preparing, promising, responding
from flows.assembly_rehearsal.cycle import Cycle
from flows.playing import Act, nothing


def choosing_acts(cycle: Cycle) -> Iterator[Act]:
    """What happens from the opening of a cycle until its groups are composed."""
    draw, calls, choice = cycle.definition.first_draw, cycle.definition.invitations, cycle.definition.selection
    yield _act(cycle.at(draw.commit_on - timedelta(days=6), 9), "apertura del ciclo", cycle, _open)
    yield _act(cycle.at(draw.commit_on, 10), "impegno del primo sorteggio", cycle, _commit)
    yield _act(_drawn_at(cycle, draw.sources), "primo sorteggio", cycle, _draw)
    yield _act(cycle.at(calls.letters_on, 8), "previsione delle risposte", cycle, _forecast)
    yield _act(cycle.at(calls.letters_on, 10), "inviti", cycle, _invite)
    for place, (days, at_) in enumerate(cycle.calendar.reminders):
        yield Act(at_, f"sollecito dopo {days} giorni", nothing)
        if place == 0:
            yield _act(at_ + timedelta(hours=3), "sollecito stampato", cycle, _remind)
    length = calls.ends_on - calls.letters_on
    yield _act(cycle.at(calls.letters_on + length * 0.6, 18), "risposte dal modulo in rete", cycle, _online)
    yield _act(cycle.at(calls.ends_on, 20), "risposte dello sportello", cycle, _at_desk)
    yield Act(cycle.calendar.availability_ends_at, "fine delle disponibilità", nothing)
    yield _act(cycle.at(choice.publish_on, 11), "impegno della composizione", cycle, _prepare)
    yield _act(_drawn_at(cycle, choice.sources), "composizione dei gruppi", cycle, _select)


def drawn_at(cycle: Cycle) -> datetime:
    """When the groups are composed."""
    return _drawn_at(cycle, cycle.definition.selection.sources)


def _drawn_at(cycle: Cycle, sources: PublicSources) -> datetime:
    """In the afternoon after both sources have spoken."""
    last_on = max(sources.drand_on, sources.lottery_on)
    return max(source_instant(sources, cycle.calendar.zone) + timedelta(hours=1), cycle.at(last_on, 15))


def _act(at_: datetime, label: str, cycle: Cycle, do: object) -> Act:
    assert callable(do)
    return Act(at_, label, lambda: do(cycle, at_))


def _open(cycle: Cycle, as_of: datetime) -> None:
    opening.open_assembly(cycle.desk, cycle.text, name=cycle.name, as_of=as_of)


def _commit(cycle: Cycle, as_of: datetime) -> None:
    officer = cycle.definition.recipients.statistics.name
    promising.commit(cycle.desk, cycle.id, cycle.list_for_draw(), officer=officer, as_of=as_of)


def _draw(cycle: Cycle, as_of: datetime) -> None:
    values = invented_values(f"{cycle.seed}:{cycle.id}:primo", cycle.definition.first_draw.sources.wheels)
    officer = cycle.definition.recipients.statistics.name
    drawing.draw_first(cycle.desk, cycle.id, cycle.list_for_draw(), values, officer=officer, as_of=as_of)


def _forecast(cycle: Cycle, as_of: datetime) -> None:
    officer = cycle.definition.recipients.statistics.name
    forecasting.forecast(cycle.desk, cycle.id, officer=officer, as_of=as_of)


def _invited(cycle: Cycle) -> list[str]:
    with cycle.desk.reading() as session:
        return [one.code for one in assembly_draws.invitations(session, cycle.id)]


def _invite(cycle: Cycle, as_of: datetime, *, is_reminder: bool = False) -> None:
    year = cycle.definition.first_draw.reference_on.year
    data = addresses_of(cycle.list_for_draw(), _invited(cycle), year)
    inviting.invite(cycle.desk, cycle.id, ("indirizzi.csv", data), is_reminder=is_reminder, as_of=as_of)


def _remind(cycle: Cycle, as_of: datetime) -> None:
    _invite(cycle, as_of, is_reminder=True)


def _online(cycle: Cycle, as_of: datetime) -> None:
    first = cycle.at(cycle.definition.invitations.letters_on, 12)
    data = cycle.residents.online_export(_invited(cycle), cycle.served_elsewhere(), first, as_of - timedelta(hours=2))
    responding.read_answers(cycle.desk, cycle.id, "modulo-in-rete.csv", data, as_of=as_of)


def _at_desk(cycle: Cycle, as_of: datetime) -> None:
    first = cycle.at(cycle.definition.invitations.letters_on, 12)
    data = cycle.residents.desk_workbook(
        _invited(cycle),
        cycle.served_elsewhere(),
        first,
        as_of - timedelta(hours=2),
        title=cycle.definition.short_title,
        process_id=cycle.id,
    )
    responding.read_answers(cycle.desk, cycle.id, "sportello.xlsx", data, as_of=as_of)


def _prepare(cycle: Cycle, as_of: datetime) -> None:
    """Commit to the tickets; where the quotas cannot be met, with the first alternative, as an office would choose."""
    officer = cycle.responsible
    try:
        preparing.prepare(cycle.desk, cycle.id, relaxation=0, officer=officer, as_of=as_of)
    except Refusal as refusal:
        if not any(fault.problem.startswith("alternativa") for fault in refusal.faults):
            raise
        preparing.prepare(cycle.desk, cycle.id, relaxation=1, officer=officer, as_of=as_of)


def _select(cycle: Cycle, as_of: datetime) -> None:
    values = invented_values(f"{cycle.seed}:{cycle.id}:composizione", cycle.definition.selection.sources.wheels)
    composing.select(cycle.desk, cycle.id, values, officer=cycle.responsible, as_of=as_of)

"""What time starts: the steps due of one process, and the patrol over all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact

from domain.errors import Refusal
from domain.italian import counted
from flows.account import titled
from flows.almanac import due_steps, refresh
from flows.edges import moment_of
from flows.engine import MailStopped, act, at_the_desk, deliver, desk_flow, fulfil_step, go_on, leave_account
from flows.morning import write_morning_letter
from flows.plans import advance_process
from flows.requests import Advance, Patrol
from flows.settings import our_settings
from flows.steps import Fulfilled

_NOW = Patrol()
_PROGRESS_EVERY = 25


@dataclass(slots=True)
class Round:
    """What a patrol found: the steps that it fulfilled by process, and what was refused."""

    done: dict[str, list[Fulfilled]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


@desk_flow("adempimenti", "adempimenti dovuti")
def advance(modulo: Advance) -> list[Fulfilled]:
    """Compie, in ordine, ogni adempimento dovuto di un procedimento; ripeterlo non cambia nulla."""
    return go_on(modulo.process_id, moment_of(modulo.as_of))


@desk_flow("ronda", "ronda su tutti i procedimenti")
def patrol(modulo: Patrol = _NOW) -> Round:
    """Compie gli adempimenti dovuti di tutti i procedimenti: raccoglie ciò che l'orologio avesse perso."""
    moment = moment_of(modulo.as_of)
    with at_the_desk() as desk:
        faulty = refresh(desk)
        due = list(dict.fromkeys(step.process_id for step in due_steps(desk, as_of=moment)))
    found = Round(refused={process_id: str(refusal) for process_id, refusal in faulty.items()})
    if due:
        _walk(due, moment, found)
        _send(moment)
    _tell(found)
    return found


@desk_flow("lettera-del-mattino", "lettera del mattino")
def morning(modulo: Patrol = _NOW) -> bool:
    """Scrive e spedisce all'ufficio la lettera del giorno: compiuto, non riuscito, in scadenza, in ritardo."""
    moment = moment_of(modulo.as_of)
    is_new = write_letter_of_the_day(moment)
    _send(moment)
    return is_new


@act("lettera del giorno")
def write_letter_of_the_day(as_of: datetime) -> bool:
    """Put the letter of the day into the outbox, once."""
    with at_the_desk() as desk:
        return write_morning_letter(desk, desk_url=our_settings().desk, as_of=as_of)


def _walk(due: Sequence[str], moment: datetime, found: Round) -> None:
    progress = cast(UUID, create_progress_artifact(0.0, key="ronda-avanzamento", description="Procedimenti visitati"))
    for place, process_id in enumerate(due, start=1):
        try:
            with at_the_desk() as desk:
                found.done[process_id] = advance_process(
                    desk, process_id, as_of=moment, run=_one_step_of(process_id, moment)
                )
        except Refusal as refusal:  # one process that refuses must not keep the others waiting
            found.refused[process_id] = str(refusal)
        if place % _PROGRESS_EVERY == 0 or place == len(due):
            update_progress_artifact(progress, progress=100.0 * place / len(due))


def _one_step_of(process_id: str, moment: datetime) -> Callable[[str], Fulfilled | None]:
    return lambda name: fulfil_step(process_id, name, moment)


def _send(moment: datetime) -> None:
    try:
        deliver(moment)
    except MailStopped as stopped:
        get_run_logger().warning("la posta in uscita è ferma: %s", stopped)


def _tell(found: Round) -> None:
    if not found.done and not found.refused:
        get_run_logger().info("nulla era dovuto")
        return
    lines = ["# Ronda sui procedimenti", ""]
    for process_id, steps in found.done.items():
        titles = ", ".join(step.title for step in steps) or "già compiuto da altri"
        lines.append(f"- **{titled(process_id)}**: {titles}")
    if found.refused:
        lines += ["", "## Rifiutati", "", *(f"- **{titled(one)}**: {why}" for one, why in found.refused.items())]
    get_run_logger().info(
        "%s, %d rifiutati",
        counted(len(found.done), "procedimento visitato", "procedimenti visitati"),
        len(found.refused),
    )
    leave_account("\n".join(lines) + "\n", key="ronda")

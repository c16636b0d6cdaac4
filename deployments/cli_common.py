"""What the commands share: how ids, officers and instants are given, the open desk, steps just done and to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol

import typer

from deployments import printing
from deployments.printing import say
from domain.italian import instant_in_words
from flows.edges import Desk, moment_of, open_desk
from flows.plans import timezone_of
from flows.settings import our_settings
from flows.steps import Fulfilled, Plan, advance

Id = Annotated[str, typer.Argument(metavar="ID", help="Identificativo del procedimento, per esempio energia-2025.")]
Officer = Annotated[str, typer.Option("--officer", help="Chi decide o registra: nome e ruolo.")]
Json = Annotated[bool, typer.Option("--json", help="Risultato come JSON, per i programmi.")]
Instant = Annotated[str, typer.Option("--as-of", metavar="ISTANTE", help="Istante ISO con fuso; vuoto: adesso.")]


class Coming(Protocol):
    """A step still to come."""

    @property
    def title(self) -> str: ...

    @property
    def due_at(self) -> datetime | None: ...

    @property
    def waits_for(self) -> str: ...


def print_steps(desk: Desk, process_id: str, done: Sequence[Fulfilled]) -> None:
    """Say what was just done and when it was due, on the clocks of the city."""
    if done:
        timezone = timezone_of(desk, process_id)
        for step in done:
            say(f"✓ {step.title} (dovuto: {in_words(step.due_at, timezone)})")


def print_coming(coming: Sequence[Coming], timezone: str) -> None:
    """Print what the calendar still holds for a process."""
    if coming:
        rows = [(step.title, in_words(step.due_at, timezone), step.waits_for) for step in coming]
        printing.table("Prossimi adempimenti", ["adempimento", "quando", "attende"], rows)


def advance_by(plan: Plan[Any], process_id: str, as_of: str, *, json: bool) -> None:
    """Do, in order, every step of a process that is due at the instant given, and tell of it.

    Raises: Refusal when the process is not of the plan's kind.
    """
    moment, desk = moment_of(instant_given(as_of)), our_desk()
    done = advance(desk, plan, process_id, as_of=moment)
    if json:
        printing.as_json({"steps": done})
        return
    print_steps(desk, process_id, done)
    if not done:
        say("Nessun adempimento dovuto.")


def instant_given(text: str) -> datetime | None:
    """Read an instant of the command line; None when none is given.

    Raises: typer.BadParameter when it is none, or its zone is missing.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"«{text}» non è un istante: scrivete per esempio 2025-03-04T00:00+01:00") from None
    if moment.tzinfo is None:
        raise typer.BadParameter("manca il fuso: scrivete per esempio 2025-03-04T00:00+01:00")
    return moment


def in_words(moment: datetime | None, timezone: str) -> str:
    """Say an instant on the clocks of the city."""
    return instant_in_words(moment, timezone) if moment else "non ancora determinato"


def our_desk() -> Desk:
    """Open the desk that the environment names."""
    return open_desk(our_settings())

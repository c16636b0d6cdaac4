"""What the commands of an inquiry share: how an id and an officer are given, the open desk, the steps just done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from deployments.printing import say
from domain.italian import instant_in_words
from flows.edges import Desk, open_desk
from flows.inquiry_acts.case import load_case
from flows.settings import our_settings
from flows.steps import Fulfilled

Id = Annotated[str, typer.Argument(metavar="ID", help="Identificativo del procedimento, per esempio energia-2025.")]
Officer = Annotated[str, typer.Option("--officer", help="Chi decide o registra: nome e ruolo.")]
Json = Annotated[bool, typer.Option("--json", help="Risultato come JSON, per i programmi.")]


def print_steps(desk: Desk, process_id: str, done: list[Fulfilled]) -> None:
    """Say what was just done and when it was due, on the clocks of the city."""
    if done:
        timezone = load_case(desk, process_id).definition.timezone
        for step in done:
            say(f"✓ {step.title} (dovuto: {in_words(step.due_at, timezone)})")


def in_words(moment: datetime | None, timezone: str) -> str:
    """Say an instant on the clocks of the city."""
    return instant_in_words(moment, timezone) if moment else "non ancora determinato"


def our_desk() -> Desk:
    """Open the desk that the environment names."""
    return open_desk(our_settings())

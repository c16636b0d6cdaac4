"""`istruttoria up`: the whole house with one command, until Ctrl-C."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from deployments.engine_environment import desk_url, environment_of, prepare_engine
from deployments.house_parts import parts_of_house, refuse_taken_ports
from deployments.part_log import turn_over
from deployments.printing import say
from deployments.sole_house import sole_house
from deployments.supervisor import Supervisor
from domain.italian import counted
from flows.arrivals import FOLDER
from flows.edges import now
from flows.journal import keep_journal
from flows.settings import Settings, our_settings


def up(
    host: Annotated[
        str | None,
        typer.Option("--host", help="Indirizzo su cui ascoltare; fuori da 127.0.0.1 serve una parola d'ordine."),
    ] = None,
    engine_port: Annotated[int | None, typer.Option("--engine-port", help="Porta della scrivania.")] = None,
    counter_port: Annotated[int | None, typer.Option("--counter-port", help="Porta dello sportello.")] = None,
) -> None:
    """Avvia tutta la casa (scrivania, orologio, sportello) e la tiene in piedi; Ctrl-C ferma tutto."""
    told = {"host": host, "engine_port": engine_port, "counter_port": counter_port}
    settings = our_settings().model_copy(update={name: value for name, value in told.items() if value is not None})
    settings = settings.model_copy(update={"home": settings.home.absolute()})
    environment = environment_of(settings, base=os.environ)
    with sole_house(settings.home):
        refuse_taken_ports(settings)  # a second start is told that it is the second, not that a port is taken
    (settings.home / FOLDER).mkdir(parents=True, exist_ok=True)
    prepare_engine(settings.home)
    say("La casa si avvia: la prima volta ci vuole circa mezzo minuto…")
    started_at = now()
    with _journal_of(settings):
        parts = parts_of_house(settings, environment)
        ready = partial(_say_where, settings, started_at)
        Supervisor(settings.home, parts, environment, on_ready=ready).run()
    say("Tutto fermo.")


@contextmanager
def _journal_of(settings: Settings) -> Iterator[None]:
    """Keep the supervisor's own log beside those of its parts: the terminal is for what people read."""
    log = settings.home / "registri" / "up.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    turn_over(log)
    with log.open("a", encoding="utf-8", buffering=1) as stream:
        keep_journal("up", stream=stream)
        yield


def _say_where(settings: Settings, started_at: datetime) -> None:
    seconds = round((now() - started_at).total_seconds())
    password = (
        "; entrate con utente e parola d'ordine dell'ufficio" if settings.desk_password.get_secret_value() else ""
    )
    say(f"""
La casa è in funzione dopo {counted(seconds, "secondo", "secondi")}{password}.
  Scrivania, dove si compiono gli atti:    {desk_url(settings)}
  Sportello, documenti e consegna di file: {settings.counter}
  Cartella dei file in arrivo:             {settings.home / FOLDER}
  Registri delle parti:                    {settings.home / "registri"}
Per controllare: «istruttoria doctor». Per fermare tutto: Ctrl-C.
""")

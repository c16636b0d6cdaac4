"""`istruttoria up`: the whole house with one command, until Ctrl-C."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from deployments.engine_environment import desk_url, environment_of
from deployments.house_parts import parts_of_house, refuse_taken_ports
from deployments.printing import say
from deployments.sole_house import sole_house
from deployments.supervisor import Supervisor
from flows.arrivals import FOLDER
from flows.journal import keep_journal
from flows.settings import Settings, our_settings


def up(
    host: Annotated[
        str | None, typer.Option("--host", help="Indirizzo su cui ascoltare; fuori da 127.0.0.1 serve una password.")
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
    (settings.home / "motore").mkdir(parents=True, exist_ok=True)
    keep_journal("up")
    say("La casa si avvia: la prima volta ci vuole circa mezzo minuto…")
    parts = parts_of_house(settings, environment)
    Supervisor(settings.home, parts, environment, on_ready=lambda: _say_where(settings)).run()
    say("Tutto fermo.")


def _say_where(settings: Settings) -> None:
    password = " (utente e password dell'ufficio)" if settings.desk_password.get_secret_value() else ""
    say(f"""
La casa è in funzione{password}.
  Scrivania, dove si compiono gli atti:    {desk_url(settings)}
  Sportello, documenti e consegna di file: {settings.counter}
  Cartella dei file in arrivo:             {settings.home / FOLDER}
  Registri delle parti:                    {settings.home / "registri"}
Per controllare: «istruttoria doctor». Per fermare tutto: Ctrl-C.
""")

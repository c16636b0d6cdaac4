"""A house for the tour: an inquiry before the Council, one still to be opened, all started by `istruttoria up`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from domain.errors import Refusal
from flows.edges import now, open_rehearsal, replace_secret
from flows.rehearsal import Rehearsal

sys.path.append(str(Path(__file__).parents[1] / "flows"))
from small_case import HelpfulHands, definition_text, small_case

ROOT = Path(__file__).parents[2]
STANDING, NEW = "tetti-est", "tetti-ovest"
"""The inquiry that waits for the Council, and the one that the tour opens."""
PATIENCE_S = 240.0


class Reached(Exception):
    """The case has come as far as the tour needs it."""


@dataclass(frozen=True)
class RunningHouse:
    """Where a browser finds the house, and where its files are."""

    home: Path
    desk: str
    counter: str
    definition: Path
    """The definition file as the manager has it on the own machine."""


def put_before_the_council(home: Path, today: date) -> None:
    """Let a home hold an inquiry whose package was handed to the Council a few days ago."""
    case = small_case(process_id=STANDING, first=today - timedelta(days=80), last=today - timedelta(days=60))

    def watch(when: str, label: str, _at: object) -> None:
        if (when, label) == ("before", "voto del Consiglio"):
            raise Reached

    desk = open_rehearsal(home, seed=case.definition_text)
    with suppress(Reached):
        Rehearsal(desk, HelpfulHands(desk), case.script, watch).play()
    replace_secret(home, desk.secret)  # from here on the house works as in service, with the key that signed so far
    desk.engine.dispose()


@contextmanager
def running_house(folder: Path) -> Iterator[RunningHouse]:
    """Start all parts with the one command; end them, and see that none is left."""
    home, today = folder / "casa", now().date()
    put_before_the_council(home, today)
    definition = folder / "tetti-ovest.yaml"
    first = today + timedelta(days=40)
    definition.write_text(definition_text(process_id=NEW, first=first, last=first + timedelta(days=30)))
    engine_port, counter_port = _free_ports(2)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ISTRUTTORIA_")}
    environment |= {
        "ISTRUTTORIA_HOME": str(home),
        "ISTRUTTORIA_ENGINE_PORT": str(engine_port),
        "ISTRUTTORIA_COUNTER_PORT": str(counter_port),
        "PYTHONPATH": str(ROOT),
    }
    log = folder / "up.txt"
    with log.open("wb") as stream:
        program = subprocess.Popen(
            [sys.executable, "-c", "from deployments.cli import main; main()", "up"],
            env=environment,
            cwd=folder,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + PATIENCE_S
        while "Per fermare tutto" not in log.read_text():
            if program.poll() is not None or time.monotonic() > until:
                raise Refusal("la casa non si avvia", "leggete che cosa ha detto", log.read_text())
            time.sleep(0.2)
        yield RunningHouse(home, f"http://127.0.0.1:{engine_port}", f"http://127.0.0.1:{counter_port}", definition)
    finally:
        with suppress(ProcessLookupError):
            program.send_signal(signal.SIGINT)
        try:
            program.wait(60)
        except subprocess.TimeoutExpired:
            program.kill()  # the watchman ends the rest
        shutil.rmtree(home / "motore", ignore_errors=True)


def _free_ports(count: int) -> list[int]:
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports

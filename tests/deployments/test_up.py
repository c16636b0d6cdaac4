"""The whole house with one command: engine, worker, clock, counter; a run is done; nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from deployments import offspring
from deployments.cli import app
from deployments.schedule import DESK, PATROL
from domain.errors import Refusal
from flows.engine_pass import EnginePass
from flows.engine_room import EngineRoom
from tests.flows.service_parts import start_when_free

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240.0


def free_ports(count: int) -> list[int]:
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


@dataclass
class House:
    """A house as `istruttoria up` runs it."""

    home: Path
    engine_port: int
    counter_port: int
    program: subprocess.Popen[str]
    environment: dict[str, str]

    @property
    def engine(self) -> str:
        return f"http://127.0.0.1:{self.engine_port}/api"

    def logs(self) -> str:
        return "\n".join(f"== {log.name}\n{log.read_text()}" for log in sorted((self.home / "registri").glob("*.log")))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    engine_port, counter_port = free_ports(2)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ISTRUTTORIA_")}
    environment |= {
        "ISTRUTTORIA_HOME": str(tmp_path / "casa"),
        "ISTRUTTORIA_ENGINE_PORT": str(engine_port),
        "ISTRUTTORIA_COUNTER_PORT": str(counter_port),
        "PYTHONPATH": str(ROOT),
    }
    program = subprocess.Popen(
        [sys.executable, "-m", "deployments.cli", "up"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield House(tmp_path / "casa", engine_port, counter_port, program, environment)
    with suppress(ProcessLookupError):
        program.kill()  # the watchman ends the rest
    program.wait()
    until = time.monotonic() + 30
    while our_programs(tmp_path) and time.monotonic() < until:
        time.sleep(0.2)
    assert our_programs(tmp_path) == []


def our_programs(folder: Path) -> list[str]:
    """The command lines of all living programs that belong to a house below a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"ISTRUTTORIA_HOME={folder}".encode() in (process / "environ").read_bytes():
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if command:  # what has ended and waits to be counted has none
                    found.append(command)
    return found


def said(house: House, until: str) -> str:
    """What the command says up to a line."""
    assert house.program.stdout is not None
    text = ""
    for line in house.program.stdout:
        text += line
        if line.startswith(until):
            return text
    pytest.fail(f"it ended with status {house.program.wait()} and said:\n{text}\n{house.logs()}")


@pytest.mark.engine
def test_one_command_starts_a_house_in_which_an_act_can_be_done_and_a_signal_ends_all_of_it(house: House) -> None:
    began = time.monotonic()
    told = said(house, "Per controllare")
    sys.stdout.write(f"\nseconds from start to a usable desk: {time.monotonic() - began:.1f}\n")
    assert f"Scrivania, dove si compiono gli atti:    http://127.0.0.1:{house.engine_port}\n" in told
    assert f"Sportello, documenti e consegna di file: http://127.0.0.1:{house.counter_port}\n" in told
    assert f"Cartella dei file in arrivo:             {house.home / 'arrivi'}\n" in told
    assert {log.name for log in (house.home / "registri").iterdir()} == {
        *("up.log", "engine.log", "desk.log", "worker.log", "clock.log", "counter.log"),
    }

    page = httpx.get(f"http://127.0.0.1:{house.engine_port}/")
    assert page.is_success and "<html" in page.text
    told_to_browsers = httpx.get(f"http://127.0.0.1:{house.engine_port}/ui-settings").json()
    assert (told_to_browsers["available_uis"], told_to_browsers["v2_base_url"]) == (["v1"], None)
    asked = httpx.Client(auth=EnginePass(house.engine))
    acts = asked.post(f"{house.engine}/deployments/filter", json={}).json()
    assert {act["name"] for act in acts} == {act.name for act in DESK}
    run = start_when_free(EngineRoom(house.engine), PATROL, {}, key="prova", within_s=60)
    assert ended(house, run) == "COMPLETED", house.logs()
    (act, *_) = acts
    posted_by_a_page = {"headers": {"Content-Type": "text/plain", "Origin": "https://altrove.example"}}
    refused = httpx.post(f"{house.engine}/deployments/{act['id']}/create_flow_run", content="{}", **posted_by_a_page)
    assert refused.status_code == 403
    assert "nulla era dovuto" not in house.logs()  # what a run says is for the desk

    doctor = subprocess.run(
        [sys.executable, "-m", "deployments.cli", "doctor", "--json"],
        env=house.environment,
        stdout=subprocess.PIPE,
    )
    checks = json.loads(doctor.stdout)
    assert [check for check in checks["checks"] if not check["ok"]] == []
    assert doctor.returncode == 0
    assert {"motore", "orologio", "scrivania", "esecutori"} <= {check["name"] for check in checks["checks"]}

    second = subprocess.run(
        [sys.executable, "-m", "deployments.cli", "up"],
        env=house.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert second.returncode == 1
    assert f"la casa è già in funzione, o si sta fermando (processo {house.program.pid})" in second.stderr

    mark = (Path("/proc") / str(child_of(house)) / "environ").read_bytes()
    assert f"{offspring.MARK}={house.program.pid}-".encode() in mark
    house.program.send_signal(signal.SIGTERM)
    assert house.program.wait(60) == 0
    assert our_programs(house.home) == []


def child_of(house: House) -> int:
    """A part of the house: the program that listens on the engine's port, or the one that started it."""
    log = (house.home / "registri" / "up.log").read_text().splitlines()
    return next(int(line["pid"]) for line in map(json.loads, log) if line.get("instance") == "engine")


def ended(house: House, run_id: str) -> str:
    until = time.monotonic() + PATIENCE_S
    state = ""
    while time.monotonic() < until:
        state = httpx.get(f"{house.engine}/flow_runs/{run_id}").json()["state_type"]
        if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            break
        time.sleep(0.5)
    return str(state)


@pytest.mark.engine
def test_a_killed_supervisor_takes_the_engine_and_all_its_children_with_it(house: House) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and house.program.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(f"{house.engine}/health").is_success:
                break
        time.sleep(0.5)
    assert any("prefect" in command for command in our_programs(house.home)), house.logs()
    house.program.kill()
    house.program.wait()
    until = time.monotonic() + 30
    while our_programs(house.home) and time.monotonic() < until:
        time.sleep(0.2)
    assert our_programs(house.home) == []


def test_a_port_that_somebody_uses_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["up", "--engine-port", str(port)])
    assert isinstance(result.exception, Refusal)
    assert str(result.exception) == (
        f"127.0.0.1:{port}: la porta {port} è già usata da un altro programma, o l'indirizzo non è di questa macchina"
        " → fermate quel programma, oppure scegliete un'altra porta con ISTRUTTORIA_ENGINE_PORT (o --engine-port)"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["up.lock"]


def test_a_house_open_to_the_network_without_a_password_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(tmp_path))
    result = CliRunner().invoke(app, ["up", "--host", "192.0.2.7"])
    assert isinstance(result.exception, Refusal)
    assert result.exception.place == "192.0.2.7"
    assert list(tmp_path.iterdir()) == []

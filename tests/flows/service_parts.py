"""The parts of the house in service as real processes: started, killed with all their children, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deployments.schedule import POOL
from flows.edges import Desk, open_desk
from flows.engine_room import EngineRoom, EngineSilent
from flows.settings import Settings

PATIENCE_S = 180.0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def descendants(pid: int) -> list[int]:
    """Every process that a process has started, and those that these have started: runs have groups of their own."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        young = children.get(waiting.pop(), [])
        found += young
        waiting += young
    return found


def rss_mb(pid: int) -> float:
    """Memory of a process and all that it has started. Unit: MB (10^6 bytes)."""
    total = 0.0
    for one in [pid, *descendants(pid)]:
        with suppress(OSError):
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return total


@dataclass
class Service:
    """A server of the engine, workers and a clock on one house, all on loopback."""

    folder: Path
    database_url: str = ""
    engine_database_url: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    """More of the house's environment: its mail server, a clock that is set otherwise."""
    prefix: Sequence[str] = ()
    """What stands before every command."""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def room(self) -> EngineRoom:
        return EngineRoom(self.api)

    def settings(self) -> Settings:
        return Settings(home=self.folder / "house", engine_port=self.port, database_url=self.database_url or None)

    def desk(self) -> Desk:
        """The house, as a program beside the service opens it."""
        return open_desk(self.settings())

    def start(self, part: str) -> None:
        """Start a part: `server`, `clock`, `worker-1`, …; does not wait for it."""
        log = (self.folder / f"{part}.log").open("ab")
        self.running[part] = subprocess.Popen(
            [*self.prefix, sys.executable, "-m", *self._module(part)],
            env=self.environment(part),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()

    def start_all(self, *, workers: int) -> None:
        """Start the server, put the desk on it, then start workers and clock."""
        self.start("server")
        self.wait_for_server()
        done = subprocess.run(
            [*self.prefix, sys.executable, "-m", "deployments.serve"],
            env=self.environment("serve"),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        for number in range(1, workers + 1):
            self.start(f"worker-{number}")
        self.start("clock")

    def wait_for_server(self) -> None:
        wait_until(self.is_healthy, within_s=PATIENCE_S, what="the server's health", log=self.folder / "server.log")

    def is_healthy(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health", timeout=5.0).is_success
        except httpx.TransportError:
            return False

    def kill(self, part: str) -> None:
        """Kill a part and every process that it has started, at one stroke."""
        process = self.running.pop(part)
        for pid in [process.pid, *descendants(process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_all(self) -> None:
        for part in list(self.running):
            self.kill(part)

    def environment(self, part: str) -> dict[str, str]:
        """What a part is told: nothing of this machine's own settings, everything of this house."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ISTRUTTORIA_"))}
        engine_url = self.engine_database_url or f"sqlite+aiosqlite:///{self.folder / 'engine.db'}"
        told = {
            "DO_NOT_TRACK": "1",
            "ISTRUTTORIA_HOME": str(self.folder / "house"),
            "ISTRUTTORIA_ENGINE_PORT": str(self.port),
            "PREFECT_API_URL": self.api,
            "PREFECT_HOME": str(self.folder / "prefect" / part),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": engine_url,
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        if self.database_url:
            told["ISTRUTTORIA_DATABASE_URL"] = self.database_url
        return kept | told | dict(self.variables)

    def _module(self, part: str) -> list[str]:
        if part == "server":
            return ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)]
        if part == "clock":
            return ["deployments.clock"]
        return ["prefect", "worker", "start", "--pool", POOL, "--type", "process", "--limit", "4", "--name", part]


@contextmanager
def in_service(service: Service) -> Iterator[Service]:
    """Make the folders of a service, and leave no process of it behind."""
    (service.folder / "house").mkdir(parents=True, exist_ok=True)
    try:
        yield service
    finally:
        service.kill_all()


def wait_until(look: Callable[[], object], *, within_s: float, what: str, log: Path | None = None) -> float:
    """Look again and again until something is there; returns after how many seconds it was."""
    began = time.monotonic()
    while not look():
        if time.monotonic() - began > within_s:
            said = log.read_text(errors="replace")[-3000:] if log and log.exists() else ""
            raise AssertionError(f"{what}: not within {within_s:.0f} s\n{said}")
        time.sleep(0.25)
    return time.monotonic() - began


def start_when_free(room: EngineRoom, name: str, parameters: Mapping[str, object], *, key: str, within_s: float) -> str:
    """Ask for a run until the engine says its id, as the clock does: one with its hands full turns callers away."""
    until = time.monotonic() + within_s
    while True:
        try:
            return room.start(name, parameters, key=key, name=f"Prova · {key}")
        except EngineSilent:
            if time.monotonic() > until:
                raise
            time.sleep(1.0)

"""A small engine that answers over HTTP as the real one does, with switches for its silence and its loss of answers."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from deployments.schedule import ADVANCE, PATROL, SEND_MAIL
from flows.edges import now
from flows.engine_room import TAG, EngineRoom

TOKEN = "the token of this engine"
_RUN, _STATE = r"/flow_runs/([0-9a-f-]+)", r"/flow_runs/([0-9a-f-]+)/set_state"
_CREATE, _DEPLOYMENT = r"/deployments/([0-9a-f-]+)/create_flow_run", r"/deployments/([0-9a-f-]+)"


class Mood(Enum):
    """How the engine answers."""

    WELL = auto()
    BUSY = auto()
    """With an error of its own (503)."""
    HANGS = auto()
    """Not for as long as anybody waits."""
    DROPS = auto()
    """It does what it is asked and closes the line before it says so."""


@dataclass
class SmallRun:
    """A run of the engine's."""

    deployment: str
    key: str
    name: str
    parameters: Mapping[str, Any]
    scheduled_at: datetime | None
    id: str = field(default_factory=lambda: str(uuid4()))
    state: str = "SCHEDULED"
    message: str = ""
    since: datetime = field(default_factory=now)

    def told(self) -> dict[str, Any]:
        state = {"type": self.state, "timestamp": self.since.isoformat(), "message": self.message}
        return {"id": self.id, "name": self.name, "state_type": self.state, "state": state, "tags": [TAG]}


@dataclass
class SmallEngine:
    """What the engine keeps: its deployments by id, its runs in the order in which they were made."""

    port: int = 0
    mood: Mood = Mood.WELL
    runs: list[SmallRun] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Method and path of every request, in order, however it was answered."""
    deployments: dict[str, dict[str, Any]] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    """Lets go of those who hang on the line."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for name in (ADVANCE, PATROL, SEND_MAIL):
            form = {"properties": {"process_id": {"type": "string"}}}
            schema = {"definitions": {"Form": form}}
            id = str(uuid4())
            self.deployments[id] = {"id": id, "name": name, "tags": [TAG], "parameter_openapi_schema": schema}

    def room(self, *, timeout_s: float = 20.0) -> EngineRoom:
        """The engine as one clock sees it."""
        return EngineRoom(f"http://127.0.0.1:{self.port}/api", timeout_s=timeout_s)

    def move(self, run: SmallRun, state: str) -> None:
        """Let a run go on to another state."""
        run.state, run.since = state, now()

    def id_of(self, deployment: str) -> str:
        """The id of a deployment by its name."""
        return next(id for id, one in self.deployments.items() if one["name"] == deployment)

    def answer(self, method: str, path: str, wish: Any) -> tuple[int, Any]:
        """Do what is asked."""
        known: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
            ("POST", _CREATE, self._create),
            ("POST", _STATE, self._set_state),
            ("POST", r"/deployments/filter", self._find_deployments),
            ("POST", r"/flow_runs/filter", self._find_runs),
            ("GET", _RUN, self._show),
            ("PATCH", _DEPLOYMENT, self._change),
        ]
        with self.lock:
            for verb, pattern, work in known:
                if verb == method and (match := re.fullmatch(pattern, path)):
                    return work(wish, *match.groups())
        return 404, {"detail": "Not Found"}

    def _create(self, wish: Any, deployment_id: str) -> tuple[int, Any]:
        if deployment_id not in self.deployments:
            return 404, {"detail": "Deployment not found"}
        for run in self.runs:
            if run.key == wish["idempotency_key"] and run.deployment == self.deployments[deployment_id]["name"]:
                return 200, run.told()
        at = wish["state"].get("state_details", {}).get("scheduled_time")
        made = SmallRun(
            self.deployments[deployment_id]["name"],
            wish["idempotency_key"],
            wish["name"],
            wish["parameters"],
            datetime.fromisoformat(at).astimezone(UTC) if at else None,
        )
        self.runs.append(made)
        return 201, made.told()

    def _set_state(self, wish: Any, run_id: str) -> tuple[int, Any]:
        for run in self.runs:
            if run.id == run_id:
                assert wish["force"] is True
                run.message = wish["state"]["message"]
                self.move(run, wish["state"]["type"])
                return 201, {"status": "ACCEPT"}
        return 404, {"detail": "Flow run not found"}

    def _find_deployments(self, wish: Any) -> tuple[int, Any]:
        asked_for = set(wish["deployments"]["tags"]["all_"])
        return 200, [one for one in self.deployments.values() if asked_for <= set(one["tags"])]

    def _find_runs(self, wish: Any) -> tuple[int, Any]:
        states = wish["flow_runs"]["state"]["type"]["any_"]
        return 200, [run.told() for run in self.runs if run.state in states][: wish["limit"]]

    def _show(self, _wish: Any, run_id: str) -> tuple[int, Any]:
        found = next((run for run in self.runs if run.id == run_id), None)
        return (200, found.told()) if found else (404, {"detail": "Flow run not found"})

    def _change(self, wish: Any, deployment_id: str) -> tuple[int, Any]:
        self.deployments[deployment_id].update(wish)
        return 204, None


@contextmanager
def small_engine() -> Iterator[SmallEngine]:
    """Start an engine on a free port of this machine."""
    engine = SmallEngine()
    with listening(engine):
        yield engine


@contextmanager
def listening(engine: SmallEngine) -> Iterator[None]:
    """Let an engine listen, on the port that it had before if it had one; outside the block nobody answers."""
    server = ThreadingHTTPServer(("127.0.0.1", engine.port), type("Counter", (_Counter,), {"engine": engine}))
    server.daemon_threads = True
    engine.port = server.server_port
    engine.released.clear()
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield
    finally:
        engine.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Counter(BaseHTTPRequestHandler):
    """Speaks HTTP for the engine; whoever changes something must show the token."""

    engine: SmallEngine

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def log_message(self, *_told: object) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        wish = json.loads(self.rfile.read(length)) if length else None
        path = self.path.removeprefix("/api")
        self.engine.asked.append(f"{self.command} {path.partition('?')[0]}")
        if self.engine.mood is Mood.HANGS:
            self.engine.released.wait(30)
            return
        if self.engine.mood is Mood.BUSY:
            self._say(503, {"detail": "busy"})
        elif path.startswith("/csrf-token?client="):
            self._say(200, {"token": TOKEN, "client": path.rpartition("=")[2]})
        elif self.command != "GET" and self.headers.get("Prefect-Csrf-Token") != TOKEN:
            self._say(403, {"detail": "CSRF token required."})
        else:
            status, told = self.engine.answer(self.command, path, wish)
            if self.engine.mood is not Mood.DROPS or not path.endswith("/create_flow_run"):
                self._say(status, told)

    def _say(self, status: int, told: object) -> None:
        data = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

"""Starts the parts of the house in order, keeps them going, and brings them down in reverse order."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deployments import offspring
from deployments.part_log import last_words, turn_over
from deployments.sole_house import sole_house, watchman
from domain.errors import Refusal
from flows.journal import journal

_TICK_S = 0.1
_LOOK_AT_LOGS_S = 60.0


@dataclass(frozen=True, slots=True)
class Part:
    """A program of the house. Unit: seconds."""

    name: str
    command: Sequence[str]
    ready: Callable[[], bool] | None = None
    """Tells whether it works; None: as soon as it runs."""
    once: bool = False
    """It does its work and ends, with status 0; the next part starts after that."""
    environment: Mapping[str, str] | None = None
    """Its own; None: the one of all."""
    patience_s: float = 120.0
    """How long it may take to get ready, or to do its work."""
    stop_s: float = 15.0
    """How long it may take to end before it is killed."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How often the parts may fall: `falls` within `within_s`; waits double from `first_wait_s`. Unit: seconds."""

    falls: int = 5
    within_s: float = 300.0
    first_wait_s: float = 1.0


@dataclass(slots=True)
class _Running:
    part: Part
    process: subprocess.Popen[bytes] | None = None
    falls: deque[float] = field(default_factory=deque)
    again_at: float = 0.0


class Supervisor:
    """The one program that starts and ends the others.

    Each part has a session of its own, so that a Ctrl-C reaches the supervisor alone; each carries a mark in its
    environment, by which the last of its children is found.
    """

    def __init__(
        self,
        home: Path,
        parts: Sequence[Part],
        environment: Mapping[str, str],
        *,
        budget: Budget | None = None,
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._home = home.absolute()
        self._logs = self._home / "registri"
        self._environment = environment
        self._budget = budget or Budget()
        self._on_ready = on_ready
        self._parts = [_Running(part) for part in parts]
        self._mark = f"{os.getpid()}-{time.time_ns()}"
        self._stop = threading.Event()

    def run(self) -> None:
        """Start all, watch until told to stop, end all.

        Raises: Refusal when another supervisor holds the house, or a part does not start or keeps falling.
        """
        self._logs.mkdir(parents=True, exist_ok=True)
        with sole_house(self._home) as lock, watchman(lock, self._mark, self._environment), self._told_to_stop():
            try:
                for one in self._parts:
                    self._start(one)
                if not self._stop.is_set():
                    journal().info("all parts run", count=len(self._parts))
                    self._on_ready()
                self._watch()
            finally:
                self._bring_down()

    def stop(self) -> None:
        """Let `run` end; may be called from a signal handler or another thread."""
        self._stop.set()

    def log_of(self, part: Part) -> Path:
        """Where a part's words are kept."""
        return self._logs / f"{part.name}.log"

    def _start(self, one: _Running) -> None:
        """Start a part and wait until it is ready, or has done its work."""
        if self._stop.is_set():
            return
        part = one.part
        self._launch(one)
        assert one.process is not None
        until = time.monotonic() + part.patience_s
        while not self._stop.is_set():
            code = one.process.poll()
            if part.once and code == 0:
                return
            if code is not None:
                raise self._refusal(part, f"la parte «{part.name}» è terminata all'avvio (stato {code})")
            if not part.once and (part.ready is None or part.ready()):
                journal().info("part ready", instance=part.name, pid=one.process.pid)
                return
            if time.monotonic() > until:
                raise self._refusal(part, f"la parte «{part.name}» non è pronta dopo {part.patience_s:.0f} secondi")
            self._stop.wait(_TICK_S)

    def _launch(self, one: _Running) -> None:
        part = one.part
        turn_over(self.log_of(part))
        environment = {**(part.environment or self._environment), offspring.MARK: f"{self._mark}/{part.name}"}
        with self.log_of(part).open("ab") as log:
            one.process = subprocess.Popen(  # noqa: S603  (the commands are ours)
                list(part.command),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        journal().info("part started", instance=part.name, pid=one.process.pid)

    def _watch(self) -> None:
        looked_at_logs = time.monotonic()
        while not self._stop.wait(_TICK_S):
            for one in self._parts:
                if not one.part.once:
                    self._look_after(one)
            if time.monotonic() - looked_at_logs > _LOOK_AT_LOGS_S:
                looked_at_logs = time.monotonic()
                for one in self._parts:
                    turn_over(self.log_of(one.part))

    def _look_after(self, one: _Running) -> None:
        """Note that a part fell, and start it again when its wait is over."""
        now = time.monotonic()
        if one.process is not None and (code := one.process.poll()) is not None:
            self._end(one)
            one.falls.append(now)
            while one.falls[0] < now - self._budget.within_s:
                one.falls.popleft()
            if len(one.falls) > self._budget.falls:
                minutes = self._budget.within_s / 60
                told = (
                    f"la parte «{one.part.name}» è caduta {len(one.falls)} volte in {minutes:g} minuti (stato {code})"
                )
                raise self._refusal(one.part, told)
            wait_s = self._budget.first_wait_s * 2 ** (len(one.falls) - 1)
            one.again_at = now + wait_s
            journal().warning("part fell", instance=one.part.name, code=code, restarts=len(one.falls), seconds=wait_s)
        if one.process is None and now >= one.again_at:
            self._launch(one)

    def _refusal(self, part: Part, problem: str) -> Refusal:
        said = last_words(self.log_of(part))
        tail = f"; le sue ultime righe:\n{said}\n" if said else ""
        return Refusal(
            f"{problem}{tail}",
            "leggete il registro della parte e «istruttoria doctor»; tolta la causa, riavviate con «istruttoria up»",
            str(self.log_of(part)),
        )

    def _bring_down(self) -> None:
        for one in reversed(self._parts):
            self._end(one)
        journal().info("all parts ended")

    def _end(self, one: _Running) -> None:
        """End a part: itself first, in peace, then whatever it started."""
        process, one.process = one.process, None
        if process is None:
            return
        offspring.send([process.pid] if process.poll() is None else [], signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(one.part.stop_s)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM if process.poll() is not None else signal.SIGKILL)
        offspring.end_marked(f"{self._mark}/{one.part.name}", patience_s=2.0)
        process.wait()
        journal().info("part ended", instance=one.part.name, code=process.returncode)

    @contextmanager
    def _told_to_stop(self) -> Iterator[None]:
        """Listen to Ctrl-C and to the system's wish to end; children start with neither ignored."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {name: signal.signal(name, lambda *_: self.stop()) for name in names}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)

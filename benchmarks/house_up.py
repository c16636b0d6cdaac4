"""The whole house of `istruttoria up`: how long until the desk can be used, and how much memory each part holds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from deployments.schedule import DESK
from flows.edges import now, open_desk
from flows.inquiry_acts import opening
from flows.office import open_office
from flows.settings import Settings
from tests.flows.service_parts import free_port, wait_until
from tests.flows.small_case import definition_text

ROOT = Path(__file__).resolve().parent.parent
ON_ITS_WAY_S = 300.0
SETTLE_S = 60.0
"""After the start the clock does what it missed and the caches fill: memory is first read when that is over."""
LOOK_EVERY_S = 5.0
OPEN = 100
"""Processes on the calendar while the house ticks; nothing is due of them."""
_SAID = "La casa è in funzione"
_TICKING = "memory, ticks with nothing due"


@dataclass
class HouseUp:
    """A house that `istruttoria up` holds. Unit: seconds."""

    home: Path
    process: subprocess.Popen[bytes]
    announced_s: float
    """Until `up` itself says that all is in service."""
    usable_s: float
    """Until also the page of the desk answers and every act of the desk is listed."""

    def pids(self) -> dict[str, int]:
        """The parts that run, with the supervisor, by the newest entry of its journal."""
        found = {"supervisor": self.process.pid}
        for line in (self.home / "registri" / "up.log").read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            if told.get("event") == "part started" and told["instance"] != "desk":  # that one registers and ends
                found[told["instance"]] = told["pid"]
        return found


@contextmanager
def house_up(home: Path) -> Iterator[HouseUp]:
    """Start the house on free ports, with nothing of this machine's own settings; Ctrl-C it in the end."""
    engine, counter = free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ISTRUTTORIA_"))}
    command = [sys.executable, "-m", "deployments.cli", "up"]
    ports = ["--engine-port", str(engine), "--counter-port", str(counter)]
    log = home.with_suffix(".out")
    began = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *ports],
            cwd=ROOT,
            env={**kept, "ISTRUTTORIA_HOME": str(home), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        wait_until(lambda: _SAID in log.read_text(errors="replace"), within_s=ON_ITS_WAY_S, what="in service", log=log)
        announced_s = time.monotonic() - began
        address = f"http://127.0.0.1:{engine}"
        wait_until(lambda: _is_usable(address), within_s=ON_ITS_WAY_S, what="a usable desk", log=log)
        yield HouseUp(home, process, announced_s, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(90)
        if process.poll() is None:
            process.kill()  # its watchman ends the parts
            process.wait()


def starts(*, home: Path) -> list[dict[str, Any]]:
    """Return a row for the first start of a house and one for its second."""
    rows = []
    for what in ("first start, new house", "second start"):
        before = load()
        with house_up(home) as house:
            note = f"`up` announces it after {house.announced_s:.1f} s; page and all {len(DESK)} acts answer; {before}"
            rows.append(row("up to usable desk", what, 1, house.usable_s, note))
    return rows


def memory(*, minutes: float) -> list[dict[str, Any]]:
    """Return a row for each part: its memory when the house has settled, at its highest and in the end."""
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder, house_up(_furnished(Path(folder))) as house:
        time.sleep(SETTLE_S)
        began = time.monotonic()
        before = load()
        pids = house.pids()
        first = last = _memory(pids)
        highest = dict(first)
        while time.monotonic() - began < minutes * 60:
            time.sleep(LOOK_EVERY_S)
            last = last | _memory(house.pids())  # one that has just fallen has no figure until it is back
            highest = {part: max(mb, highest.get(part, 0.0)) for part, mb in last.items()}
        lasted_s, after = time.monotonic() - began, house.pids()
    rows = []
    for part, mb in last.items():
        fell = "" if after[part] == pids[part] else ", FELL meanwhile: the end is another process's"
        grown = f"end {mb:.0f} MB: {mb - first[part]:+.1f} MB{fell}"
        note = f"start {first[part]:.0f}, highest {highest[part]:.0f}, {grown}; {before}"
        rows.append({**row(_TICKING, part, OPEN, lasted_s, note), "peak_mb": highest[part]})
    total = f"start {sum(first.values()):.0f}, end {sum(last.values()):.0f} MB; runs of flows not included"
    together = row(_TICKING, "all parts", OPEN, lasted_s, total)
    return [*rows, {**together, "peak_mb": sum(highest.values())}]


def row(bench: str, what: str, n: int, seconds: float | None, note: str) -> dict[str, Any]:
    """Return a row of the report that says nothing of memory."""
    return {"bench": bench, "what": what, "n": n, "seconds": seconds, "peak_mb": None, "note": note}


def load() -> str:
    """Say how busy the machine is before a measurement, which itself adds to it."""
    return f"load {os.getloadavg()[0]:.1f} before it"


def _furnished(folder: Path) -> Path:
    """Make a house with open inquiries whose first step is weeks away; returns where it is."""
    home = folder / "casa"
    home.mkdir()
    desk, moment = open_desk(Settings(home=home)), now()
    open_office(desk, as_of=moment)
    first = moment.date() + timedelta(days=60)
    for place in range(OPEN):
        text = definition_text(process_id=f"tetti-{place}", first=first, last=first + timedelta(days=30))
        opening.open_inquiry(desk, text, name="tetti.yaml", as_of=moment)
    desk.engine.dispose()
    return home


def _is_usable(address: str) -> bool:
    """Tell whether the desk's page comes and lists every act."""
    # The desk takes posts only with a token, which a browser asks for first.
    with suppress(httpx.TransportError), httpx.Client(base_url=address, timeout=10.0) as browser:
        page = browser.get("/", follow_redirects=True)
        client = "bench"
        token = browser.get("/api/csrf-token", params={"client": client}).json().get("token", "")
        told = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": client}
        listed = browser.post("/api/deployments/filter", json={}, headers=told)
        return page.is_success and listed.is_success and len(listed.json()) == len(DESK)
    return False


def _memory(pids: Mapping[str, int]) -> dict[str, float]:
    """Memory that each process holds itself. Unit: MB (10^6 bytes)."""
    page, found = os.sysconf("SC_PAGE_SIZE"), {}
    for part, pid in pids.items():
        with suppress(OSError):
            found[part] = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page / 1e6
    return found

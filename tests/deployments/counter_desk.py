"""A counter for the tests: a small inquiry with its window open, behind a real server on a free port."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from pydantic import SecretStr

from deployments.counter.service import server_of
from flows.edges import Desk, now, open_desk
from flows.inquiry_acts import collecting, opening
from flows.inquiry_acts.plan import advance_inquiry
from flows.rehearsal import BareHands
from flows.settings import Settings

sys.path.append(str(Path(__file__).parents[1] / "flows"))
from small_case import SmallCase, small_case


@dataclass(frozen=True)
class OpenCounter:
    """A counter that answers."""

    desk: Desk
    url: str
    settings: Settings

    def get(self, address: str, **more: object) -> httpx.Response:
        return httpx.get(self.url + address, timeout=30, trust_env=False, **more)  # type: ignore[arg-type]

    def put(self, name: str, data: bytes, process_id: str = "", **headers: str) -> httpx.Response:
        """Hand a file in as the page does."""
        asked = {"nome": name, "procedimento": process_id}
        told = {"Origin": self.url, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        told |= {key.replace("_", "-"): value for key, value in headers.items()}
        told = {key: value for key, value in told.items() if value}
        return httpx.put(f"{self.url}/consegne", params=asked, content=data, headers=told, timeout=30, trust_env=False)

    def arrived(self) -> dict[str, bytes]:
        """Everything that lies among the arrivals, drafts too."""
        top = self.desk.home / "arrivi"
        return {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def house_with_an_inquiry(home: Path, case: SmallCase | None = None) -> Desk:
    """Open a house in which an inquiry has its rules published, its window open, and a first export collected."""
    case = case or small_case()
    desk = open_desk(Settings(home=home))
    hands = BareHands(desk)
    opened_at = datetime.fromisoformat("2024-12-01T08:00:00+00:00")
    process_id, _ = opening.open_inquiry(desk, case.definition_text, name="tetti.yaml", as_of=opened_at)
    for moment in ("2025-01-20T08:00:00+00:00", "2025-02-11T08:00:00+00:00"):
        advance_inquiry(desk, process_id, as_of=datetime.fromisoformat(moment))
        hands.deliver(as_of=datetime.fromisoformat(moment))
    collecting.collect_files(
        desk, process_id, case.snapshots[0], as_of=datetime.fromisoformat("2025-02-11T12:00:00+00:00")
    )
    return desk


@contextmanager
def counter_over(desk: Desk, *, at: datetime | None = None, **told: object) -> Iterator[OpenCounter]:
    """Let a counter listen on a free port of this machine until the block ends."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        if isinstance(told.get("desk_password"), str):
            told["desk_password"] = SecretStr(str(told["desk_password"]))
        # The engine's port is nobody's: the health must say that it is silent.
        settings = Settings(home=desk.home).model_copy(update={"counter_port": port, "engine_port": 9} | told)
        server = server_of(desk, settings, clock=(lambda: at) if at else now)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        for _ in range(600):
            if server.started:
                break
            time.sleep(0.05)
        assert server.started
        try:
            yield OpenCounter(desk, f"http://127.0.0.1:{port}", settings)
        finally:
            server.should_exit = True
            thread.join(timeout=20)
            assert not thread.is_alive()

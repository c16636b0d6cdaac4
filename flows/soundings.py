"""What can be learnt of the machine and of the engine by looking, without changing anything."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from flows.engine_pass import EnginePass
from flows.settings import Settings

_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class EngineSeen:
    """The engine as it shows itself from outside."""

    answers: bool
    version: str = ""
    lets_us_in: bool = False
    has_pool: bool = False
    workers_online: int = 0


def answers(url: str) -> bool:
    """Tell whether an address answers well."""
    try:
        return httpx.get(url, timeout=_TIMEOUT_S, trust_env=False).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


def speaks(url: str) -> bool:
    """Tell whether somebody answers at an address, whatever the answer is."""
    try:
        httpx.get(url, timeout=_TIMEOUT_S, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return True


def look_at_engine(settings: Settings, *, pool: str) -> EngineSeen:
    """Ask the engine for its health, its version, our way in, and who works there."""
    api = settings.engine_api.rstrip("/")
    if not answers(f"{api}/health"):
        return EngineSeen(answers=False)
    password = settings.desk_password.get_secret_value()
    auth = EnginePass(api, user=settings.desk_user, password=password)
    try:
        with httpx.Client(timeout=_TIMEOUT_S, auth=auth, trust_env=False) as client:
            version = client.get(f"{api}/admin/version")
            if not version.is_success:
                return EngineSeen(answers=True)
            has_pool = client.get(f"{api}/work_pools/{pool}").is_success
            found = client.post(f"{api}/work_pools/{pool}/workers/filter", json={})
            return EngineSeen(True, str(version.json()), True, has_pool, _online(found.json() if has_pool else []))
    except (httpx.HTTPError, ValueError):
        return EngineSeen(answers=False)


def is_port_free(host: str, port: int) -> bool:
    """Tell whether a program may listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def host_name() -> str:
    """Return the name of this machine."""
    return socket.gethostname()


def free_bytes(folder: Path) -> int:
    """Return the space left where a folder lies."""
    return shutil.disk_usage(folder).free


def _online(workers: list[dict[str, Any]]) -> int:
    return sum(1 for worker in workers if worker.get("status") == "ONLINE")

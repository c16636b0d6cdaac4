"""The versions that are pinned make a server that starts and schedules: other versions do neither, and say nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

T = TypeVar("T")
PATIENCE_S = 120.0


def first(look: Callable[[], T], *, until: float, server: subprocess.Popen[bytes], log: Path) -> T:
    """Look again and again until something is there; fail at the instant `until`, or when the server ends."""
    while time.monotonic() < until and server.poll() is None:
        if found := look():
            return found
        time.sleep(0.5)
    pytest.fail(f"nothing came; the server said:\n{log.read_text()[-3000:]}")


@pytest.fixture
def prefect_server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """A real server on a free port with a database of its own; killed at the end, whatever happens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "server.log"
    env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{tmp_path / 'engine.db'}",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield f"http://127.0.0.1:{port}/api", process, log
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the server is a child of the command: its whole group goes
        process.wait()


@pytest.mark.engine
def test_a_real_server_starts_and_puts_our_runs_on_its_calendar(
    prefect_server: tuple[str, subprocess.Popen[bytes], Path], tmp_path: Path
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
    from prefect.client.schemas.objects import FlowRun
    from prefect.deployments.runner import EntrypointType
    from prefect.schedules import Cron
    from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

    from flows.mailroom import mailroom

    url, process, log = prefect_server
    until = time.monotonic() + PATIENCE_S

    def is_healthy() -> bool:
        try:
            return httpx.get(f"{url}/health", timeout=5.0).is_success
        except httpx.TransportError:
            return False

    first(is_healthy, until=until, server=process, log=log)
    settings = {PREFECT_API_URL: url, PREFECT_HOME: tmp_path / "client"}
    with temporary_settings(settings), get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="città", type="process"))
        deployment = mailroom.to_deployment(
            "posta",
            schedule=Cron("*/5 * * * *", timezone="Europe/Rome"),
            entrypoint_type=EntrypointType.MODULE_PATH,
            work_pool_name="città",
        )
        deployment_id = deployment.apply()
        assert deployment.entrypoint == "flows.mailroom.mailroom"

        def scheduled() -> list[FlowRun]:
            return client.read_flow_runs(
                deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])), limit=3
            )

        runs = first(scheduled, until=until, server=process, log=log)
    assert {(run.state_type, run.auto_scheduled, run.parameters == {}) for run in runs} == {("SCHEDULED", True, True)}

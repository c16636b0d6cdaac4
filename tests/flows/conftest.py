"""What the tests of the flows share: one engine for the whole session, and houses that the environment names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from certificates import certificate
from mailbox_server import MailboxServer, mailbox_server

from flows.edges import Desk, open_desk
from flows.settings import Settings

pytest.register_assert_rewrite("undertaker")  # what differs after a death is told, not only that something does


@pytest.fixture(scope="session")
def engine_at_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run flows in this process against one short-lived server of the engine.

    Without heartbeat (each call of a flow would wait a second for it), and without the server's recorders, which
    compete with its own interface for the one file of the database.
    """
    from prefect.settings import (
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_HOME,
        PREFECT_LOGGING_TO_API_ENABLED,
        PREFECT_SERVER_ANALYTICS_ENABLED,
        PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED,
        PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED,
        PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness

    tuned = {
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        PREFECT_HOME: tmp_path_factory.mktemp("prefect"),
        PREFECT_LOGGING_TO_API_ENABLED: False,
        PREFECT_SERVER_ANALYTICS_ENABLED: False,
        PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED: False,
        PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED: False,
        PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED: False,
    }
    with temporary_settings(tuned), prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="session")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailboxServer]:
    """A mail server whose mailboxes are read; each test has users of its own."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate(folder)
    with mailbox_server(folder) as running:
        yield running


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Desk]:
    """Open houses by name, alike in everything and with the same secret; the environment names the last one."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ISTRUTTORIA_{name.upper()}", raising=False)

    def open_house(name: str) -> Desk:
        home = tmp_path / name
        home.mkdir()
        (home / "segreto.key").write_text("5e" * 32)
        monkeypatch.setenv("ISTRUTTORIA_HOME", str(home))
        return open_desk(Settings())

    return open_house

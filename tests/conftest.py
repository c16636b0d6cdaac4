"""What the tests share: a fresh house for each, on SQLite, and on PostgreSQL where a server is named."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import Engine, make_url, text
from sqlmodel import SQLModel

import domain.models  # noqa: F401  (the tables must be known to be emptied)
from domain.store.database import migrate, open_engine

# A law is checked on forty cases wherever a test does not ask for more (`make chaos`: on three hundred), and a
# slow machine breaks none.
CASES = 300 if os.environ.get("ISTRUTTORIA_CHAOS") == "full" else 40
settings.register_profile("house", deadline=None, max_examples=CASES)
settings.load_profile("house")

POSTGRES = "ISTRUTTORIA_TEST_POSTGRES"
"""Name of the variable with the address of a PostgreSQL server on which a user may create databases."""
NOT_ON_POSTGRES = f"{POSTGRES} names no PostgreSQL server: nothing is known about this on PostgreSQL"
NO_DOVECOT = "dovecot is not installed (Debian: dovecot-imapd): nothing is known about reading a mailbox"
LACKING = "not installed here:"
"""How the reason begins when a program is missing."""
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which every test has a database of its own."""

    url: str

    @contextmanager
    def database(self) -> Iterator[str]:
        """Create a database without tables and drop it in the end; gives its address."""
        name = f"istruttoria_{uuid4().hex}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE template0')
        # Nobody needs what these databases hold after a power cut: a commit does not wait for the disk.
        url = make_url(self.url).set(database=name).update_query_dict({"options": "-csynchronous_commit=off"})
        yield url.render_as_string(hide_password=False)
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        engine = open_engine(self.url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def server() -> Server:
    """The PostgreSQL server; where CI has none the tests fail, on a desk they are skipped by name."""
    url = os.environ.get(POSTGRES, "")
    if not url and os.environ.get("CI"):
        pytest.fail(NOT_ON_POSTGRES, pytrace=False)
    if not url:
        pytest.skip(NOT_ON_POSTGRES)
    return Server(url)


@pytest.fixture(scope="session")
def postgres_house(server: Server) -> Iterator[str]:
    """Address of a migrated database that the tests use one after the other: faster than migrating each time."""
    with server.database() as url:
        migrated(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, of which the tests take copies."""
    path = tmp_path_factory.mktemp("template") / "house.db"
    migrated(f"sqlite:///{path}")
    return path


def migrated(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'house.db')}"


@pytest.fixture
def postgres_url(postgres_house: str) -> str:
    """The same address, with every table empty: facts go only because their guards are told to look away."""
    tables = [f"DELETE FROM {table}" for table in SQLModel.metadata.tables]  # noqa: S608
    restart = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"
    engine = open_engine(postgres_house)
    with engine.begin() as connection:
        connection.execute(text("; ".join(["SET LOCAL session_replication_role = replica", *tables, restart])))
    engine.dispose()
    return postgres_house


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A house at the newest schema, empty, on each kind of database in turn."""
    yield from _opened(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """A house at the newest schema, empty, where the kind of database does not matter."""
    yield from _opened(sqlite_url)


@pytest.fixture(params=DATABASES)
def bare_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table, of each kind in turn."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'bare.db'}")
        return
    with request.getfixturevalue("server").database() as url:
        yield from _opened(url)


def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def pytest_collection_finish() -> None:
    """Leave what the imports made alone: it lives to the end, and every collection of garbage would walk through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a program (`needs("caddy")`): where CI lacks it the test fails, on a desk it is skipped."""
    for marker in item.iter_markers("needs"):
        (name,) = marker.args
        if shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None:
            reason = f"{LACKING} {name}"
            pytest.fail(reason, pytrace=False) if os.environ.get("CI") else pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for reason in (NOT_ON_POSTGRES, NO_DOVECOT, LACKING):
        if skipped := sum(reason in one for one in told):
            terminalreporter.write_sep("!", f"{skipped} tests skipped: {reason}", yellow=True, bold=True)

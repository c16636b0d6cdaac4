"""What the tests share: a fresh house for each, on SQLite, and on PostgreSQL where a server is named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url, text

from domain.store.database import migrate, open_engine

POSTGRES = "ISTRUTTORIA_TEST_POSTGRES"
"""Name of the variable with the address of a PostgreSQL server on which a user may create databases."""
NOT_ON_POSTGRES = f"{POSTGRES} names no PostgreSQL server: nothing is known about this on PostgreSQL"
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which every test has a database of its own."""

    url: str

    def create(self, *, like: str = "template1") -> str:
        """Create a database as a copy of another one; returns its name."""
        name = f"istruttoria_{uuid4().hex}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return name

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url_of(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

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
def postgres_template(server: Server) -> Iterator[str]:
    """Name of a migrated database, of which the tests take copies: faster than migrating each time."""
    name = server.create()
    migrated(server.url_of(name))
    yield name
    server.drop(name)


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
def postgres_url(server: Server, postgres_template: str) -> Iterator[str]:
    name = server.create(like=postgres_template)
    yield server.url_of(name)
    server.drop(name)


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
    server = request.getfixturevalue("server")
    name = server.create()
    yield from _opened(server.url_of(name))
    server.drop(name)


def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if NOT_ON_POSTGRES in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_sep("!", f"{len(skipped)} tests skipped: {NOT_ON_POSTGRES}", yellow=True, bold=True)

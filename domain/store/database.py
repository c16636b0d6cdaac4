"""How the database is opened, migrated and written to: one transaction for one act."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text
from sqlmodel import Session, create_engine

_MIGRATIONS = Path(__file__).parent / "migrations"
_READER = "istruttoria_reader"
_one_migration_at_a_time = threading.Lock()


def open_engine(url: str) -> Engine:
    """Open the database: SQLite (`sqlite:///…`) or PostgreSQL (`postgresql+psycopg://…`)."""
    if url.startswith("postgresql"):
        return create_engine(url, pool_pre_ping=True)  # a server that was restarted must not cost an act
    engine = create_engine(url)
    _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        # The driver must not open transactions by itself: ours begin IMMEDIATE, so that two writers queue
        # at the start of an act instead of failing in the middle of it.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=60000", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        is_reader = connection.get_execution_options().get(_READER, False)
        connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open one transaction: committed when the block ends, rolled back when it raises."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a transaction that only asks: on SQLite it waits for no writer, and none waits for it."""
    with Session(engine.execution_options(**{_READER: True}), expire_on_commit=False) as session, session.begin():
        yield session


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision of the schema, up or down; `head` is the newest.

    Programs that start together take turns. All revisions are one transaction: it must begin here, for alembic would
    commit each by itself on SQLite, after having asked once where the database stands.
    """
    config = _config()
    with _one_migration_at_a_time, engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # on SQLite a transaction that writes is alone anyway
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('istruttoria:migrations'))"))
        config.attributes["connection"] = connection
        move = alembic.command.downgrade if _lies_behind(connection, revision) else alembic.command.upgrade
        move(config, revision)


def revision_of(bind: Engine | Session) -> str:
    """The revision of the schema at which a database stands; empty when it has none."""
    if isinstance(bind, Session):
        return MigrationContext.configure(bind.connection()).get_current_revision() or ""
    with bind.execution_options(**{_READER: True}).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def known_revisions() -> list[str]:
    """Every revision of the schema that this program knows, the oldest first."""
    return [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def _config() -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _lies_behind(connection: Connection, revision: str) -> bool:
    """Whether the database stands at a newer revision than the one that is asked for."""
    if revision in ("base", "head"):
        return revision == "base"
    current = MigrationContext.configure(connection).get_current_revision()
    known = known_revisions()
    return current in known and revision in known and known.index(current) > known.index(revision)

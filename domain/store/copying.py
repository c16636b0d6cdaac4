"""How every row of the house goes out to a copy and comes back, on either kind of database and at any schema.

Tables are read from the database itself and not from the records: a copy made at an older schema comes back into that
one, and is then migrated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Date, DateTime, Engine, MetaData, Table, func, insert, inspect, select, text
from sqlmodel import Session

from domain.errors import Refusal
from domain.store import database

BATCH = 500
_NOT_OURS = "alembic_version"


def begin_snapshot(session: Session) -> None:
    """Let a transaction that only asks see one moment of the house, however long it lasts; call it first of all."""
    if session.get_bind().dialect.name == "postgresql":  # on SQLite every transaction does
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def tables(session: Session) -> list[Table]:
    """Every table of the house, each after those that it refers to."""
    known = MetaData()
    known.reflect(session.connection())
    return [table for table in known.sorted_tables if table.name != _NOT_OURS]


def rows(session: Session, table: Table) -> Iterator[bytes]:
    """Every row of a table as a line of JSON, in the order of its key, a few at a time."""
    question = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in session.execute(question).mappings():
        plain = {name: _written(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def put_rows(session: Session, table: Table, lines: Iterable[bytes]) -> int:
    """Put rows back as they were, ids included; returns how many."""
    instants = {column.name for column in table.columns if isinstance(column.type, DateTime)}
    days = {column.name for column in table.columns if isinstance(column.type, Date)}
    keeps_zone = session.get_bind().dialect.name == "postgresql"

    def read(name: str, value: Any) -> Any:
        if value is None or name not in instants | days:
            return value
        if name in days:
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
        return moment if keeps_zone else moment.replace(tzinfo=None)

    count, waiting = 0, iter(lines)
    while batch := list(islice(waiting, BATCH)):
        values = [{name: read(name, value) for name, value in json.loads(line).items()} for line in batch]
        session.execute(insert(table), values)
        count += len(values)
    return count


def count_on(session: Session, table: Table) -> None:
    """Let new rows of a table be numbered after those that were put back; SQLite does so by itself."""
    key = list(table.primary_key.columns)
    if session.get_bind().dialect.name != "postgresql" or len(key) != 1:
        return
    sequence = session.execute(select(func.pg_get_serial_sequence(f'"{table.name}"', key[0].name))).scalar_one()
    last = session.execute(select(func.max(key[0]))).scalar_one()
    if sequence is not None and last is not None:
        session.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def first_with_rows(engine: Engine) -> str | None:
    """Name a table in which something is on record; None when the database is empty or has no tables yet."""
    if not inspect(engine).get_table_names():
        return None
    with database.reading(engine) as session:
        return first_filled(session, tables(session))


def first_filled(session: Session, known: Iterable[Table]) -> str | None:
    """Name the first of these tables that has a row; None when none has."""
    found = (table.name for table in known if session.execute(select(table).limit(1)).first() is not None)
    return next(found, None)


def table_named(known: Iterable[Table], name: str) -> Table:
    """The table with this name.

    Raises: Refusal when the schema has none.
    """
    found = next((table for table in known if table.name == name), None)
    if found is None:
        raise Refusal("la copia contiene una tabella che questo schema non ha", "usate una copia integra", name)
    return found


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.isoformat()
    return value.isoformat() if isinstance(value, date) else value

"""The schema: migrations lead to exactly the records, there and back, on both kinds of database."""

from __future__ import annotations

import multiprocessing
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, Enum, event, inspect, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel

import domain.models
from domain.minutes import Minutes
from domain.models import APPEND_ONLY, Instant
from domain.register import EntryDraft
from domain.store import database
from domain.store.database import migrate
from domain.vocabulary import EntryKind
from tests.conftest import migrated
from tests.people import keep, open_house

EVERY_TABLE = {*SQLModel.metadata.tables, "alembic_version"}


def differences(engine: Engine) -> list[Any]:
    """What `alembic revision --autogenerate` would write, types and defaults included."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, SQLModel.metadata)


def triggers(engine: Engine) -> set[str]:
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with engine.connect() as connection:
        return set(connection.execute(text(question[engine.dialect.name])).scalars())


def checks(engine: Engine) -> dict[tuple[str, str], set[str]]:
    """The words between quotes in each constraint of each table."""
    return {
        (table, str(check["name"])): set(re.findall(r"'(\w+)'", check["sqltext"]))
        for table in SQLModel.metadata.tables
        for check in inspect(engine).get_check_constraints(table)
    }


def promised_checks() -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for name, table in SQLModel.metadata.tables.items():
        own = [one for one in table.constraints if isinstance(one, CheckConstraint)]
        words = {column.type.name: set(column.type.enums) for column in table.columns if isinstance(column.type, Enum)}
        found |= {(name, str(check.name)): words.get(str(check.name), set()) for check in own}
    return found


def test_the_migrated_schema_is_the_records_and_nothing_else(bare_engine: Engine) -> None:
    migrate(bare_engine)
    # Alembic does not compare these: without them a word that the vocabulary lacks would be kept.
    assert checks(bare_engine) == promised_checks()
    assert promised_checks()["comment", "admission"] == {"ADMITTED", "LATE"}
    assert set(inspect(bare_engine).get_table_names()) == EVERY_TABLE
    assert differences(bare_engine) == []
    expected = {
        "sqlite": {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")},
        "postgresql": {f"{table}_append_only" for table in APPEND_ONLY},
    }
    assert triggers(bare_engine) == expected[bare_engine.dialect.name]


def test_migrating_again_changes_nothing_and_loses_nothing(engine: Engine) -> None:
    open_house(engine)
    migrate(engine)
    assert differences(engine) == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM register_entry")).scalar_one() == 1


def test_there_and_back_and_there_again(bare_engine: Engine) -> None:
    migrate(bare_engine)
    migrate(bare_engine, "base")
    assert set(inspect(bare_engine).get_table_names()) <= {"alembic_version"}
    assert triggers(bare_engine) == set()
    migrate(bare_engine)
    assert differences(bare_engine) == []
    open_house(bare_engine)


def test_two_programs_that_start_together_migrate_once(bare_engine: Engine) -> None:
    url = bare_engine.url.render_as_string(hide_password=False)
    fork = multiprocessing.get_context("fork")
    programs = [fork.Process(target=migrated, args=(url,)) for _ in range(3)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert [program.exitcode for program in programs] == [0, 0, 0]
    assert differences(bare_engine) == []
    with bare_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1


def test_a_migration_that_stops_half_way_leaves_nothing(bare_engine: Engine) -> None:
    def stop(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "CREATE TABLE commitment" in statement:  # of the third revision
            raise KeyboardInterrupt

    event.listen(bare_engine, "before_cursor_execute", stop)
    with pytest.raises(KeyboardInterrupt):
        migrate(bare_engine)
    event.remove(bare_engine, "before_cursor_execute", stop)
    assert inspect(bare_engine).get_table_names() == []
    migrate(bare_engine)
    assert differences(bare_engine) == []


def test_two_threads_of_one_program_migrate_one_after_the_other(bare_engine: Engine) -> None:
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(migrate, [bare_engine] * 3))
    assert differences(bare_engine) == []


def test_the_migrations_are_one_line_without_branches() -> None:
    script = ScriptDirectory(str(database._MIGRATIONS))
    assert len(script.get_heads()) == 1 and len(script.get_bases()) == 1


def test_every_table_that_the_database_protects_is_a_table_of_the_records() -> None:
    assert set(APPEND_ONLY) <= set(SQLModel.metadata.tables)
    moving = set(SQLModel.metadata.tables) - set(APPEND_ONLY)
    assert moving == {
        *("process", "letter", "support", "due_step", "attempt", "beat"),
        *("invitation", "availability", "contact"),  # personal data, which is erased
    }
    named = {getattr(domain.models, name) for name in domain.models.__all__} - {Instant, APPEND_ONLY}
    assert {table.__tablename__ for table in named} == set(SQLModel.metadata.tables)


def test_the_database_refuses_a_word_that_the_vocabulary_lacks_and_rows_that_do_not_add_up(engine: Engine) -> None:
    open_house(engine)
    row = {"at": "2025-02-10 12:00:00+00" if engine.dialect.name == "postgresql" else "2025-02-10 12:00:00"}
    insert = (
        "INSERT INTO source_file (process_id, sha256, name, size_bytes, layout, subject, collected_at, rows_in, "
        "rows_accepted, rows_set_aside, lacks) VALUES ('orti', 'a', 'f', 1, '', '', :at, 3, {accepted}, 1, '')"
    )
    with pytest.raises(IntegrityError, match="rows_conserved"), engine.begin() as connection:
        connection.execute(text(insert.format(accepted=1)), row)
    with engine.begin() as connection:
        connection.execute(text(insert.format(accepted=2)), row)
    letter = (
        "INSERT INTO letter (process_id, key, message_id, to_name, to_address, reply_to, subject, body, attachments, "
        "state, attempts, queued_at, next_attempt_at, last_reply) "
        "VALUES ('orti', 'k', 'm', '', '', '', '', '', '', 'LOST', 0, :at, :at, '')"
    )
    with pytest.raises(IntegrityError, match="letterstate"), engine.begin() as connection:
        connection.execute(text(letter), row)


def test_an_instant_without_its_zone_is_refused(sqlite_engine: Engine) -> None:
    open_house(sqlite_engine)
    naive = datetime(2025, 2, 10, 12)  # noqa: DTZ001
    with pytest.raises(StatementError, match="an instant needs its time zone"):
        keep(sqlite_engine, Minutes(entries=[EntryDraft(EntryKind.IMPORT, "x", naive)]))

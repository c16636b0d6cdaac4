"""The journal: ids and counts reach the log, and no word about a person, by whatever way it comes."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
import yaml

from domain.errors import Refusal
from flows.journal import ALLOWED, bind, journal, keep_journal

LOGGING = Path(__file__).parents[2] / "deployments" / "engine_logging.yaml"
PERSON = "Anna Bianchi"
ADDRESS = "anna.bianchi@posta.example"
COMMENT = "Abito in via Padova 12: il riscaldamento è rotto."
PERSONAL = [PERSON, ADDRESS, COMMENT, "via Padova 12", "Bianchi"]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What reaches the log; the logging of the tests is put back afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    keep_journal("prova", stream=stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert all(line.pop("timestamp") for line in found)
    return found


def test_a_line_holds_the_part_the_process_the_run_and_the_counts(written: io.StringIO) -> None:
    run = "89293a29-2db9-467d-8928-b77187134500"
    with bind(process_id="energia-2025", run_id=run):
        journal().info("step fulfilled", step="close_window", count=3, due_at=datetime(2025, 4, 30, 22, 0, tzinfo=UTC))
    assert lines(written) == [
        {
            "event": "step fulfilled",
            "level": "info",
            "part": "prova",
            "process_id": "energia-2025",
            "run_id": run,
            "step": "close_window",
            "count": 3,
            "due_at": "2025-04-30T22:00:00+00:00",
        }
    ]


@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.parametrize("key", sorted(ALLOWED - {"event", "level", "timestamp", "error"}))
def test_a_word_about_a_person_is_hidden_under_every_key(written: io.StringIO, key: str, personal: str) -> None:
    journal().info("letter sent", **{key: personal})
    assert lines(written) == [{"event": "letter sent", "level": "info", "part": "prova", key: "…"}]


@pytest.mark.parametrize("personal", PERSONAL)
def test_a_key_that_nobody_has_allowed_is_left_out_with_its_value(written: io.StringIO, personal: str) -> None:
    journal().info("letter sent", recipient=personal, **{personal: 1})
    assert lines(written) == [{"event": "letter sent", "level": "info", "part": "prova"}]


@pytest.mark.parametrize("personal", PERSONAL)
def test_an_event_that_was_filled_in_is_hidden(written: io.StringIO, personal: str) -> None:
    journal().info(f"letter sent to {personal}", letter_id=7)
    assert lines(written) == [{"event": "…", "level": "info", "part": "prova", "letter_id": 7}]


@pytest.mark.parametrize("personal", PERSONAL)
def test_an_error_is_named_with_its_place_and_without_its_text(written: io.StringIO, personal: str) -> None:
    try:
        raise Refusal(f"il contributo di {personal} non si legge", personal, personal)
    except Refusal:
        journal().error("a step was refused", exc_info=True)
    (line,) = lines(written)
    assert line.pop("where").startswith(f"{__name__}:")
    assert line == {"event": "a step was refused", "level": "error", "part": "prova", "error": "Refusal"}


@pytest.mark.parametrize("personal", PERSONAL)
def test_of_a_library_only_its_name_and_of_ours_only_the_fixed_text_is_kept(
    written: io.StringIO, personal: str
) -> None:
    logging.getLogger("some.library").warning(f"cannot write to {personal}")
    logging.getLogger("alembic.runtime").warning("cannot answer %s", personal, extra={"recipient": personal})
    assert lines(written) == [
        {"event": "line of a library", "level": "warning", "logger": "some.library", "part": "prova"},
        {"event": "cannot answer %s", "level": "warning", "logger": "alembic.runtime", "part": "prova"},
    ]


@pytest.mark.parametrize("personal", PERSONAL)
def test_the_engine_s_parts_name_an_error_of_theirs_without_its_text(personal: str) -> None:
    (formatter,) = yaml.safe_load(LOGGING.read_text())["formatters"].values()
    shaped = logging.config.DictConfigurator({"version": 1}).configure_formatter(formatter)
    try:
        raise ValueError(f"[parameters: {{'officer': '{personal}'}}]")
    except ValueError:
        record = logging.LogRecord("prefect.server", logging.ERROR, "", 1, "Unexpected error", None, sys.exc_info())
    line = shaped.format(record)
    assert re.sub(r"^[\d:, -]+ ", "", line).replace("\n", " ") == (
        f"| ERROR   | prefect.server - Unexpected error ValueError ({__name__}:{record.exc_info[2].tb_lineno})"
    )

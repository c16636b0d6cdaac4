"""The logs of the house (giornale): ids and counts in JSON, readable in a terminal, and no word about a person."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TextIO

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import FilteringBoundLogger, Processor

ALLOWED = frozenset(
    {
        *("event", "level", "timestamp", "logger", "part", "process_id", "run_id", "step", "flow", "kind", "stage"),
        *("letter_id", "attempt", "pid", "port", "code", "signal", "status", "method", "error", "where", "version"),
        *("count", "sent", "failed", "waiting", "overdue", "planned", "started", "closed", "read", "kept", "refused"),
        *("seconds", "due_at", "size_bytes", "restarts", "instance"),
    }
)
"""The only keys that reach a log: whoever needs another adds it here, where it is read before it is merged."""
_OURS = ("deployments", "domain", "flows", "uvicorn", "apscheduler", "alembic")
"""Programs whose fixed texts may be shown; of all others only the name and the level."""
_FIXED = re.compile(r"[a-z][a-z ,;:'()-]{0,119}")
"""What an event looks like that was written with the program: nothing filled in has capitals, figures or signs."""
_WORD = re.compile(r"[a-z0-9][a-z0-9._:+/-]{0,119}|[A-Z][A-Z0-9_]{0,39}|\d{4}-\d\d-\d\dT[0-9:.+Z-]{5,25}")
"""What a value looks like: an id, a name of the vocabulary, an instant; one word, so no name of a person in full."""
_NAMES_OF_CODE = {
    "error": re.compile(r"[A-Za-z_]\w{0,79}"),
    "where": re.compile(r"[a-z_]+( [a-z_]+)?|[a-z_][\w.]{0,79}:\d+"),
}
"""Keys whose values are written in the code; what reaches them has been written there."""
_HIDDEN = "…"
_LIBRARY = "_library"
"""Marks a line whose event has been taken from the fixed text of a library."""


def keep_journal(part: str, *, stream: TextIO | None = None) -> None:
    """Let a program write its logs and those of its libraries here, each line with the part's name."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_told_by_others, merge_contextvars, *_always()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _allowed_only, _shown(out)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("istruttoria").setLevel(logging.INFO)
    structlog.contextvars.bind_contextvars(part=part)
    structlog.configure(
        processors=[merge_contextvars, *_always(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def journal() -> FilteringBoundLogger:
    """The journal to write in: `journal().info("step fulfilled", process_id=…, step=…)`; the event is a fixed text."""
    if not structlog.is_configured():
        structlog.configure(
            processors=[merge_contextvars, *_always(), _allowed_only, _shown(sys.stderr)],
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
            cache_logger_on_first_use=False,
        )
    logger: FilteringBoundLogger = structlog.get_logger("istruttoria")
    return logger


@contextmanager
def bind(**known: object) -> Iterator[None]:
    """Put the same keys (`process_id`, `run_id`) on every line written inside."""
    with bound_contextvars(**known):
        yield


class WordlessFormatter(logging.Formatter):
    """Lets the engine's parts write their lines with the name and the place of an error, without its text.

    The text of an error of its database holds the parameters of a run, and so what an officer wrote in a form.
    """

    def formatException(self, ei: Any) -> str:
        """Return the kind of the error and where it arose."""
        told = _error_of(ei)
        return f"{told.get('error', '')} ({told.get('where', '')})"


def _always() -> list[Processor]:
    return [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]


def _shown(out: TextIO) -> Processor:
    if out.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)


def _told_by_others(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Keep of a library's line its fixed text; what it filled in, and the text of an exception, may name people."""
    record: logging.LogRecord = event["_record"]
    is_ours = record.name.split(".")[0] in _OURS
    event["event"] = str(record.msg).strip() if is_ours else "line of a library"
    event["logger"] = record.name
    event[_LIBRARY] = True
    return event


def _allowed_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    error = _error_of(event.pop("exc_info", None))
    told = str(event.get("event", ""))
    fixed = told if event.get(_LIBRARY) or _FIXED.fullmatch(told) else _HIDDEN
    kept = {key: _plain(key, value) for key, value in event.items() if key in ALLOWED}
    return kept | error | {"event": fixed}


def _plain(key: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text if not text or _NAMES_OF_CODE.get(key, _WORD).fullmatch(text) else _HIDDEN


def _error_of(told: object) -> dict[str, str]:
    """Name an exception and where it arose, without its text."""
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if not isinstance(error, BaseException):
        return {}
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}" if frame else ""
    return {"error": type(error).__name__, "where": where}

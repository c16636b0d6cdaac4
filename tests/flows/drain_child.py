"""A process of its own that does rounds of the mailroom and dies where it is told, by SIGKILL, in mid step.

Started once (imports cost a second), it forks one child per order: `day kill_at`, both numbers, one order per line;
it answers `ended` or `killed`. `kill_at` counts the steps between which a death can fall: before and after every
commit, every write to the wire or to the folder, every reply.
"""

from __future__ import annotations

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from domain.outbox.message import Mailbox
from domain.store.database import open_engine
from flows.delivery import deliver_due
from flows.post_folder import FolderPostOffice
from flows.post_office import PostOffice, SmtpPostOffice, SmtpSettings

OFFICE = Mailbox("Ufficio partecipazione", "partecipazione@comune.example")
START = datetime(2025, 3, 3, 12, tzinfo=UTC)


class Fuse:
    """Counts steps and kills its own process at the one it was set to."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def burn(self, *_: Any) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def dangerous(*args: Any, **kwargs: Any) -> Any:
            self.burn()
            result = work(*args, **kwargs)
            self.burn()
            return result

        return dangerous


def post_office(target: str, fuse: Fuse) -> PostOffice:
    if not target.isdigit():
        return FolderPostOffice(Path(target), OFFICE, fuse.around(_write_in_two_moves(fuse)))
    smtplib.SMTP.send = fuse.around(smtplib.SMTP.send)  # type: ignore[method-assign]
    smtplib.SMTP.getreply = fuse.around(smtplib.SMTP.getreply)  # type: ignore[method-assign]
    return SmtpPostOffice(SmtpSettings("127.0.0.1", int(target), "none", timeout_s=10.0), OFFICE, fuse.burn)


def _write_in_two_moves(fuse: Fuse) -> Callable[[Path, bytes], None]:
    def write(path: Path, data: bytes) -> None:
        draft = path.with_name(f".{path.name}")
        draft.write_bytes(data)
        fuse.burn()
        draft.replace(path)

    return write


def drain(url: str, target: str, day: int, kill_at: int) -> None:
    fuse = Fuse(kill_at)
    engine: Engine = open_engine(url)
    event.listen(engine, "commit", fuse.burn)
    event.listen(engine, "begin", fuse.burn)  # the step right after the commit before
    as_of = START + timedelta(days=day)
    deliver_due(engine, post_office(target, fuse), as_of=as_of, read_document=lambda _process, name: name.encode())


def main(url: str, target: str) -> None:
    for order in sys.stdin:
        day, kill_at = map(int, order.split())
        child = os.fork()
        if child == 0:
            try:
                drain(url, target, day, kill_at)
            finally:
                os._exit(3)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "ended", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

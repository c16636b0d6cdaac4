"""The mailroom as a Prefect flow: one round every few minutes, each letter on record before the next one."""

from __future__ import annotations

from datetime import datetime

from prefect import flow, task

from domain.errors import Refusal
from flows import edges
from flows.delivery import Tally, deliver_due


@flow(name="mailroom")
def mailroom(as_of: datetime | None = None) -> dict[str, int]:
    """Send the letters that are due and count what became of them.

    Raises: Refusal when the mail server stops the round; what was sent is on record, the rest waits.
    """
    tally = deliver(as_of or edges.now())
    if tally.stopped:
        raise Refusal(
            f"la posta in uscita è ferma: {tally.stopped}", "risolvete il problema: il prossimo giro riprende la coda"
        )
    return tally.counts


@task(name="deliver")
def deliver(as_of: datetime) -> Tally:
    """Do one round of the mailroom; never run twice by the engine, because the outbox itself knows what to repeat."""
    desk = edges.open_desk(edges.Settings())
    return deliver_due(desk.engine, desk.post, as_of=as_of, read_document=desk.read)

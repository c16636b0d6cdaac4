"""What the deployed flows share: how a task is declared, how a refusal reads, and the round of mail that ends them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.states import Failed
from prefect.tasks import exponential_backoff

from domain.errors import Refusal
from flows.delivery import Tally, deliver_due
from flows.edges import Desk, open_desk
from flows.settings import our_settings

P = ParamSpec("P")
R = TypeVar("R")


class MailStopped(Exception):
    """A round of mail ended before the queue did: what was sent is on record, the rest waits for the next round."""


@contextmanager
def at_the_desk() -> Iterator[Desk]:
    """Open the house that the environment names for one act, and leave no connection behind."""
    desk = open_desk(our_settings())
    try:
        yield desk
    finally:
        desk.engine.dispose()


def act(name: str) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a task that does one act: the engine neither repeats it nor remembers it, the database does."""
    return task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)


def in_plain_words(work: Callable[P, R]) -> Callable[P, R]:
    """Let a refusal end the run with problem and remedy as its state, in the product's words and not the engine's."""

    @wraps(work)
    def worded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **kwargs)
        except Refusal as refusal:
            return cast(R, Failed(message=str(refusal), data=refusal))  # the engine raises it again for its caller

    # The engine makes the form from the signature, and would look for its names in this module.
    worded.__signature__ = inspect.signature(work, eval_str=True)  # type: ignore[attr-defined]
    return worded


def _is_no_refusal(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    try:
        state.result()
    except Refusal:
        return False
    except Exception:  # whatever the world did, it may not do it again
        return True
    return False


@task(
    name="posta in uscita",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=3,
    retry_delay_seconds=exponential_backoff(10),
    retry_condition_fn=_is_no_refusal,
)
def deliver(as_of: datetime) -> Tally:
    """Do one round of the mailroom; repeated as a whole it sends nothing twice, the outbox knows what went out.

    Raises: MailStopped when the mail server ends the round.
    """
    with at_the_desk() as desk:
        tally = deliver_due(desk.engine, desk.post, as_of=as_of, read_document=desk.read)
    if tally.stopped:
        raise MailStopped(tally.stopped)
    return tally

"""What the deployed flows share: how one is declared, how a refusal reads, and how a process goes on after an act."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from prefect import Flow, Task, flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.runtime import flow_run
from prefect.states import Failed
from prefect.tasks import exponential_backoff

from domain.errors import Refusal
from domain.store import attempts
from domain.store.turns import presence
from domain.vocabulary import AttemptEnd
from flows.account import account_of, refusal_page, titled
from flows.deeds import Deed, Said
from flows.delivery import Tally, deliver_due
from flows.edges import Desk, moment_of, open_desk
from flows.plans import advance_process, fulfil_of_process
from flows.requests import Form
from flows.settings import our_settings
from flows.steps import Fulfilled

P = ParamSpec("P")
R = TypeVar("R")


class MailStopped(Exception):
    """A round of mail ended before the queue did: what was sent is on record, the rest waits for the next round."""


_OPEN_DESK: ContextVar[Desk | None] = ContextVar("open_desk", default=None)


@contextmanager
def at_the_desk() -> Iterator[Desk]:
    """Open the house that the environment names, once for a run and all its tasks; leave no connection behind."""
    if (already_open := _OPEN_DESK.get()) is not None:
        yield already_open
        return
    desk = open_desk(our_settings())
    token = _OPEN_DESK.set(desk)
    try:
        yield desk
    finally:
        _OPEN_DESK.reset(token)
        desk.engine.dispose()


def act(name: str) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a task that does one act: the engine neither repeats it nor remembers it, the database does."""
    return task(name=name, task_run_name=name, cache_policy=NO_CACHE, persist_result=False)


def desk_flow(name: str, what: str) -> Callable[[Callable[P, R]], Flow[P, R]]:
    """Declare a flow of the desk: `what` it does stands in the name of each run, behind the process.

    A refusal ends the run with problem and remedy as its state, in the product's words and not the engine's; while
    the run lives it shows so in our own database, and its end is written beside the call that asked for it.
    """

    def declared(work: Callable[P, R]) -> Flow[P, R]:
        @wraps(work)
        def worded(*args: P.args, **kwargs: P.kwargs) -> R:
            run = str(flow_run.id or "")
            with at_the_desk() as desk, presence(desk.engine, run):
                how, told = AttemptEnd.FAILED, ""
                try:
                    result = work(*args, **kwargs)
                    how = AttemptEnd.DONE
                    return result
                except Refusal as refusal:
                    how, told = AttemptEnd.REFUSED, str(refusal)
                    leave_account(refusal_page(refusal), key="rifiuto")
                    return cast(R, Failed(message=told, data=refusal))  # the engine raises it again for its caller
                finally:
                    with desk.transaction() as session:
                        attempts.end(session, run, how, told=told)

        # The engine makes the form from the signature, and would look for its names in this module.
        worded.__signature__ = inspect.signature(work, eval_str=True)  # type: ignore[attr-defined]
        return flow(name=name, flow_run_name=lambda: _run_name(what), persist_result=False)(worded)

    return declared


def _run_name(what: str) -> str:
    """Name a run after its process and what it does: `Energia 2025 · chiusura della finestra`."""
    if " · " in (given := flow_run.name or ""):
        return given  # the clock has said more than the flow knows: which step
    form = next(iter((flow_run.parameters or {}).values()), None)
    process_id = getattr(form, "inquiry_id", None) or getattr(form, "process_id", None) or ""
    if isinstance(form, dict):
        process_id = form.get("inquiry_id") or form.get("process_id") or ""
    return f"{titled(process_id)} · {what}" if process_id else what.capitalize()


def carrier(name: str, perform: Deed) -> Callable[[Form], str]:
    """Return what flows of one form do: the form's act in a task of that name, what is then due, the mail.

    It returns the id of the process.
    """

    @act(name)
    def do_act(form: Form, as_of: datetime) -> Said:
        with at_the_desk() as desk:
            return perform(desk, form, as_of)

    def carry_out(form: Form) -> str:
        moment = moment_of(getattr(form, "as_of", None))
        process_id, said = do_act(form, moment)
        go_on(process_id, moment, *said)
        return process_id

    return carry_out


def go_on(process_id: str, moment: datetime, *said: str) -> list[Fulfilled]:
    """Do what the calendar asks for, one task for each step that is due; send the mail; leave the account of it all.

    `said` is what the act before it has to tell, in Italian.
    """
    with at_the_desk() as desk:
        done = advance_process(desk, process_id, as_of=moment, run=lambda name: fulfil_step(process_id, name, moment))
    lines = [*said, *(f"{step.title}: dovuto {step.due_at:%d/%m/%Y %H:%M} UTC, fatto" for step in done)]
    try:
        deliver(moment)
    except MailStopped as stopped:  # what was done stays done: the letters wait for the mailroom's next round
        lines.append(f"La posta in uscita è ferma: {stopped}")
    for line in lines:
        get_run_logger().info(line)
    settings = our_settings()
    with at_the_desk() as desk:
        text = account_of(desk, process_id, done, said, counter=settings.counter, as_of=moment)
    leave_account(text, key=process_id)
    return done


def leave_account(text: str, *, key: str) -> None:
    """Leave a page beside the run for whoever opens it; the rehearsal and the tests have no engine to leave it with."""
    create_markdown_artifact(text, key=key, description="Resoconto")


@act("adempimento «{name}»")
def fulfil_step(process_id: str, name: str, as_of: datetime) -> Fulfilled | None:
    """Do one step of the plan by its name."""
    with at_the_desk() as desk:
        return fulfil_of_process(desk, process_id, name, as_of=as_of)


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

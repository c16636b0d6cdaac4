"""The mailroom as a Prefect flow: one round every few minutes, each letter on record before the next one."""

from __future__ import annotations

from prefect import flow

from domain.errors import Refusal
from flows import edges
from flows.delivery import Tally
from flows.engine import MailStopped, deliver, in_plain_words
from flows.requests import Round

_NO_MOMENT = Round()


@flow(name="posta-in-uscita", flow_run_name="giro della posta", persist_result=False)
@in_plain_words
def mailroom(request: Round = _NO_MOMENT) -> Tally:
    """Spedisce le lettere in coda; ciò che il server non prende aspetta il prossimo giro."""
    try:
        return deliver(edges.moment_of(request.as_of))
    except MailStopped as stopped:
        problem = f"la posta in uscita è ferma: {stopped}"
        raise Refusal(problem, "risolvete il problema: il prossimo giro riprende la coda") from None

"""The mailroom as Prefect flows: rounds of the outbox and of the mailbox, and letters whose end a person settles."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Refusal
from flows import edges
from flows.delivery import Tally
from flows.engine import MailStopped, act, at_the_desk, deliver, desk_flow, go_on, leave_account
from flows.incoming import MailRound, read_mail
from flows.mailbox import open_tray
from flows.requests import Round, SettleLetter
from flows.settings import our_settings
from flows.settling import settle_letter

_NO_MOMENT = Round()


@desk_flow("posta-in-uscita", "giro della posta in uscita")
def mailroom(modulo: Round = _NO_MOMENT) -> Tally:
    """Spedisce le lettere in coda; ciò che il server non prende aspetta il prossimo giro."""
    try:
        return deliver(edges.moment_of(modulo.as_of))
    except MailStopped as stopped:
        problem = f"la posta in uscita è ferma: {stopped}"
        raise Refusal(problem, "risolvete il problema: il prossimo giro riprende la coda") from None


@desk_flow("lettera-da-definire", "definizione di una lettera")
def settle(modulo: SettleLetter) -> str:
    """Definisce a mano una lettera incerta o respinta: è arrivata, oppure va rispedita; la decisione è a protocollo."""
    said = put_verdict_on_record(modulo)
    leave_account(f"# Lettera n. {modulo.number}\n\n{said}\n", key=f"lettera-{modulo.number}")
    return said


@act("definizione")
def put_verdict_on_record(modulo: SettleLetter) -> str:
    """Put what an officer says of a letter on record."""
    with at_the_desk() as desk:
        settled = settle_letter(
            desk, modulo.number, verdict=modulo.verdict, officer=modulo.officer, as_of=edges.moment_of(None)
        )
    return f"Era {settled.was}; ora è definita: {settled.verdict}. La decisione di {settled.officer} è a protocollo."


@desk_flow("posta-in-arrivo", "lettura della casella")
def incoming_mail(modulo: Round = _NO_MOMENT) -> MailRound:
    """Legge la casella dell'ufficio: ricevute, mancate consegne, file restituiti; nella casella non cancella nulla."""
    moment = edges.moment_of(modulo.as_of)
    done = read_mailbox(moment)
    lines = [done.in_words]
    for process_id in sorted(done.touched):
        try:
            go_on(process_id, moment, "Acquisiti file arrivati per posta.")
        except Refusal as refusal:  # what came in stays on record: the other processes go on
            lines.append(f"- {process_id}: {refusal}")
    leave_account("\n".join(["# Posta in arrivo", "", *lines, ""]), key="posta-in-arrivo")
    if done.stopped:
        remedy = "risolvete il problema: il prossimo giro riprende da dove si è fermato"
        raise Refusal(f"la lettura della casella è ferma: {done.stopped}", remedy)
    return done


@act("lettura della casella")
def read_mailbox(as_of: datetime) -> MailRound:
    """Do one round of reading; repeated it changes nothing."""
    tray = open_tray(our_settings())
    with at_the_desk() as desk:
        return read_mail(desk, tray, as_of=as_of)

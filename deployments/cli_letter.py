"""`istruttoria letter …`: the letters that wait for a person, and rounds of sending and reading from a terminal."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from deployments import printing
from deployments.cli_common import Json, Officer, our_desk, print_steps
from deployments.printing import say
from domain.errors import Refusal
from domain.italian import counted
from domain.outbox.fate import Verdict
from domain.store import letters, processes
from flows.delivery import Tally, deliver_due
from flows.edges import now
from flows.incoming import read_mail
from flows.mailbox import open_tray
from flows.plans import advance_process
from flows.settings import our_settings
from flows.settling import settle_letter

app = typer.Typer(
    help="Lettere: quelle che attendono una persona, l'invio, la casella in arrivo.", no_args_is_help=True
)


class Said(StrEnum):
    """What an officer can say of a letter, as it is typed."""

    ARRIVED = "arrivata"
    RESEND = "rispedire"


@app.command("list")
def list_(
    process_id: Annotated[str, typer.Option("--process", metavar="ID", help="Solo quelle di un procedimento.")] = "",
    json: Json = False,
) -> None:
    """Elenca le lettere incerte o respinte: la loro sorte la decide una persona."""
    desk = our_desk()
    with desk.transaction() as session:
        if process_id:
            processes.get(session, process_id)  # refuses an id that is none
        waiting = [
            {
                "number": letter.id,
                "process": letter.process_id,
                "state": letter.state,
                "recipient": letter.to_name,
                "subject": letter.subject,
                "attempts": letter.attempts,
                "last_reply": letter.last_reply,
            }
            for letter in letters.waiting_for_a_person(session, process_id=process_id)
        ]
    if json:
        printing.as_json({"letters": waiting})
        return
    if not waiting:
        say("Nessuna lettera attende una decisione.")
        return
    for one in waiting:
        say(f"n. {one['number']} ({one['process']}), {one['state']}: a {one['recipient']}")
        say(f"  {one['subject']}")
        say(f"  tentativi: {one['attempts']}; ultima risposta: {one['last_reply'] or 'nessuna'}")
    say("Per definirle: istruttoria letter settle NUMERO --verdict arrivata|rispedire --officer «nome e ruolo»")


@app.command()
def settle(
    number: Annotated[int, typer.Argument(metavar="NUMERO", help="Numero della lettera, da «letter list».")],
    verdict: Annotated[Said, typer.Option("--verdict", help="È arrivata, oppure va rispedita.")],
    officer: Officer,
    json: Json = False,
) -> None:
    """Definisce a mano una lettera incerta o respinta; la decisione resta a protocollo."""
    said = Verdict.ARRIVED if verdict is Said.ARRIVED else Verdict.RESEND
    settled = settle_letter(our_desk(), number, verdict=said, officer=officer, as_of=now())
    if json:
        printing.as_json(settled)
        return
    outcome = "definita come arrivata" if said is Verdict.ARRIVED else "rimessa in coda: parte al prossimo invio"
    say(f"Lettera n. {number}, che era {settled.was}: {outcome}.")


@app.command()
def send(json: Json = False) -> None:
    """Spedisce ora le lettere in coda: un giro dell'ufficio posta; ripeterlo non spedisce nulla due volte."""
    desk = our_desk()
    tally = deliver_due(desk.engine, desk.post, as_of=now(), read_document=desk.read)
    if json:
        printing.as_json(tally.counts | {"stopped": tally.stopped, "busy": tally.is_busy})
    else:
        say(_in_words(tally))
    if tally.stopped:
        remedy = "risolvete il problema: il prossimo giro riprende la coda"
        raise Refusal(f"la posta in uscita è ferma: {tally.stopped}", remedy)


@app.command()
def fetch(json: Json = False) -> None:
    """Legge ora la casella dell'ufficio: ricevute, mancate consegne, file restituiti; ripeterlo non cambia nulla."""
    desk, tray = our_desk(), open_tray(our_settings())
    done = read_mail(desk, tray, as_of=now())
    if json:
        what = {"kinds": dict(done.kinds), "processes": sorted(done.touched)}
        printing.as_json(done.counts | what | {"stopped": done.stopped, "busy": done.is_busy})
    else:
        say(done.in_words)
    for process_id in sorted(done.touched):
        steps = advance_process(desk, process_id, as_of=now())
        if not json:
            print_steps(desk, process_id, steps)
    if done.stopped:
        remedy = "risolvete il problema: il prossimo giro riprende da dove si è fermato"
        raise Refusal(f"la lettura della casella è ferma: {done.stopped}", remedy)


def _in_words(tally: Tally) -> str:
    if tally.is_busy:
        return "Un altro ufficio posta è al lavoro: qui non c'è nulla da fare."
    return (
        f"{counted(len(tally.sent), 'lettera inviata', 'lettere inviate')}, "
        f"{len(tally.retried)} da ritentare, {counted(len(tally.refused), 'respinta', 'respinte')}, "
        f"{counted(len(tally.uncertain), 'incerta', 'incerte')}."
    )

"""The end of a cycle: it closes after the last exit, and personal data is erased when its retention is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session  # noqa: TID251  (a type: the session is opened by domain.store)

from domain.assembly.contexts import ErasedLine, ErasureMinutesContext, HashLine, KeptLine
from domain.errors import Refusal
from domain.italian import day_in_words, instant_in_words
from domain.minutes import Minutes, Rows
from domain.models import Erasure
from domain.register import EntryDraft
from domain.store import assembly_draws, letters, processes
from domain.vocabulary import AssemblyStage, DocumentKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_office
from flows.assembly_acts.writing import common, write_paper
from flows.edges import Desk
from flows.steps import Moment, in_turn

_WHAT = {
    "inviti": "codici dei sorteggiati e strato di ciascuno",
    "disponibilità": "risposte di chi è stato invitato",
    "recapiti": "nomi e recapiti di chi si è reso disponibile",
    "lettere": "testo e indirizzo delle lettere ai cittadini",
}
_KEPT = (
    KeptLine(
        what="impegni, semi, soglie e biglietti dei due sorteggi",
        why="chiunque può ancora rifare il conto; non contengono persone",
    ),
    KeptLine(what="fogli presenze ed elenchi dei gettoni", why="sono atti contabili: li governa il piano di archivio"),
    KeptLine(what="codici dei membri, presenze, verbali", why="sono il protocollo; la chiave dei codici è distrutta"),
)


def close(_desk: Desk, _case: AssemblyCase, _moment: Moment) -> Minutes:
    """Close the cycle: its last term has ended and the city has answered."""
    return Minutes(stage=AssemblyStage.CLOSED)


def erase(desk: Desk, case: AssemblyCase, moment: Moment) -> Minutes:
    """Erase the personal data of a cycle and write down how much of what was erased."""
    return _erased(desk, case, moment.as_of)


@in_turn
def erase_now(desk: Desk, process_id: str, *, officer: str, as_of: datetime) -> bool:
    """Erase before the calendar does, once the cycle is closed; False when it was done already.

    Raises: Refusal while the cycle is not closed, or the officer may not.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "erasure", "cancellare dati personali")
    if "erase" in case.done:
        return False
    if case.stage is not AssemblyStage.CLOSED:
        when = day_in_words(case.day(case.calendar.erase_at))
        raise Refusal("il ciclo non è concluso: i dati servono ancora", f"la cancellazione avviene da sola il {when}")
    minutes = _erased(desk, case, as_of)
    minutes.step, minutes.due_at = "erase", as_of
    return desk.keep(process_id, minutes, as_of=as_of)


def _erased(desk: Desk, case: AssemblyCase, at: datetime) -> Minutes:
    until = day_in_words(case.day(case.calendar.erase_at) - timedelta(days=1))
    with desk.transaction() as session:
        # What was erased before a crash stays counted: its row was kept in the same transaction.
        counts = {one.what: one.rows for one in assembly_draws.erased(session, case.id)}
        rows = []
        for what in (*assembly_draws.PERSONAL, "lettere"):
            if what in counts:
                continue
            counts[what] = _erase(session, case, what)
            rows.append({"process_id": case.id, "what": what, "rows": counts[what], "erased_at": at})
        if rows:
            minutes = Minutes(
                entries=[EntryDraft(EntryKind.ERASURE, "dati personali", at, payload={"rows": counts})],
                rows=[Rows(Erasure, rows)],
            )
            desk.keep_in(session, case.id, minutes, as_of=at)
        public = [one for one in processes.documents(session, case.id) if one.kind is DocumentKind.DRAW_FILE]
    context = ErasureMinutesContext(
        **common(desk, case, at=at),
        erased_at=instant_in_words(at, case.timezone),
        rows=sum(counts.values()),
        erased=[
            ErasedLine(what=words, rows=counts[what], kept_until=until, source="definizione, «privacy»")
            for what, words in _WHAT.items()
        ],
        kept=list(_KEPT),
        files=[HashLine(name=one.name, what=one.title, sha256=one.sha256) for one in public],
        is_verifiable=bool(public),
    )
    document = write_paper(
        desk,
        case,
        DocumentKind.ERASURE_MINUTES,
        context,
        name="7-cancellazione/verbale-di-cancellazione.docx",
        created=at,
        public_from=AssemblyStage.CLOSED,
    )
    return Minutes(documents=[document])


def _erase(session: Session, case: AssemblyCase, what: str) -> int:
    if what != "lettere":
        return assembly_draws.erase(session, case.id, what)
    addresses = [one.email for one in case.definition.offices]
    return letters.erase_personal(session, case.id, offices=addresses)

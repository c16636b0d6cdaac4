"""The end of a cycle: it closes after the last exit, and personal data is erased when its retention is over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session  # noqa: TID251  (a type: the session is opened by domain.store)

from domain.assembly.contexts import ErasedLine, ErasureMinutesContext, HashLine, KeptLine
from domain.errors import Refusal
from domain.italian import counted, day_in_words, instant_in_words
from domain.minutes import Minutes, Rows
from domain.models import Erasure
from domain.register import EntryDraft
from domain.store import assembly_draws, personal_letters, processes, registry, source_files
from domain.vocabulary import AssemblyStage, DocumentKind, EntryKind
from flows.archive import ARRIVALS, document_name, sha256_of
from flows.assembly_acts.case import AssemblyCase, load_case
from flows.assembly_acts.withdrawing import copies_of, offices_of
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import Moment, in_turn

_WHAT = {
    "inviti": "codici dei sorteggiati e strato di ciascuno",
    "disponibilità": "risposte di chi è stato invitato",
    "recapiti": "nomi e recapiti di chi si è reso disponibile",
    "lettere": "testo e indirizzo delle lettere ai cittadini",
    "copie": "file delle lettere ai cittadini, dove la posta si scrive in una cartella",
    "stampe": "file degli inviti stampati: lotti, distinte, elenchi di chi non si è potuto raggiungere",
    "arrivi": "file consegnati con nomi e recapiti: indirizzi e disponibilità",
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
    if why := why_not_erased(desk, case):
        raise Refusal(f"la cancellazione {why}", "attendete il giro della posta, o definite a mano ciò che non parte")
    minutes = _erased(desk, case, as_of)
    minutes.step, minutes.due_at = "erase", as_of
    return desk.keep(process_id, minutes, as_of=as_of)


def _erased(desk: Desk, case: AssemblyCase, at: datetime) -> Minutes:
    until = day_in_words(case.day(case.calendar.erase_at) - timedelta(days=1))
    with desk.transaction() as session:
        # What was erased before a crash stays counted: its row was kept in the same transaction.
        counts = {one.what: one.rows for one in assembly_draws.erased(session, case.id)}
        files = doomed(desk, session, case)
        fresh = {what: _erase(session, case, what) for what in (*assembly_draws.PERSONAL, "lettere")}
        fresh |= {"copie": len(files.copies), "stampe": len(files.documents), "arrivi": len(files.arrivals)}
        if not fresh.keys() <= counts.keys():
            counts |= fresh
            rows = [{"process_id": case.id, "what": what, "rows": fresh[what], "erased_at": at} for what in fresh]
            payload = {"rows": fresh, "documents": files.documents}
            minutes = Minutes(
                entries=[EntryDraft(EntryKind.ERASURE, "dati personali", at, payload=payload)],
                rows=[Rows(Erasure, rows)],
            )
            desk.keep_in(session, case.id, minutes, as_of=at)
        public = [
            one
            for one in processes.documents(session, case.id)
            if one.kind is DocumentKind.DRAW_FILE and one.public_from_stage
        ]
    # The record first: a file that is gone without one would look lost. Whoever is interrupted removes them again.
    for name in (*(document_name(case.id, one) for one in files.documents), *files.arrivals):
        desk.archive.remove(name)
    for letter_id, key in files.copies:
        desk.post.forget(letter_id, key)
    context = ErasureMinutesContext(
        **common(desk, case, at=at),
        erased_at=instant_in_words(at, case.timezone),
        rows=sum(counts[what] for what in _WHAT),
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


def why_not_erased(desk: Desk, case: AssemblyCase) -> str | None:
    """Say what the erasure waits for: a letter still in the outbox would keep its name and address for good."""
    with desk.reading() as session:
        waits = personal_letters.waiting(session, case.id, offices=offices_of(case))
    return f"attende {counted(waits, 'lettera', 'lettere')} ancora in coda" if waits else None


def _erase(session: Session, case: AssemblyCase, what: str) -> int:
    if what != "lettere":
        return assembly_draws.erase(session, case.id, what)
    return personal_letters.erase_personal(session, case.id, offices=offices_of(case))


@dataclass(frozen=True, slots=True)
class Doomed:
    """Files that hold names only for the mailing."""

    documents: list[str]
    """Among the documents of the cycle."""
    arrivals: list[str]
    """In the archive's room of arrivals."""
    copies: list[tuple[int, str]]
    """Letters of which the post office keeps a copy: their ids and keys."""


def doomed(desk: Desk, session: Session, case: AssemblyCase) -> Doomed:
    """Name the files to remove: printed invitations, and arrivals that the cycle has read or got by mail."""
    printed = [one.name for one in processes.documents(session, case.id) if one.kind is DocumentKind.INVITATION_LIST]
    mailings = registry.entries_of_kind(session, case.id, EntryKind.INVITATION)
    read = {one.sha256 for one in source_files.files(session, case.id)}
    read |= {json.loads(entry.payload)["addresses_sha256"] for entry in mailings}
    arrivals = [
        name
        for name in desk.archive.names()
        if name.startswith(f"{ARRIVALS}/")
        and (name.startswith(f"{ARRIVALS}/{case.id}/") or sha256_of(desk.archive, name) in read)
    ]
    return Doomed(printed, arrivals, copies_of(desk, session, case))

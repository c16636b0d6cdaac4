"""The health of the house (stato di salute): one list of checks, each with its reason and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from domain.italian import counted
from domain.store import health
from flows.edges import Desk
from flows.settings import Settings
from flows.soundings import answers, free_bytes

CLOCK_SILENT = timedelta(seconds=120)
"""A clock that has not shown itself for so long is taken for dead."""
STEP_GRACE = timedelta(minutes=10)
"""How long a step may be under way before it counts as late."""
LETTER_GRACE = timedelta(minutes=30)
LEAST_FREE_BYTES = 1_000_000_000
READ_THE_LOGS = "leggete i file della cartella «registri» della casa"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how it is, and what to do about it when it is not well."""

    name: str
    ok: bool
    why: str
    remedy: str = ""
    """Empty when all is well."""


def quick(desk: Desk, settings: Settings, as_of: datetime) -> list[Check]:
    """Check what can stop the service at any moment; takes well under a second, five when the engine is silent."""
    return [
        *ask_database("banca dati", lambda: [*_schema(desk), *_clock(desk, as_of), *_waiting(desk, as_of)]),
        _engine(settings),
        _disk(settings),
    ]


def thorough(desk: Desk, settings: Settings, as_of: datetime) -> list[Check]:
    """Check all that `quick` checks, and what changes only when somebody touches the house."""
    from deployments.health_thorough import rest  # templates and mail: half a second that a quick look has not

    return [*quick(desk, settings, as_of), *rest(desk, settings, as_of)]


def ask_database(name: str, ask: Callable[[], list[Check]]) -> list[Check]:
    """Return the checks that need the database; a single one, under this name, when it does not answer."""
    try:
        return ask()
    except SQLAlchemyError as error:
        remedy = "verificate che il server o il file della banca dati ci sia, poi ISTRUTTORIA_DATABASE_URL"
        return [Check(name, False, f"la banca dati non risponde ({type(error).__name__})", remedy)]


def _schema(desk: Desk) -> Iterator[Check]:
    current, newest = health.schema(desk.engine)
    yield Check("banca dati", True, "risponde")
    if current == newest:
        yield Check("schema", True, f"revisione {current}")
    else:
        why = f"la banca dati è alla revisione {current or 'nessuna'}, il programma alla {newest}"
        remedy = "riavviate «istruttoria up», che la porta avanti; se è più nuova, aggiornate il programma"
        yield Check("schema", False, why, remedy)


def _clock(desk: Desk, as_of: datetime) -> Iterator[Check]:
    with desk.reading() as session:
        seen_at = health.seen_at(session, "clock")
    name, remedy = "orologio", f"riavviate «istruttoria up»; se non basta, {READ_THE_LOGS}: clock.log"
    if seen_at is None:
        yield Check(name, False, "non ha mai dato segno di vita", remedy)
    elif as_of - seen_at > CLOCK_SILENT:
        yield Check(name, False, f"tace da {ago(as_of - seen_at)}", remedy)
    else:
        yield Check(name, True, f"visto {ago(max(as_of - seen_at, timedelta()))} fa")


def _waiting(desk: Desk, as_of: datetime) -> Iterator[Check]:
    with desk.reading() as session:
        found = health.waiting(session, due_before=as_of - STEP_GRACE, as_of=as_of)
    late = counted(found.overdue, "adempimento in ritardo", "adempimenti in ritardo")
    remedy = "avviate «Ronda su tutti i procedimenti» dalla scrivania e leggetene il resoconto"
    yield Check("adempimenti", found.overdue == 0, late if found.overdue else "nessuno in ritardo", remedy)
    for_us = found.letters_for_a_person
    letters = counted(for_us, "lettera attende una persona", "lettere attendono una persona")
    remedy = "elencatele con «istruttoria letter list» e definitele, anche dalla scrivania"
    yield Check("lettere da definire", for_us == 0, letters if for_us else "nessuna", remedy)
    oldest = found.oldest_letter_due_at
    if oldest is not None and as_of - oldest > LETTER_GRACE:
        remedy = "«istruttoria letter send» dice che cosa ferma la posta"
        yield Check("posta in uscita", False, f"una lettera attende da {ago(as_of - oldest)}", remedy)
    else:
        yield Check("posta in uscita", True, "nessuna lettera ferma")


def _engine(settings: Settings) -> Check:
    if answers(f"{settings.engine_api.rstrip('/')}/health"):
        return Check("motore", True, "risponde")
    remedy = f"avviate «istruttoria up»; se è avviato, {READ_THE_LOGS}: engine.log"
    return Check("motore", False, "non risponde", remedy)


def _disk(settings: Settings) -> Check:
    free = free_bytes(settings.home)
    why = f"{free / 1e9:.1f} GB liberi".replace(".", ",")
    return Check("disco", free >= LEAST_FREE_BYTES, why, "liberate spazio: sotto 1 GB una copia può restare a metà")


def ago(span: timedelta) -> str:
    """Say a span of time in words, in its largest unit."""
    seconds = int(span.total_seconds())
    for size, one, many in ((86_400, "giorno", "giorni"), (3_600, "ora", "ore"), (60, "minuto", "minuti")):
        if seconds >= size:
            return counted(seconds // size, one, many)
    return counted(seconds, "secondo", "secondi")

"""The checks that take time or concern what changes only when somebody touches the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel

from deployments.engine_environment import refuse_open_doors
from deployments.health import Check, ago, ask_database
from deployments.schedule import POOL
from domain.documents.template_check import check_template
from domain.errors import Fault, Refusal
from domain.italian import counted
from domain.store import health
from flows.edges import Desk
from flows.mailbox import open_tray
from flows.settings import Settings, secrets_folder
from flows.soundings import look_at_engine
from templates.subjects import DOCUMENTS

VERSIONS = {
    "prefect": ((3, 8, 8), (3, 9)),
    "fastapi": ((0, 139), (0, 151)),
    "sqlalchemy": ((2, 0, 50), (2, 1)),
}
"""From the first version on, and before the second: outside, the engine does not start, or plans no run and says so
to nobody."""
_CLOCKS_DIFFER = timedelta(minutes=1)
_INSTALL_AGAIN = "rifate l'installazione con «make setup», che prende le versioni provate"


def rest(desk: Desk, settings: Settings, as_of: datetime) -> list[Check]:
    """Return the checks beyond the quick ones."""
    return [
        *ask_database("integrità", lambda: [_damage(desk), _hour(desk, as_of)]),
        *_engine(settings),
        _mail(desk, settings),
        *_mailbox(settings),
        *_templates(),
        *_versions(),
        _secrets(settings),
        _doors(settings),
    ]


def _damage(desk: Desk) -> Check:
    damage = health.damage(desk.engine)
    why = f"SQLite trova danni: {damage[0]}" if damage else "nessun danno"
    return Check("integrità", not damage, why, "fermate la casa e ripristinate l'ultima copia di sicurezza")


def _hour(desk: Desk, as_of: datetime) -> Check:
    with desk.reading() as session:
        newest = health.newest_entry_at(session)
    if newest is None or newest <= as_of + _CLOCKS_DIFFER:
        return Check("ora della macchina", True, "non precede il protocollo")
    why = f"è indietro di {ago(newest - as_of)} rispetto all'ultima registrazione"
    return Check("ora della macchina", False, why, "sincronizzate l'orologio della macchina (NTP) prima di ogni atto")


def _engine(settings: Settings) -> Iterator[Check]:
    seen = look_at_engine(settings, pool=POOL)
    if not seen.answers:
        return  # said already
    if not seen.lets_us_in:
        remedy = "la parola d'ordine della casa e quella del motore devono essere la stessa: riavviate «istruttoria up»"
        yield Check("accesso al motore", False, "il motore non ci fa entrare", remedy)
        return
    yield Check("scrivania", seen.has_pool, "registrata" if seen.has_pool else "mai registrata", "«istruttoria up»")
    online = (
        counted(seen.workers_online, "in servizio", "in servizio") if seen.workers_online else "nessuno in servizio"
    )
    remedy = "riavviate «istruttoria up», o il servizio dell'esecutore; leggete «registri/worker.log»"
    yield Check("esecutori", seen.workers_online > 0, online, remedy)


def _mail(desk: Desk, settings: Settings) -> Check:
    where = f"{settings.smtp_host}:{settings.smtp_port} ci accoglie" if settings.smtp_host else "in una cartella"
    try:
        desk.post.open()
    except Refusal as refusal:
        return Check("server di posta", False, refusal.problem, refusal.remedy)
    desk.post.close()
    return Check("server di posta", True, where)


def _mailbox(settings: Settings) -> Iterator[Check]:
    if not settings.imap_host:
        return
    tray = open_tray(settings)
    try:
        tray.open()
    except Refusal as refusal:
        yield Check("casella in arrivo", False, refusal.problem, refusal.remedy)
        return
    tray.close()
    yield Check("casella in arrivo", True, f"{settings.imap_host}:{settings.imap_port} ci accoglie")


@cache
def _faults_of(data: bytes, context: type[BaseModel], name: str) -> tuple[Fault, ...]:
    """Check a template once for as long as its bytes stay: who asks again and again waits only the first time."""
    return tuple(check_template(data, context, name=name))


def _templates() -> Iterator[Check]:
    found = {f"{one.name}.docx": _faults_of(one.data(), one.context, f"{one.name}.docx") for one in DOCUMENTS.values()}
    for name, faults in found.items():
        if faults:
            why = f"{counted(len(faults), 'problema', 'problemi')}; il primo: {faults[0].problem}"
            yield Check(f"modello {name}", False, why, f"{faults[0].remedy}; tutti: «istruttoria template check»")
    if not any(found.values()):
        yield Check("modelli", True, f"{len(found)} a posto")


def _versions() -> Iterator[Check]:
    for name, (first, beyond) in VERSIONS.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Check(f"versione di {name}", False, "non installato", _INSTALL_AGAIN)
            continue
        why = f"{found} (da {_dotted(first)}, prima di {_dotted(beyond)})"
        yield Check(f"versione di {name}", first <= _numbers(found) < beyond, why, _INSTALL_AGAIN)


def _secrets(settings: Settings) -> Check:
    folder = secrets_folder()
    files = [settings.home / "segreto.key", *(sorted(folder.iterdir()) if folder and folder.is_dir() else [])]
    open_ones = [file.name for file in files if file.is_file() and _is_open(file)]
    why = f"leggibili da altri: {', '.join(open_ones)}" if open_ones else "leggibili solo da chi li possiede"
    return Check("segreti", not open_ones, why, "chmod 600 su questi file")


def _is_open(file: Path) -> bool:
    return bool(file.stat().st_mode & 0o007)


def _doors(settings: Settings) -> Check:
    try:
        refuse_open_doors(settings)
    except Refusal as refusal:
        return Check("accesso", False, refusal.problem, refusal.remedy)
    has_password = bool(settings.desk_password.get_secret_value())
    return Check("accesso", True, "con parola d'ordine" if has_password else "solo da questa macchina")


def _numbers(found: str) -> tuple[int, ...]:
    """The numbers of a version; what follows a part that is no number is left out."""
    numbers: list[int] = []
    for part in found.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))

"""`istruttoria doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import typer
from sqlalchemy import make_url

from deployments import printing
from deployments.cli_common import Json
from deployments.health import Check, ask_database, thorough
from deployments.printing import say
from domain.italian import counted
from flows.edges import now, open_desk
from flows.settings import Settings, our_settings


def doctor(json: Json = False) -> None:
    """Controlla banca dati, motore, orologio, posta, disco, modelli, versioni; stato 1 se qualcosa non va."""
    found = _look(our_settings())
    faulty = sum(not check.ok for check in found)
    if json:
        printing.as_json({"ok": not faulty, "checks": found})
    else:
        for check in found:
            say(f"{'✓' if check.ok else '✗'} {check.name}: {check.why}")
            if not check.ok:
                say(f"    → {check.remedy}")
        say("Tutto a posto." if not faulty else f"{counted(faulty, 'cosa', 'cose')} da mettere a posto.")
    if faulty:
        raise typer.Exit(1)


def _look(settings: Settings) -> list[Check]:
    """Look without changing anything: a house that was never opened is not opened now."""
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    file = settings.home / "istruttoria.db" if not url else _file_of(url)
    if not settings.home.is_dir() or (file and not file.is_file()):
        why = "la casa non è ancora stata aperta qui"
        remedy = "avviate «istruttoria up» in questa cartella, oppure indicate la cartella giusta con ISTRUTTORIA_HOME"
        return [Check("casa", False, why, remedy)]

    def look() -> list[Check]:
        desk = open_desk(settings, migrates=False)
        try:
            return thorough(desk, settings, now())
        finally:
            desk.engine.dispose()

    return ask_database("banca dati", look)


def _file_of(url: str) -> Path | None:
    """The file of an SQLite database; None when it is kept by a server."""
    parts = make_url(url)
    return Path(parts.database) if parts.get_backend_name() == "sqlite" and parts.database else None

"""`istruttoria backup`, `restore` and `migrate`: the whole house into one file and back, and its schema up and down."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from deployments import printing
from deployments.cli_common import Json, our_desk
from deployments.printing import say
from domain.errors import Refusal
from domain.italian import counted, instant_in_words, number
from domain.store import database
from flows.copy_file import Manifest
from flows.edges import now, open_database
from flows.safekeeping import Restored, back_up
from flows.safekeeping import restore as restore_house
from flows.settings import our_settings

_GOING_DOWN = (
    "scendere serve solo prima di installare una versione precedente del programma: le tabelle nate dopo quello schema "
    "si perdono con ciò che contengono; protocollo, contributi, valutazioni, documenti e lettere restano. Fate prima "
    "«istruttoria backup FILE», fermate ogni parte del programma e ripetete con --yes; al suo prossimo comando questa "
    "versione risale da sola allo schema più recente"
)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Dove scrivere la copia (.tar.gz); non deve esistere.")],
    json: Json = False,
) -> None:
    """Copia in un solo file tutta la casa: registrazioni, documenti, file acquisiti e arrivati, segreto."""
    manifest = back_up(our_desk(), file, as_of=now())
    size = file.stat().st_size
    if json:
        printing.as_json({"file": file, "size_bytes": size} | _counts(manifest))
        return
    say(f"Copia scritta: {file} ({number(-(-size // 10**6))} MB, schema {manifest.schema}).")
    say(_in_words(manifest))
    say("Contiene il segreto della casa e dati personali: conservatela cifrata, lontano da questa macchina.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="La copia scritta da «istruttoria backup».")],
    json: Json = False,
) -> None:
    """Ripristina una copia in una casa vuota, su SQLite o PostgreSQL, e verifica ogni istruttoria."""
    restored = restore_house(our_settings(), file)
    if json:
        verified = {one: verdict.faults for one, verdict in restored.verdicts.items()}
        printing.as_json(_counts(restored.manifest) | {"queued": restored.queued, "verified": verified})
    else:
        _tell(restored)
    if not restored.is_sound:
        raise typer.Exit(1)


def _tell(restored: Restored) -> None:
    written_at = instant_in_words(datetime.fromisoformat(restored.manifest.written_at), "Europe/Rome")
    say(f"Ripristinata la copia del {written_at} (schema {restored.manifest.schema}).")
    say(_in_words(restored.manifest))
    for process_id, verdict in restored.verdicts.items():
        faults = counted(len(verdict.faults), "anomalia trovata", "anomalie trovate")
        entries = counted(verdict.entries, "registrazione", "registrazioni")
        say(f"«{process_id}»: {entries} di protocollo, {faults + '.' if verdict.faults else 'tutto torna.'}")
        printing.faults(verdict.faults)
    if restored.queued:
        say(
            f"! Quando fu fatta la copia attendevano l'invio {counted(restored.queued, 'lettera', 'lettere')}: se da "
            "allora sono partite, il prossimo giro di posta le manderebbe di nuovo."
        )


def migrate(
    revision: Annotated[
        str, typer.Argument(metavar="REVISIONE", help="Schema da raggiungere, per esempio 0001; senza, il più recente.")
    ] = "head",
    yes: Annotated[bool, typer.Option("--yes", help="Conferma di voler scendere a uno schema precedente.")] = False,
    json: Json = False,
) -> None:
    """Porta la base di dati a uno schema più recente o, con --yes, a uno precedente."""
    known = database.known_revisions()
    wanted = known[-1] if revision == "head" else revision
    if wanted not in known:
        raise Refusal(f"lo schema «{revision}» non esiste", f"schemi conosciuti: {', '.join(known)}")
    engine = open_database(our_settings())
    before = database.revision_of(engine)
    if before and before not in known:
        remedy = "usate la versione più recente del programma che l'ha scritta"
        raise Refusal(f"la base di dati ha uno schema che non conosciamo ({before})", remedy)
    if before and known.index(wanted) < known.index(before) and not yes:
        raise Refusal(f"lo schema {wanted} è precedente a quello attuale ({before})", _GOING_DOWN)
    database.migrate(engine, wanted)
    engine.dispose()
    if json:
        printing.as_json({"from": before, "to": wanted})
    else:
        say(f"Schema: da {before or 'nessuno'} a {wanted}." if before != wanted else f"Schema già a {wanted}.")


def _counts(manifest: Manifest) -> dict[str, object]:
    kept = asdict(manifest)
    del kept["members"]
    return kept


def _in_words(manifest: Manifest) -> str:
    rows = counted(sum(manifest.rows.values()), "riga", "righe")
    tables = counted(len(manifest.rows), "tabella", "tabelle")
    return f"{rows} di {tables}, {counted(manifest.files, 'file', 'file')}."

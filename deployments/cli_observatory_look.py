"""`istruttoria observatory check | compare | verify | status | advance`: what looks, and what only time brings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deployments import printing
from deployments.cli_common import Id, Instant, Json, advance_by, our_desk, print_coming
from deployments.counter.lookups import look_at
from deployments.printing import say
from domain.errors import Fault, Refusal
from domain.italian import counted, rows_told
from domain.observatory import editions
from domain.observatory.complexes import with_complexes
from domain.observatory.geometry import Layout, read_geometry
from domain.observatory.received import Received, read_received
from domain.vocabulary import PLACES, ExtractKind
from flows.edges import now
from flows.observatory_acts import checking, comparing
from flows.observatory_acts.case import load_case
from flows.observatory_acts.plan import OBSERVATORY

Bases = Annotated[Path, typer.Option("--geometry", help="Basi territoriali, GeoJSON o ZIP.", exists=True)]
Areas = Annotated[Path | None, typer.Option("--areas", help="Elenco delle aree, CSV.", exists=True)]


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Estrazione da provare.", exists=True, dir_okay=False)],
    geometry: Bases,
    areas: Areas = None,
    kind: Annotated[ExtractKind, typer.Option(help="Che cosa contiene.")] = ExtractKind.HOUSEHOLDS,
    section: Annotated[str, typer.Option(help="Proprietà con il codice di sezione.")] = Layout().section,
    decimal: Annotated[str, typer.Option(help="Segno dei decimali: «.» o «,».")] = ".",
    workbook: Annotated[Path | None, typer.Option(help="Dove scrivere il foglio delle righe da correggere.")] = None,
    json: Json = False,
) -> None:
    """Controlla un'estrazione riga per riga, fuori da ogni procedimento; non tiene nulla."""
    if kind in PLACES:
        raise Refusal(f"«{kind}» non è un'estrazione", "le basi si provano consegnandole", file.name)
    places = read_geometry(geometry, areas=areas, layout=Layout(section=section))
    received = Received(kind, file, "", "")
    known = with_complexes(places.geography, (), [received])
    read = read_received(received, known, process="", decimal=decimal)
    if workbook is not None and read.workbook is not None:
        workbook.write_bytes(read.workbook(now()))
    if json:
        told = {"rows_in": read.rows_in, "accepted": read.rows_accepted, "set_aside": read.set_aside}
        printing.as_json(told | {"rules": read.rules})
    else:
        say(rows_told(read.rows_in, read.rows_accepted, read.set_aside))
        for rule in read.rules:
            say(f"! {rule}")
        if workbook is not None and read.workbook is not None:
            say(f"Righe da correggere: {workbook}")
    if read.set_aside:
        raise typer.Exit(1)


def compare(
    process_id: Id,
    first: Annotated[int, typer.Argument(metavar="ANNO1", help="Anno dei dati dell'edizione più vecchia.")],
    second: Annotated[int, typer.Argument(metavar="ANNO2", help="Anno dei dati della più nuova.")],
    json: Json = False,
) -> None:
    """Confronta due edizioni pubblicate: che cosa è cambiato, e se lo spiega il caso."""
    found = comparing.compare(our_desk(), process_id, first, second)
    if json:
        printing.as_json(found.as_json())
        return
    for line in found.in_words:
        say(line)


def verify(
    target: Annotated[str, typer.Argument(metavar="EDIZIONE", help="Cartella di un'edizione, o id dell'osservatorio.")],
    sha256: Annotated[str, typer.Option("--hash", help="Impronta annunciata; vuota: quella dell'indice.")] = "",
    json: Json = False,
) -> None:
    """Verifica un'edizione scaricata, file per file, oppure l'osservatorio intero con tutte le sue edizioni."""
    folder = Path(target)
    if folder.is_dir():
        said, faults = _verify_folder(folder, sha256)
    else:
        verdict = checking.verify(our_desk(), target)
        said, faults = verdict.in_words, verdict.faults
    if json:
        printing.as_json({"said": said, "faults": faults})
    else:
        printing.verdict(said, faults)
    if faults:
        raise typer.Exit(1)


def _verify_folder(folder: Path, sha256: str) -> tuple[str, list[Fault]]:
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    if editions.MANIFEST not in files:
        raise Refusal(
            f"nella cartella non c'è «{editions.MANIFEST}»", "indicate la cartella di un'edizione", str(folder)
        )
    own = editions.sha256_of(files[editions.MANIFEST])
    found = list(editions.verify(files, sha256 or own))
    return f"{counted(len(files), 'file', 'file')}, impronta {own}.", found


def status(process_id: Id, json: Json = False) -> None:
    """Mostra edizioni, che cosa è consegnato, prossime date, che cosa manca e chi deve farlo."""
    desk = our_desk()
    case = load_case(desk, process_id)
    seen = look_at(desk, process_id)
    published = [f"{one.year}" + (f" r{one.revision}" if one.revision else "") for one in case.progress.editions]
    handed = [
        (one.year, str(one.kind), one.sender, one.name, one.rows_accepted, one.rows_set_aside)
        for one in case.progress.handed_in
    ]
    if json:
        dates = [{"title": one.title, "due_at": one.due_at, "waits_for": one.waits_for} for one in seen.coming]
        told = {"id": case.id, "title": case.definition.title, "editions": published, "handed_in": handed}
        printing.as_json(told | {"next_dates": dates, "owed": seen.owed, "letters": seen.letters})
        return
    say(f"{case.definition.title}\nEdizioni pubblicate: {', '.join(published) or 'nessuna'}\n")
    if handed:
        header = ["anno", "che cosa", "mittente", "file", "accettate", "messe da parte"]
        printing.table("Consegne che valgono", header, handed)
    print_coming(seen.coming, case.timezone)
    for line in seen.owed:
        say(f"! {line}")


def advance(process_id: Id, as_of: Instant = "", json: Json = False) -> None:
    """Compie, in ordine, ogni adempimento dovuto; ripeterlo non cambia nulla."""
    advance_by(OBSERVATORY, process_id, as_of, json=json)

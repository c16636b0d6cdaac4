"""Extracts are handed in: kept as they came, checked row by row, and their faults mailed back to the sender."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.documents.mail_of_observatory import ExtractFaults
from domain.errors import Refusal
from domain.italian import rows_told
from domain.minutes import Minutes, Rows
from domain.models import Extract, SourceFile
from domain.observatory.complexes import with_complexes
from domain.observatory.definition_house import Sender
from domain.observatory.received import Received
from domain.observatory.record import EXTRACT
from domain.register import EntryDraft
from domain.store import source_files
from domain.vocabulary import PLACES, DocumentKind, EntryKind, ExtractKind
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase, load_case
from flows.observatory_acts.files import on_disk
from flows.observatory_acts.letters import letter
from flows.observatory_acts.places import check_places, geography_of
from flows.observatory_acts.reading import Checked, check
from flows.steps import in_turn

FAULTS = "righe-da-correggere"
"""Folder of the workbooks that go back to the senders; they hold people's data and are erased with the extracts."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of a file that was handed in. Rows in = accepted + set aside."""

    name: str
    kind: ExtractKind
    sender: str
    checked: Checked
    known_before: bool = False

    @property
    def in_words(self) -> str:
        """One sentence for whoever handed it in."""
        if self.known_before:
            return f"{self.name}: già consegnato, nulla di cambiato."
        one = self.checked
        return f"{self.name} ({self.kind}, {self.sender}): {rows_told(one.rows_in, one.accepted, one.set_aside)}."


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    sha256: str
    size_bytes: int
    checked: Checked


@in_turn
def deliver(
    desk: Desk,
    process_id: str,
    files: Sequence[Path],
    *,
    kind: ExtractKind,
    year: int,
    as_of: datetime,
    sender: str = "",
    adds: bool = False,
) -> list[HandedOver]:
    """Take in what a sender hands in of one kind for a year, in the place of what it handed in before.

    `adds`: beside what it handed in before. The same files twice change nothing.

    Raises: Refusal when a file cannot be read at all, nobody sends this kind, or the edition is past.
    """
    case = load_case(desk, process_id)
    who = case.sender(sender, kind)
    _refuse_past(case, year)
    standing = [one for one in case.progress.handed_in if (one.kind, one.year, one.sender) == (kind, year, who.code)]
    hashes = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    known = {one.sha256 for one in standing}
    fresh = {path: sha256 for path, sha256 in hashes.items() if not (adds and sha256 in known)}
    if not fresh or (not adds and list(hashes.values()) == [one.sha256 for one in standing]):
        return [HandedOver(path.name, kind, who.name, Checked(0, 0), known_before=True) for path in files]
    read = [
        _File(path.name, sha256, path.stat().st_size, _checked(desk, case, path, kind, year, who))
        for path, sha256 in fresh.items()
    ]
    for path in fresh:
        desk.keep_raw(process_id, path.read_bytes())
    minutes = Minutes()
    for place, one in enumerate(read, start=1):
        _tell_sender(desk, case, minutes, one, kind, year, who, case.progress.deliveries + place, as_of)
    _keep(desk, case, minutes, read, kind=kind, year=year, sender=who, adds=adds, as_of=as_of)
    return [HandedOver(one.name, kind, who.name, one.checked) for one in read]


def try_out(desk: Desk, process_id: str, path: Path, *, kind: ExtractKind, year: int, sender: str = "") -> Checked:
    """Check a file as if it were handed in; nothing is kept, nobody is told.

    Raises: Refusal when it cannot be read at all.
    """
    case = load_case(desk, process_id)
    return _checked(desk, case, path, kind, year, case.sender(sender, kind))


def _refuse_past(case: ObservatoryCase, year: int) -> None:
    last = case.progress.last
    if last is not None and year < last.year:
        problem = f"l'edizione {last.year} è già pubblicata: dati del {year} non ne cambierebbero nessuna"
        raise Refusal(problem, "consegnate i dati dell'edizione che segue, o correggete l'ultima", case.id)
    if (first := case.definition.yearly.first_year) > year + 1:
        raise Refusal(f"l'osservatorio comincia dai dati del {first}", "controllate l'anno", case.id)


def _checked(desk: Desk, case: ObservatoryCase, path: Path, kind: ExtractKind, year: int, sender: Sender) -> Checked:
    if kind in PLACES:
        return check_places(desk, case, path, kind, year)
    geography = geography_of(desk, case, year)
    registers = [one for one in case.progress.of_year(year) if one.kind is ExtractKind.RETROFITS is not kind]
    with ExitStack() as stack:
        known = [Received(kind, path, sender.code, "")]
        known += [
            Received(one.kind, stack.enter_context(on_disk(desk, case.id, one)), one.sender, one.sha256)
            for one in registers
        ]
        places = with_complexes(geography, case.definition.places.complexes, known)
    decimal = case.definition.extracts.decimal
    return check(path, kind, places, process_id=case.id, sender=sender.code, decimal=decimal)


def _tell_sender(
    desk: Desk,
    case: ObservatoryCase,
    minutes: Minutes,
    file: _File,
    kind: ExtractKind,
    year: int,
    sender: Sender,
    number: int,
    as_of: datetime,
) -> None:
    """Answer a faulty extract with the workbook of its faults."""
    if file.checked.workbook is None:
        return
    name = f"{FAULTS}/{year}/{sender.code}-{number}.xlsx"
    title = f"Righe da correggere di {file.name}"
    document = desk.file(case.id, DocumentKind.EXTRACT_FAULTS, name, file.checked.workbook(as_of), title=title)
    minutes.documents.append(document)
    minutes.letters.append(
        letter(
            desk,
            case,
            ExtractFaults,
            sender,
            about=f"{year}:{sender.code}-{number}",
            attachments=[name],
            year=year,
            extract=str(kind),
            file=file.name,
            rows_in=file.checked.rows_in,
            accepted=file.checked.accepted,
            set_aside=file.checked.set_aside,
            rules=file.checked.rules,
            workbook=title,
        )
    )


def _keep(
    desk: Desk,
    case: ObservatoryCase,
    minutes: Minutes,
    read: Sequence[_File],
    *,
    kind: ExtractKind,
    year: int,
    sender: Sender,
    adds: bool,
    as_of: datetime,
) -> None:
    """Keep files, rows and entries in one transaction: a delivery is there whole or not at all."""
    with desk.transaction() as session:
        rows = []
        for place, file in enumerate(read):
            source = SourceFile(
                process_id=case.id,
                sha256=file.sha256,
                name=file.name,
                size_bytes=file.size_bytes,
                layout=str(kind),
                subject="extract",
                collected_at=as_of,
                rows_in=file.checked.rows_in,
                rows_accepted=file.checked.accepted,
                rows_set_aside=file.checked.set_aside,
            )
            source_files.keep(session, source)
            kept = source_files.file_of(session, case.id, file.sha256)
            assert kept is not None
            row = {
                "process_id": case.id,
                "number": case.progress.deliveries + place + 1,
                "source_file_id": kept.id,
                "kind": kind,
                "year": year,
                "sender": sender.code,
                "name": file.name,
                "is_addition": adds or place > 0,
                "rows_in": file.checked.rows_in,
                "rows_accepted": file.checked.accepted,
                "rows_set_aside": file.checked.set_aside,
                "received_at": as_of,
            }
            rows.append(row)
            told: dict[str, object] = {"sha256": file.sha256, "kind": kind.name, "year": year, "sender": sender.code}
            told |= EXTRACT.of([row | {"file": file.sha256}])
            minutes.entries.append(EntryDraft(EntryKind.EXTRACT, str(row["number"]), as_of, "ufficio", told))
        minutes.rows.append(Rows(Extract, rows))
        desk.keep_in(session, case.id, minutes, as_of=as_of)

"""A copy of the whole house in one file, and a house made again from it, on either kind of database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from domain.errors import Fault, Refusal
from domain.store import copying, database, letters, processes
from domain.store.turns import sole_turn
from domain.vocabulary import LetterState, ProcessKind
from flows.archive import Archive, open_archive, sha256_of
from flows.assembly_acts import checking as assembly_checking
from flows.checking import Verdict
from flows.copy_file import CopyFile, Manifest, packing, reading_copy
from flows.edges import KEY_FILE, Desk, open_database, open_desk, replace_secret
from flows.inquiry_acts import checking as inquiry_checking
from flows.observatory_acts import checking as observatory_checking
from flows.settings import Settings

_ROWS, _ROWS_END, _KEPT = "tabelle/", ".jsonl", "archivio/"
_ELSEWHERE = "ripristinate in una casa nuova: un'altra ISTRUTTORIA_HOME, un'altra base di dati, un altro archivio"


_CHECKS: Mapping[ProcessKind, Callable[[Desk, str], Verdict]] = {
    ProcessKind.INQUIRY: inquiry_checking.verify,
    ProcessKind.ASSEMBLY: assembly_checking.verify,
    ProcessKind.OBSERVATORY: observatory_checking.verify,
}


@dataclass(slots=True)
class Restored:
    """What came back, and what the check of every process found."""

    manifest: Manifest
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    queued: int = 0
    """Letters that waited to be sent when the copy was made: they may have left since."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with any process."""
        return not any(verdict.faults for verdict in self.verdicts.values())


def back_up(desk: Desk, file: Path, *, as_of: datetime) -> Manifest:
    """Copy the whole house into a file that only its owner reads, while others may go on writing.

    Documents are written before they go on record and never change after: what is in the archive once the rows are
    copied holds all that the rows name. One file of the archive at a time is in memory, and a few rows.

    Raises: Refusal when the file is already there.
    """
    if file.exists():
        remedy = "indicate un nome nuovo: una copia non ne sostituisce un'altra"
        raise Refusal("il file della copia esiste già", remedy, file.name)
    with packing(file) as packer:
        with database.reading(desk.engine) as session:
            copying.begin_snapshot(session)
            schema = database.revision_of(session)
            for table in copying.tables(session):
                packer.add_lines(f"{_ROWS}{table.name}{_ROWS_END}", copying.rows(session, table))
        for name in desk.archive.names():
            data = desk.archive.read(name)
            if data is not None:  # an arrival may be taken away meanwhile
                packer.add(f"{_KEPT}{name}", data)
        packer.add(KEY_FILE, desk.secret.hex().encode())
        return packer.finish(schema=schema, written_at=as_of)


def restore(settings: Settings, file: Path) -> Restored:
    """Make an empty house the one that was copied, then check every process; rows go on record last of all.

    Whoever is interrupted has an empty house still, and restores again. A copy of an older schema is put back into
    that schema, then migrated.

    Raises: Refusal when the copy is damaged or of a newer schema, or the house is not empty.
    """
    with reading_copy(file) as copy:
        manifest = copy.checked()
        if manifest.schema not in database.known_revisions():
            remedy = "installate la versione del programma che l'ha scritta, o una più recente"
            raise Refusal(f"la copia ha uno schema che non conosciamo ({manifest.schema})", remedy, file.name)
        engine = open_database(settings)
        archive = open_archive(settings.documents_url, settings.home)
        with sole_turn(engine, "ripristino") as is_ours:
            if not is_ours:
                raise Refusal("un altro ripristino è in corso su questa casa", "attendete che finisca, poi verificate")
            present = _refuse_filled(engine, archive, manifest)
            database.migrate(engine, manifest.schema)
            _unpack(copy, engine, archive, settings.home, present)
        engine.dispose()
    return _looked_over(open_desk(settings), manifest)


def _refuse_filled(engine: Engine, archive: Archive, manifest: Manifest) -> set[str]:
    """Refuse a house that holds anything of its own; returns the files that an interrupted restore left."""
    if filled := copying.first_with_rows(engine):
        raise Refusal("la casa non è vuota: la base di dati contiene già registrazioni", _ELSEWHERE, filled)
    present = archive.names()
    for name in present:
        if manifest.members.get(f"{_KEPT}{name}") != sha256_of(archive, name):
            raise Refusal("la casa non è vuota: l'archivio contiene un file che la copia non ha", _ELSEWHERE, name)
    return set(present)


def _unpack(copy: CopyFile, engine: Engine, archive: Archive, home: Path, present: set[str]) -> None:
    with database.transaction(engine) as session:
        known = copying.tables(session)
        if filled := copying.first_filled(session, known):
            raise Refusal("la casa non è più vuota: qualcuno vi ha scritto", _ELSEWHERE, filled)
        for member, stream in copy.members():
            if member.startswith(_ROWS):
                table = copying.table_named(known, member.removeprefix(_ROWS).removesuffix(_ROWS_END))
                copying.put_rows(session, table, stream)
            elif member.startswith(_KEPT):
                name = member.removeprefix(_KEPT)
                if name not in present:
                    archive.write(name, stream.read())
            elif member == KEY_FILE:
                replace_secret(home, bytes.fromhex(stream.read().decode()))
        for table in known:
            copying.count_on(session, table)


def _looked_over(desk: Desk, manifest: Manifest) -> Restored:
    restored = Restored(manifest)
    with desk.reading() as session:
        everyone = [process.id for kind in ProcessKind for process in processes.of_kind(session, kind)]
        checked = {process.id: kind for kind in _CHECKS for process in processes.of_kind(session, kind)}
        counts = [letters.count_by_state(session, process_id=one) for one in everyone]
    restored.queued = sum(count[LetterState.QUEUED] for count in counts)
    restored.verdicts = {one: _checked(desk, one, kind) for one, kind in checked.items()}
    desk.engine.dispose()
    return restored


def _checked(desk: Desk, process_id: str, kind: ProcessKind) -> Verdict:
    """Check a process; one that cannot even be read does not keep the others from being checked."""
    try:
        return _CHECKS[kind](desk, process_id)
    except Refusal as refusal:
        return Verdict(faults=[Fault(refusal.problem, refusal.remedy, refusal.place), *refusal.faults])

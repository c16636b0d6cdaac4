"""What is checked of every process: the register's chain, opening, facts, letters, documents and collected files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.errors import Fault, Refusal
from domain.facts import differences
from domain.italian import counted
from domain.register import RESTORE, verify_chain
from domain.store import personal_letters, processes, registry, source_files
from domain.vocabulary import EntryKind
from flows.archive import collected_name, document_name, sha256_of
from flows.edges import Desk

_RESTORE_FILE = "ripristinate il file dalla copia di sicurezza; il protocollo dice quale impronta deve avere"


@dataclass(slots=True)
class Verdict:
    """What was checked of a process, and what was found altered, missing or out of order."""

    entries: int = 0
    documents: int = 0
    files: int = 0
    faults: list[Fault] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    """Documents that are gone because personal data was erased, as the register says."""

    @property
    def in_words(self) -> str:
        """One sentence for whoever asked."""
        erased = counted(len(self.erased), "cancellato", "cancellati")
        seen = (
            counted(self.entries, "registrazione", "registrazioni"),
            f"{counted(self.documents, 'documento', 'documenti')} ({erased} di proposito)",
            counted(self.files, "file acquisito", "file acquisiti"),
            *self.own,
        )
        return f"Controllati: {', '.join(seen)}."

    @property
    def own(self) -> Sequence[str]:
        """What only this kind of process has, counted, in Italian."""
        return ()


def check_record(
    desk: Desk,
    process_id: str,
    verdict: Verdict,
    fact_faults: Iterable[Fault],
    *,
    unkept: Collection[str] = (),
    erased_documents: Collection[str] = (),
    erased_files: Collection[str] = (),
) -> None:
    """Check all that every process has on record; `fact_faults` are those that its kind finds in its own tables.

    `unkept`: subjects of files that are read and not kept. What was erased on purpose must be gone.
    """
    _check_chain(desk, process_id, verdict)
    _check_opening(desk, process_id, verdict)
    verdict.faults += fact_faults
    _check_letters(desk, process_id, verdict)
    _check_documents(desk, process_id, verdict, erased_documents)
    _check_files(desk, process_id, verdict, unkept, erased_files)


def refuse_faulty(process_id: str, verdict: Verdict) -> None:
    """Refuse a verdict that found anything.

    Raises: Refusal, with every fault.
    """
    if verdict.faults:
        found = counted(len(verdict.faults), "anomalia trovata", "anomalie trovate")
        remedy = "confrontate con la copia di sicurezza, voce per voce"
        raise Refusal(f"la verifica non torna: {found}", remedy, process_id, tuple(verdict.faults))


def _check_chain(desk: Desk, process_id: str, verdict: Verdict) -> None:
    """Recompute the chain of the register."""
    with desk.transaction() as session:
        verdict.faults += verify_chain(registry.entries(session, process_id))
        verdict.entries = registry.head(session, process_id).number


def _check_opening(desk: Desk, process_id: str, verdict: Verdict) -> None:
    """Compare the definition with its hash, and the hash with the entry that opened the process."""
    with desk.transaction() as session:
        process = processes.get(session, process_id)
        entry = registry.entry_of(session, process_id, EntryKind.OPENING, process_id)
    said = json.loads(entry.payload) if entry else {}
    found = hashlib.sha256(process.definition.encode()).hexdigest()
    if (found, found, process.title) != (process.definition_sha256, said.get("definition_sha256"), said.get("title")):
        verdict.faults.append(Fault("la definizione non è quella dell'apertura", RESTORE, "procedimento"))


def _check_letters(desk: Desk, process_id: str, verdict: Verdict) -> None:
    """Compare the letters with their entries: none lost, none slipped in, none with other attachments."""
    with desk.transaction() as session:
        written = personal_letters.keys(session, process_id)
        entries = registry.entries_of_kind(session, process_id, EntryKind.LETTER)
    said = [(entry.subject, json.loads(entry.payload)) for entry in entries]
    # What an officer settled of a letter stands under the same kind, and names no attachments.
    recorded = [
        (f"{process_id}/{subject}", json.dumps(payload["attachments"]))
        for subject, payload in said
        if "attachments" in payload
    ]
    found = [(key, json.dumps(json.loads(attachments or "[]"))) for key, attachments in written]
    verdict.faults += differences("lettera", found, recorded)


def _check_documents(desk: Desk, process_id: str, verdict: Verdict, erased: Collection[str]) -> None:
    """Compare every document's bytes with the hash on record; those erased on purpose must be gone."""
    with desk.transaction() as session:
        hashes = {row.name: row.sha256 for row in processes.documents(session, process_id)}
        entries = registry.entries_of_kind(session, process_id, EntryKind.DOCUMENT)
    verdict.documents = len(hashes)
    verdict.faults += _document_faults(desk, process_id, hashes, {entry.subject for entry in entries}, erased)
    verdict.erased += sorted(hashes.keys() & set(erased))


def _check_files(
    desk: Desk, process_id: str, verdict: Verdict, unkept: Collection[str], erased: Collection[str]
) -> None:
    """Compare the bytes of every collected file with their hash; `erased`: hashes of those that must be gone."""
    with desk.transaction() as session:
        files = {row.sha256: row.name for row in source_files.files(session, process_id) if row.subject not in unkept}
    verdict.files = len(files)
    gone = {sha256: name for sha256, name in files.items() if sha256 in erased}
    verdict.erased += sorted(gone.values())
    verdict.faults += _leftover_faults(desk, process_id, gone)
    verdict.faults += _file_faults(desk, process_id, {sha256: files[sha256] for sha256 in files if sha256 not in gone})


def _document_faults(
    desk: Desk, process_id: str, hashes: Mapping[str, str], recorded: set[str], erased: Collection[str]
) -> Iterator[Fault]:
    for name in sorted(hashes.keys() | recorded):
        if name not in recorded or name not in hashes:
            yield Fault("il documento è registrato solo a metà", _RESTORE_FILE, name)
            continue
        found = sha256_of(desk.archive, document_name(process_id, name))
        if name in erased:
            if found is not None:
                yield Fault("il documento risulta cancellato ma c'è ancora", "toglietelo dall'archivio", name)
        elif found is None:
            yield Fault("il documento manca dall'archivio", _RESTORE_FILE, name)
        elif found != hashes[name]:
            yield Fault("i byte del documento sono cambiati dopo la registrazione", _RESTORE_FILE, name)


def _leftover_faults(desk: Desk, process_id: str, names: Mapping[str, str]) -> Iterator[Fault]:
    for sha256, name in names.items():
        if sha256_of(desk.archive, collected_name(process_id, sha256)) is not None:
            yield Fault("il file risulta cancellato ma c'è ancora", "toglietelo dall'archivio", name)


def _file_faults(desk: Desk, process_id: str, names: Mapping[str, str]) -> Iterator[Fault]:
    for sha256, name in names.items():
        found = sha256_of(desk.archive, collected_name(process_id, sha256))
        if found is None:
            yield Fault("il file acquisito manca dall'archivio", _RESTORE_FILE, name)
        elif found != sha256:
            yield Fault("i byte del file acquisito sono cambiati", _RESTORE_FILE, name)

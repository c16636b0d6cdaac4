"""Checking an inquiry: the register's chain, every text, every document and every file against what is on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.errors import Fault, Refusal
from domain.inquiry import checks
from domain.inquiry.fact_checks import fact_faults
from domain.inquiry.published_check import check_published, checkable_answers
from domain.inquiry.reading import read_raw_proposals
from domain.register import verify_chain
from domain.store import inquiry_facts, inquiry_views, processes, registry, source_files
from domain.vocabulary import EntryKind, InquiryStage
from flows.archive import collected_name, document_name, sha256_of
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_case, load_views

_RESTORE_FILE = "ripristinate il file dalla copia di sicurezza; il protocollo dice quale impronta deve avere"


@dataclass(slots=True)
class Verdict:
    """What was checked, and what was found altered, missing or out of order."""

    entries: int = 0
    comments: int = 0
    documents: int = 0
    files: int = 0
    published: int | None = None
    """Answers compared with what the platform shows; None: no export was given to compare."""
    faults: list[Fault] = field(default_factory=list)


def verify(desk: Desk, process_id: str, *, exports: Sequence[tuple[str, bytes]] = ()) -> Verdict:
    """Check the whole inquiry and, against later exports of the proposals, the answers that the platform shows.

    Nothing is written. Raises: Refusal when there is no such inquiry, its outcomes are not public yet or an export
    cannot be read.
    """
    case = load_case(desk, process_id)
    verdict = Verdict()
    if exports:
        _check_published(desk, case, exports, verdict)
    _check_register(desk, case.id, verdict)
    with desk.transaction() as session:
        documents = {row.name: row.sha256 for row in processes.documents(session, case.id)}
        entries = registry.entries_of_kind(session, case.id, EntryKind.DOCUMENT)
        files = {row.sha256: row.name for row in source_files.files(session, case.id)}
    verdict.documents, verdict.files = len(documents), len(files)
    verdict.faults += _document_faults(desk, case.id, documents, {entry.subject for entry in entries})
    verdict.faults += _file_faults(desk, case.id, files)
    return verdict


def _check_register(desk: Desk, process_id: str, verdict: Verdict) -> None:
    with desk.transaction() as session:
        verdict.faults += verify_chain(registry.entries(session, process_id))
        hashes = registry.hashes(session, process_id)
        receptions = registry.entries_of_kind(session, process_id, EntryKind.RECEPTION)
        verdict.faults += checks.reception_faults(inquiry_views.received(session, process_id), receptions)
        evaluations = registry.entries_of_kind(session, process_id, EntryKind.EVALUATION)
        verdict.faults += checks.evaluation_faults(
            inquiry_views.evaluations_by_workbook(session, process_id), evaluations
        )
        seals = registry.entries_of_kind(session, process_id, EntryKind.SEAL)
        verdict.faults += checks.seal_faults(seals, hashes, [entry.number for entry in receptions])
        facts = inquiry_facts.written_facts(session, process_id)
        verdict.faults += fact_faults(facts, inquiry_facts.fact_entries(session, process_id))
    verdict.entries, verdict.comments = len(hashes), len(receptions)


def _check_published(desk: Desk, case: InquiryCase, exports: Sequence[tuple[str, bytes]], verdict: Verdict) -> None:
    if case.stage is not InquiryStage.PUBLISHED:
        raise Refusal(
            f"gli esiti non sono ancora pubblici: la fase è «{case.stage}»",
            "confrontate le risposte della piattaforma dopo l'approvazione del Consiglio",
        )
    rows: list[dict[str, str]] = []
    for name, data in exports:
        found, unreadable = read_raw_proposals(data, name, timezone=case.definition.timezone)
        rows += found
        verdict.faults += unreadable
    views = load_views(desk, case.id)
    verdict.published = len(checkable_answers(case.definition, views))
    verdict.faults += check_published(case.definition, rows, views)


def _document_faults(desk: Desk, process_id: str, hashes: Mapping[str, str], recorded: set[str]) -> Iterator[Fault]:
    for name in sorted(hashes.keys() | recorded):
        if name not in recorded or name not in hashes:
            yield Fault("il documento è registrato solo a metà", _RESTORE_FILE, name)
            continue
        found = sha256_of(desk.archive, document_name(process_id, name))
        if found is None:
            yield Fault("il documento manca dall'archivio", _RESTORE_FILE, name)
        elif found != hashes[name]:
            yield Fault("i byte del documento sono cambiati dopo la registrazione", _RESTORE_FILE, name)


def _file_faults(desk: Desk, process_id: str, names: Mapping[str, str]) -> Iterator[Fault]:
    for sha256, name in names.items():
        found = sha256_of(desk.archive, collected_name(process_id, sha256))
        if found is None:
            yield Fault("il file acquisito manca dall'archivio", _RESTORE_FILE, name)
        elif found != sha256:
            yield Fault("i byte del file acquisito sono cambiati", _RESTORE_FILE, name)

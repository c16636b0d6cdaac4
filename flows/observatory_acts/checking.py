"""Checks a whole observatory: register, facts, documents, files, and every edition against its hash and its chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Fault, Refusal
from domain.italian import counted
from domain.observatory import editions
from domain.observatory.record import edition_subject, erased_documents, erased_files, fact_faults
from domain.store import observatory, processes
from domain.store.observatory import Draft
from domain.vocabulary import ProcessKind
from flows.case import process_of_kind
from flows.checking import Verdict, check_record
from flows.edges import Desk
from flows.observatory_acts.publishing import edition_folder, files_of


@dataclass(slots=True)
class ObservatoryVerdict(Verdict):
    """What was checked of an observatory, and what was found altered, missing or out of order."""

    facts: int = 0
    editions: int = 0

    @property
    def own(self) -> Sequence[str]:
        return counted(self.facts, "riga", "righe"), counted(self.editions, "edizione", "edizioni")


def verify(desk: Desk, process_id: str) -> ObservatoryVerdict:
    """Check a whole observatory; nothing is written.

    Raises: Refusal when there is no such observatory.
    """
    verdict = ObservatoryVerdict()
    with desk.reading() as session:
        # Not by the case: a definition that was altered may be one that nobody can read any more.
        process_of_kind(session, process_id, ProcessKind.OBSERVATORY)
        facts = observatory.written_facts(session, process_id)
        entries = observatory.fact_entries(session, process_id)
        published = observatory.progress(session, process_id).editions
    verdict.facts = sum(map(len, (facts.extracts, facts.drafts, facts.editions, facts.erasures)))
    found = fact_faults(facts, entries)
    documents, files = erased_documents(entries), erased_files(entries)
    check_record(desk, process_id, verdict, found, erased_documents=documents, erased_files=files)
    _check_editions(desk, process_id, published, verdict)
    return verdict


def _check_editions(desk: Desk, process_id: str, published: list[Draft], verdict: ObservatoryVerdict) -> None:
    manifests = []
    with desk.reading() as session:
        documents = processes.documents(session, process_id)
    for one in published:
        folder = edition_folder(one.year, one.revision or 0)
        files = {}
        for name, document in files_of(documents, folder).items():
            try:
                files[name] = desk.read(process_id, document.name)
            except Refusal:
                continue  # the manifest misses it below, and the documents' check has named it
        place = f"edizione {edition_subject(one.year, one.revision or 0)}"
        found = editions.verify(files, one.manifest_sha256)
        verdict.faults += [Fault(fault.problem, fault.remedy, f"{place}, {fault.place}") for fault in found]
        verdict.editions += 1
        if not found:
            manifests.append(files[editions.MANIFEST])
    if len(manifests) == len(published):
        verdict.faults += editions.verify_chain(manifests)

"""Checking an inquiry: the register's chain, every text, every document and every file against what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Refusal
from domain.inquiry import checks
from domain.inquiry.fact_checks import fact_faults
from domain.inquiry.published_check import check_published, checkable_answers
from domain.inquiry.reading import read_raw_proposals
from domain.store import inquiry_facts, inquiry_views, registry
from domain.vocabulary import EntryKind, InquiryStage
from flows.checking import Verdict, check_chain, check_documents, check_files
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_case, load_views


@dataclass(slots=True)
class InquiryVerdict(Verdict):
    """What was checked of an inquiry, and what was found altered, missing or out of order."""

    comments: int = 0
    published: int | None = None
    """Answers compared with what the platform shows; None: no export was given to compare."""


def verify(desk: Desk, process_id: str, *, exports: Sequence[tuple[str, bytes]] = ()) -> InquiryVerdict:
    """Check the whole inquiry and, against later exports of the proposals, the answers that the platform shows.

    Nothing is written. Raises: Refusal when there is no such inquiry, its outcomes are not public yet or an export
    cannot be read.
    """
    case = load_case(desk, process_id)
    verdict = InquiryVerdict()
    if exports:
        _check_published(desk, case, exports, verdict)
    check_chain(desk, case.id, verdict)
    _check_facts(desk, case.id, verdict)
    check_documents(desk, case.id, verdict)
    check_files(desk, case.id, verdict)
    return verdict


def _check_facts(desk: Desk, process_id: str, verdict: InquiryVerdict) -> None:
    with desk.transaction() as session:
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
    verdict.comments = len(receptions)


def _check_published(
    desk: Desk, case: InquiryCase, exports: Sequence[tuple[str, bytes]], verdict: InquiryVerdict
) -> None:
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

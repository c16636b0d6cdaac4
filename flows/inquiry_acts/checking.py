"""Checking an inquiry: what every process has, every text and evaluation, and what the platform shows of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session  # noqa: TID251  (a type: the session is opened by domain.store)

from domain.errors import Fault, Refusal
from domain.inquiry import checks
from domain.inquiry.fact_checks import fact_faults
from domain.inquiry.published_check import check_published, checkable_answers
from domain.inquiry.reading import read_raw_proposals
from domain.italian import counted
from domain.store import inquiry_facts, inquiry_views, registry
from domain.vocabulary import EntryKind, InquiryStage, ProcessKind
from flows.case import process_of_kind
from flows.checking import Verdict, check_record
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_case, load_views


@dataclass(slots=True)
class InquiryVerdict(Verdict):
    """What was checked of an inquiry, and what was found altered, missing or out of order."""

    comments: int = 0
    published: int | None = None
    """Answers compared with what the platform shows; None: no export was given to compare."""

    @property
    def own(self) -> Sequence[str]:
        shown = counted(self.published or 0, "risposta sulla piattaforma", "risposte sulla piattaforma")
        comments = counted(self.comments, "contributo", "contributi")
        return (comments,) if self.published is None else (comments, shown)


def verify(desk: Desk, process_id: str, *, exports: Sequence[tuple[str, bytes]] = ()) -> InquiryVerdict:
    """Check the whole inquiry and, against later exports of the proposals, the answers that the platform shows.

    Nothing is written. Raises: Refusal when there is no such inquiry, its outcomes are not public yet or an export
    cannot be read.
    """
    verdict = InquiryVerdict()
    with desk.reading() as session:
        # Not by the case: a definition that was altered may be one that nobody can read any more.
        process_of_kind(session, process_id, ProcessKind.INQUIRY)
        verdict.comments = len(registry.entries_of_kind(session, process_id, EntryKind.RECEPTION))
        found = list(_fact_faults(session, process_id))
    if exports:
        _check_published(desk, load_case(desk, process_id), exports, verdict)
    check_record(desk, process_id, verdict, found)
    return verdict


def _fact_faults(session: Session, process_id: str) -> Iterator[Fault]:
    receptions = registry.entries_of_kind(session, process_id, EntryKind.RECEPTION)
    yield from checks.reception_faults(inquiry_views.received(session, process_id), receptions)
    evaluations = registry.entries_of_kind(session, process_id, EntryKind.EVALUATION)
    yield from checks.evaluation_faults(inquiry_views.evaluations_by_workbook(session, process_id), evaluations)
    seals = registry.entries_of_kind(session, process_id, EntryKind.SEAL)
    numbers = [entry.number for entry in receptions]
    yield from checks.seal_faults(seals, registry.hashes(session, process_id), numbers)
    facts = inquiry_facts.written_facts(session, process_id)
    yield from fact_faults(facts, inquiry_facts.fact_entries(session, process_id))


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

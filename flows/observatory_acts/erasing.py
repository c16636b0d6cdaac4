"""Confidential files are erased after the next edition: extracts, their workbooks of faults, old private parts."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.errors import Refusal
from domain.minutes import Minutes, Rows
from domain.models import Erasure
from domain.observatory.calendar_of_observatory import OFFICE_HOUR
from domain.register import EntryDraft
from domain.store import observatory, processes
from domain.timetable import at
from domain.vocabulary import CONFIDENTIAL, EntryKind
from flows.archive import ARRIVALS, collected_name, document_name, sha256_of
from flows.decisions import require_office
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase, load_case
from flows.observatory_acts.delivering import FAULTS
from flows.observatory_acts.folders import BASIS, folder_of
from flows.observatory_acts.inputs import erased_name
from flows.steps import Moment, in_turn


def erasable_from(case: ObservatoryCase, year: int) -> datetime | None:
    """When the files of a year may go: so long after the first edition of a later one; None while there is none."""
    later = [one.published_at for one in case.progress.editions if one.year > year and one.revision == 0]
    published_at = next((one for one in later if one is not None), None)
    if published_at is None:
        return None
    return at(case.day(published_at) + timedelta(days=case.definition.privacy.retention_days), OFFICE_HOUR, case.zone)


def erase(desk: Desk, case: ObservatoryCase, moment: Moment, *, year: int) -> Minutes:
    """Erase the confidential files of a year, and write down how many of which."""
    _erase(desk, case, year, moment.as_of)
    return Minutes()


@in_turn
def erase_now(desk: Desk, process_id: str, year: int, *, officer: str, as_of: datetime) -> int | None:
    """Erase before the calendar does, once a later edition is published; None when it was done already.

    Raises: Refusal while the files are needed, or the officer may not.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "erasure", "cancellare le estrazioni")
    if erased_name(year) in case.progress.erased:
        return None
    if erasable_from(case, year) is None:
        problem = f"le estrazioni del {year} servono ancora: nessuna edizione successiva è pubblicata"
        raise Refusal(problem, "la cancellazione avviene da sola dopo l'edizione che segue", process_id)
    return _erase(desk, case, year, as_of)


def _erase(desk: Desk, case: ObservatoryCase, year: int, as_of: datetime) -> int:
    what = erased_name(year)
    with desk.transaction() as session:
        every = observatory.every_hash(session, case.id)
        kept = {one.sha256 for one in every if one.year > year or one.kind not in CONFIDENTIAL}
        files = sorted({one.sha256 for one in every if one.year <= year and one.kind in CONFIDENTIAL} - kept)
        documents = sorted(_doomed(case, [one.name for one in processes.documents(session, case.id)], year))
        if what not in case.progress.erased:
            rows = [{"process_id": case.id, "what": what, "rows": len(files), "erased_at": as_of}]
            payload = {"rows": {what: len(files)}, "files": files, "documents": documents}
            entry = EntryDraft(EntryKind.ERASURE, what, as_of, payload=payload)
            desk.keep_in(session, case.id, Minutes(entries=[entry], rows=[Rows(Erasure, rows)]), as_of=as_of)
    # The record first: a file that is gone without one would look lost. Whoever is interrupted removes them again.
    doomed = set(files)
    arrived = [
        name
        for name in desk.archive.names()
        if name.startswith(f"{ARRIVALS}/") and sha256_of(desk.archive, name) in doomed
    ]
    collected = [collected_name(case.id, sha256) for sha256 in files]
    for name in (*(document_name(case.id, one) for one in documents), *collected, *arrived):
        desk.archive.remove(name)
    return len(files)


def _doomed(case: ObservatoryCase, names: list[str], year: int) -> set[str]:
    """Workbooks of faults up to the year, and private parts of the years before it."""
    old = {f"{folder_of(one)}/{BASIS}" for one in case.progress.drafts if one.year < year}
    years = range(case.definition.yearly.first_year - 1, year + 1)
    return {name for name in names if name in old or name.startswith(tuple(f"{FAULTS}/{one}/" for one in years))}

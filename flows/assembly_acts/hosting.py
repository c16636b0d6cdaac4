"""The biennial session, open to everybody: an inquiry of its own, which the cycle's register names (promise A13)."""

from __future__ import annotations

from datetime import datetime

from domain.minutes import Minutes
from domain.register import EntryDraft
from domain.store import registry
from domain.vocabulary import EntryKind, MeetingKind
from flows.assembly_acts.case import load_case, require_stage
from flows.assembly_acts.seating import IN_OFFICE
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


def refuse_session(desk: Desk, process_id: str, *, officer: str) -> None:
    """Refuse a biennial session that this cycle cannot hold, before anything of it is opened.

    Raises: Refusal.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si apre la sessione biennale", *IN_OFFICE)
    require_office(case, officer, "minutes", "aprire la sessione biennale")


@in_turn
def record_session(desk: Desk, process_id: str, inquiry_id: str, *, officer: str, as_of: datetime) -> bool:
    """Put on the cycle's record which inquiry its biennial session is; False when it was recorded already."""
    refuse_session(desk, process_id, officer=officer)
    subject = f"{MeetingKind.BIENNIAL} {inquiry_id}"
    with desk.reading() as session:
        if registry.entry_of(session, process_id, EntryKind.CONVOCATION, subject):
            return False
    entry = EntryDraft(EntryKind.CONVOCATION, subject, as_of, officer, {"inquiry": inquiry_id})
    return desk.keep(process_id, Minutes(entries=[entry]), as_of=as_of)

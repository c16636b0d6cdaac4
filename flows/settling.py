"""What an officer decides of a letter whose end nobody knows: settled by hand, and put on record."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Refusal
from domain.outbox.fate import Verdict
from domain.register import EntryDraft
from domain.store import letters, registry
from domain.store.letters import Settlement
from domain.vocabulary import EntryKind
from flows.edges import Desk
from flows.plans import may_settle_letters


def settle_letter(desk: Desk, letter_id: int, *, verdict: Verdict, officer: str, as_of: datetime) -> Settlement:
    """Let an officer say that an uncertain or refused letter arrived, or that it must be sent again; on record at once.

    Raises: Refusal when nobody decides, or who decides may not, or the letter does not wait for a person.
    """
    if not officer.strip():
        raise Refusal("manca chi decide", "indicate nome e ruolo dell'ufficio")
    with desk.reading() as session:
        process_id = letters.process_of(session, letter_id)
    allowed = may_settle_letters(desk, process_id) if process_id else [officer]
    if officer not in allowed:
        raise Refusal(f"«{officer[:120]}» non può definire lettere", f"può farlo: {' o '.join(allowed)}")
    with desk.transaction() as session:
        settled = letters.settle(session, letter_id, verdict=verdict, officer=officer, settled_at=as_of)
        registry.lock_process(session, settled.process_id)
        key = settled.key.removeprefix(f"{settled.process_id}/")
        known = registry.entries_of_kind(session, settled.process_id, EntryKind.LETTER)
        times = 1 + sum(entry.subject.startswith(f"settle:{key}:") for entry in known)
        payload = {"letter": key, "was": settled.was.name, "verdict": verdict.name}
        entry = EntryDraft(EntryKind.LETTER, f"settle:{key}:{times}", as_of, officer, payload)
        registry.append(session, settled.process_id, [entry], recorded_at=as_of)
    return settled

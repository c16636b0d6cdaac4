"""One round of the mailroom, without the engine: claim a letter, send it, record what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from domain.errors import Refusal
from domain.outbox.fate import Phase, Reply, next_attempt_at, next_state
from domain.outbox.message import Claim, compose, media_type
from domain.store import letters
from domain.store.database import transaction
from domain.store.turns import sole_turn
from domain.vocabulary import LetterState
from flows.post_office import PostOffice

LOST_IN_A_ROW = 3
"""After so many broken connections one after the other a round ends: the next letters would only become uncertain."""

ReadDocument = Callable[[str, str], bytes]
"""Process and document name to its bytes; raises Refusal or OSError when it is not to be had."""


@dataclass(slots=True)
class Tally:
    """What a round did: the ids of the letters by what became of them."""

    sent: list[int] = field(default_factory=list)
    retried: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    uncertain: list[int] = field(default_factory=list)
    stopped: str = ""
    """Why the round ended before the queue did; the letters left over stay in the queue."""

    is_busy: bool = False
    """Another mailroom was at work: this one did nothing."""

    @property
    def counts(self) -> dict[str, int]:
        return {
            "sent": len(self.sent),
            "retried": len(self.retried),
            "refused": len(self.refused),
            "uncertain": len(self.uncertain),
        }


def deliver_due(
    engine: Engine, post: PostOffice, *, as_of: datetime, read_document: ReadDocument, limit: int = 1000
) -> Tally:
    """Send every letter that is due, at most `limit`; a second mailroom at the same time does nothing.

    A letter is marked before it meets the wire and recorded after: whenever the process dies, each letter is either
    still queued, recorded, or found at the next round as sent by a sender that died, which makes it uncertain unless
    the post office knows better. A tally with `stopped` is no failure of the letters: they wait. Under a limit per
    minute a round is shorter, and what it leaves waits for the next one.
    """
    tally = Tally()
    with sole_turn(engine, "mailroom") as is_ours:
        if not is_ours:
            tally.is_busy = True
            return tally
        try:
            _take_up_what_was_left(engine, post, tally, as_of=as_of)
            _send_what_is_due(engine, post, tally, as_of=as_of, read_document=read_document, limit=limit)
        except Refusal as refusal:
            tally.stopped = str(refusal)
        finally:
            post.close()
    return tally


def _take_up_what_was_left(engine: Engine, post: PostOffice, tally: Tally, *, as_of: datetime) -> None:
    with transaction(engine) as session:
        for claim in letters.in_flight(session):
            # A rehearsal that is played again begins before this letter was written: nothing leaves before that.
            at = max(as_of, claim.queued_at)
            match post.has_sent(claim):
                case True:
                    letters.record_sent(session, claim, sent_at=at, reply="trovata tra le lettere spedite")
                    tally.sent.append(claim.letter_id)
                case False:
                    letters.record_retry(session, claim, next_attempt_at=at, reply="invio interrotto prima della fine")
                case None:
                    letters.record_uncertain(session, claim, reply="invio interrotto: esito sconosciuto")
                    tally.uncertain.append(claim.letter_id)


def _send_what_is_due(
    engine: Engine, post: PostOffice, tally: Tally, *, as_of: datetime, read_document: ReadDocument, limit: int
) -> None:
    lost_in_a_row = 0
    for _ in range(min(limit, post.most_in_a_round or limit)):
        with transaction(engine) as session:
            if not letters.is_any_due(session, as_of=as_of):
                return
        post.open()  # before the claim: a server that is down concerns no letter in particular
        with transaction(engine) as session:
            claim = next(iter(letters.claim_due(session, as_of=as_of, limit=1)), None)
        if claim is None:
            return
        reply = _attempt(post, claim, read_document)
        _record(engine, tally, claim, reply, as_of=as_of)
        lost_in_a_row = lost_in_a_row + 1 if reply.is_lost else 0
        if reply.is_about_us or lost_in_a_row == LOST_IN_A_ROW:
            tally.stopped = f"il server di posta non va avanti ({reply})"
            return
        post.keep_pace()


def _attempt(post: PostOffice, claim: Claim, read_document: ReadDocument) -> Reply:
    try:
        attachments = [(name, media_type(name), read_document(claim.process_id, name)) for name in claim.attachments]
    except (Refusal, OSError):
        return Reply(Phase.PREPARATION, None, "un allegato non si trova")
    # The letter was written when it was queued: a later attempt shows the same date, in the same bytes.
    message = compose(claim, attachments, sender=post.mailbox, written_at=claim.queued_at)
    return post.send(claim, message.as_bytes())


def _record(engine: Engine, tally: Tally, claim: Claim, reply: Reply, *, as_of: datetime) -> None:
    state, again_at = next_state(reply), next_attempt_at(claim.attempt, as_of)
    with transaction(engine) as session:
        if state is LetterState.SENT:
            letters.record_sent(session, claim, sent_at=as_of, reply=str(reply))
            tally.sent.append(claim.letter_id)
        elif state is LetterState.UNCERTAIN:
            letters.record_uncertain(session, claim, reply=str(reply))
            tally.uncertain.append(claim.letter_id)
        elif state is LetterState.QUEUED and again_at is not None:
            letters.record_retry(session, claim, next_attempt_at=again_at, reply=str(reply))
            tally.retried.append(claim.letter_id)
        else:
            letters.record_refused(session, claim, reply=str(reply))
            tally.refused.append(claim.letter_id)

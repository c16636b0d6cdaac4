"""What becomes of a letter after an attempt: sent, tried again, given up, or left for a person to settle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.vocabulary import LetterState

RETRY_AFTER = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
)
"""Law: RFC 5321, 4.5.4.1: keep trying for four or five days. After the last wait the letter is given up."""

_ADDRESS_LIKE = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")
_TOO_BIG = 552


class Phase(StrEnum):
    """How far an attempt came (fase della consegna); only what follows BODY may have reached the recipient."""

    PREPARATION = "preparazione"
    SENDER = "mittente"
    RECIPIENT = "destinatario"
    BODY = "consegna del testo"


class Verdict(StrEnum):
    """What an officer says of a letter that waits for a person (definizione a mano)."""

    ARRIVED = "arrivata"
    RESEND = "da rispedire"


@dataclass(frozen=True, slots=True)
class Reply:
    """The last thing that was heard of an attempt: how far it came and what the server said."""

    phase: Phase
    code: int | None
    """SMTP reply code; None when the connection was lost before one came."""
    text: str = ""

    def __str__(self) -> str:
        said = f"{self.code} {self.text}".strip() if self.code else self.text or "collegamento interrotto"
        return f"{self.phase}: {without_addresses(said)}"[:300]

    @property
    def is_lost(self) -> bool:
        return self.code is None and self.phase is not Phase.PREPARATION

    @property
    def is_about_us(self) -> bool:
        """Whether the server refuses the sender as such: then no other letter would fare better."""
        return self.phase is Phase.SENDER and self.code not in (None, _TOO_BIG)


def next_state(reply: Reply) -> LetterState:
    """Say where a letter goes after a reply: SENT, QUEUED (safe to try again), REFUSED or UNCERTAIN.

    Law: RFC 5321, 4.2.5 and 6.1: from the end of the text to its reply, nobody but the server knows who has the letter.
    """
    code = reply.code or 0
    if reply.phase is Phase.BODY and 200 <= code <= 299:
        return LetterState.SENT
    if 400 <= code <= 499:
        return LetterState.QUEUED
    if 500 <= code <= 599:
        return LetterState.QUEUED if reply.is_about_us else LetterState.REFUSED
    return LetterState.UNCERTAIN if reply.phase is Phase.BODY else LetterState.QUEUED


def next_attempt_at(attempts: int, as_of: datetime) -> datetime | None:
    """Return when to try again after so many attempts, or None when it is time to give up."""
    if attempts > len(RETRY_AFTER):
        return None
    return as_of + RETRY_AFTER[max(attempts, 1) - 1]


def without_addresses(text: str) -> str:
    """Return what a server said on one line, without the addresses that it repeats."""
    return " ".join(_ADDRESS_LIKE.sub("‹indirizzo›", text).split())

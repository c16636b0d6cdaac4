"""Words of the house in service: letters, messages that come in, calls of the engine."""

from __future__ import annotations

from enum import StrEnum


class LetterState(StrEnum):
    """Where a letter stands (stato della lettera)."""

    QUEUED = "in coda"
    SENDING = "in invio"
    SENT = "inviata"
    UNCERTAIN = "incerta"
    REFUSED = "respinta"
    SETTLED = "definita a mano"


class IncomingKind(StrEnum):
    """What a message that came in is (tipo di messaggio arrivato)."""

    ACCEPTED = "ricevuta di accettazione"
    DELIVERED = "ricevuta di consegna"
    FAILED = "avviso di mancata consegna"
    DELAYED = "avviso di ritardo"
    REPLY = "risposta"
    AUTOMATIC = "risposta automatica"
    UNKNOWN = "messaggio non riconosciuto"


class AttemptEnd(StrEnum):
    """How a run that was asked of the engine ended (esito di una chiamata)."""

    OPEN = "in corso"
    DONE = "compiuta"
    REFUSED = "rifiutata"
    FAILED = "fallita"
    DEAD = "interrotta"

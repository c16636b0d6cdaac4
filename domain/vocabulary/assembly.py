"""Words of the assembly: draws, seats, meetings, answers."""

from __future__ import annotations

from enum import StrEnum


class DrawKind(StrEnum):
    """What a public draw decides (tipo di sorteggio)."""

    FIRST = "primo sorteggio"
    SELECTION = "composizione dei gruppi"


class ContactChannel(StrEnum):
    """How an invitation reaches a resident (canale dell'invito)."""

    LETTER = "lettera"
    EMAIL = "posta elettronica"


class SeatOrigin(StrEnum):
    """How a member came to the seat (titolo del mandato)."""

    SELECTED = "sorteggio"
    REPLACEMENT = "surroga"


class SeatEnd(StrEnum):
    """Why a member leaves before the term is over (cessazione)."""

    RESIGNED = "dimissioni"
    ABSENT = "assenze"
    INELIGIBLE = "perdita dei requisiti"


class MeetingKind(StrEnum):
    """What kind of meeting the assembly holds (tipo di seduta)."""

    TRAINING = "formazione"
    PLENARY = "plenaria"
    WORKING_GROUP = "gruppo di lavoro"
    HANDOVER = "passaggio di consegne"
    BIENNIAL = "sessione biennale"


class AnswerOutcome(StrEnum):
    """What the city answers to a recommendation (esito della risposta)."""

    ACCEPTED = "accolta"
    PARTLY_ACCEPTED = "accolta in parte"
    NOT_ACCEPTED = "non accolta"
    UNDER_WAY = "già in corso"

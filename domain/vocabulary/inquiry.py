"""Words of the public inquiry: channels, admission, outcomes, moderation, groups, differences."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How a contribution reached the city (canale)."""

    AMENDMENT = "osservazione"
    COMMENT = "commento"
    WORKSHOP = "laboratorio"
    DISTRICT_MEETING = "incontro nel municipio"
    DEPARTMENT = "direzione"
    PEC = "PEC"
    PAPER = "carta"


PLATFORM_CHANNELS = frozenset({Channel.AMENDMENT, Channel.COMMENT})


class Admission(StrEnum):
    """Whether a contribution came within the window (ammissione)."""

    ADMITTED = "ammesso"
    LATE = "tardivo"


class Outcome(StrEnum):
    """What the city decided of a comment (esito della valutazione)."""

    ACCEPTED = "accolta"
    PARTLY_ACCEPTED = "parzialmente accolta"
    NOT_ACCEPTED = "non accolta"
    ALREADY_PROVIDED = "già prevista"
    NOT_PERTINENT = "non pertinente"


CHANGES_THE_PLAN = frozenset({Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED})
"""Outcomes that must say what changes in the plan."""


class Ground(StrEnum):
    """The only grounds on which a text may leave the public outputs (motivo di moderazione), promise I4."""

    INSULT = "ingiuria"
    HATE = "messaggio di odio"
    THREAT = "minaccia"
    CONTEMPT = "disprezzo dei valori costituzionali"


class Likeness(StrEnum):
    """How a member stands to the model text of its group (somiglianza)."""

    MODEL = "testo di riferimento"
    EXACT = "identico"
    NEAR = "quasi identico"


class Discrepancy(StrEnum):
    """What a later export says against an earlier one (difformità)."""

    CHANGED = "modificato"
    VANISHED = "scomparso"
    REAPPEARED = "ricomparso"
    LATE_ARRIVAL = "comparso dopo il sigillo"
    HIDDEN = "nascosto in piattaforma"

"""The words and limits of the extracts: a value and the flag beside it, kinds of heating, the largest amounts."""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """How a value beside it is known (stato del dato)."""

    MEASURED = "misurato"
    ESTIMATED = "stimato"
    ABSENT = "assente"


class Heating(StrEnum):
    """How a home is heated (riscaldamento)."""

    OWN = "autonomo"
    CENTRAL = "centralizzato"
    DISTRICT = "teleriscaldamento"


class Answer(StrEnum):
    """An answer of yes or no (risposta)."""

    YES = "si"
    NO = "no"


HIGHEST_INCOME_EUR = 10_000_000
HIGHEST_BILL_EUR = 20_000
"""Unit: euro a year, for electricity and for gas. What is above is set aside, so that the bands may rely on it."""

"""The parts of an observatory's definition that the house goes by: its yearly dates, who sends, reads and decides."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from domain.definition_file import wrong
from domain.definition_parts import Address, Code, Line, Recipient, Written
from domain.vocabulary import ExtractKind


def _yearly_day(text: str) -> str:
    try:
        month, _, day = text.partition("-")
        date(2023, int(month), int(day))  # a year without 29 February: the day must come every year
    except ValueError:
        problem = f"«{text[:20]}» non è un giorno di ogni anno"
        raise wrong(problem, "scrivete mese e giorno, per esempio 06-30") from None
    return text


YearlyDay = Annotated[str, AfterValidator(_yearly_day)]


class Yearly(Written):
    """When each edition is made (date di ogni anno): in the year after that of its data."""

    first_year: int = Field(ge=2000, le=2100, description="of the data of the first edition")
    day: YearlyDay = Field(description="month and day on which the edition is prepared, in the year after its data")
    ask_days: int = Field(default=60, ge=1, le=300, description="before that day the senders are asked")
    reminder_days: int = Field(default=15, ge=0, le=300, description="before that day who sent nothing is reminded")

    def day_of(self, year: int) -> date:
        """The day on which the edition on the data of a year is prepared."""
        month, _, day = self.day.partition("-")
        return date(year + 1, int(month), int(day))


class Sender(Written):
    """Who hands in extracts (mittente), and which."""

    code: Code
    name: Line
    email: Address
    sends: list[ExtractKind] = Field(min_length=1)


class Privacy(Written):
    """For how long confidential files are kept (riservatezza)."""

    retention_days: int = Field(
        default=60, ge=0, le=1000, description="extracts are erased so long after the next edition"
    )


class Recipients(Written):
    """Who receives what, by role (destinatari)."""

    responsible: Recipient
    coordination: Recipient
    readers: list[Recipient] = Field(min_length=1, description="who receives each edition")


class Roles(Written):
    """Who may decide what (ruoli): offices as decisions on record name them; an empty list means the usual ones."""

    deliver: list[Line] = Field(default_factory=list, description="who hands in extracts and prepares editions")
    publish: list[Line] = Field(default_factory=list, description="who publishes and corrects editions")
    erasure: list[Line] = Field(default_factory=list)
    letters: list[Line] = Field(default_factory=list, description="who settles letters whose end nobody knows")

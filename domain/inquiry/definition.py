"""What a city writes down about one inquiry (definizione): everything that changes between cities, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from domain.vocabulary import Ground, Outcome

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Address = Annotated[str, StringConstraints(pattern=r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+$", max_length=254)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Act(_Written):
    """An act of the city (atto) that the inquiry rests on."""

    title: Line
    number: str = ""
    on: date | None = None


class Period(_Written):
    """A phase (fase): both end days included, as people read it."""

    starts_on: date
    ends_on: date
    source: Line

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("ends_on viene prima di starts_on: scambiate le due date o correggetele")
        return self


class Phases(_Written):
    """The three phases (fasi), one after the other without a gap (promise I9)."""

    preparation: Period
    window: Period
    evaluation: Period


class Department(_Written):
    """A department that answers (direzione competente)."""

    code: Code
    name: Line
    email: Address


class Part(_Written):
    """One part of the draft on which people comment (parte del piano, promise I10)."""

    code: Code
    title: Line
    departments: list[Code] = Field(min_length=1, description="the first one answers, the others are consulted")
    sections: list[str] = Field(
        default_factory=list, description="ids of the platform's sections or debates; '101-109' is a run of ids"
    )


class Recipient(_Written):
    """Somebody who receives what the process writes (destinatario)."""

    name: Line
    email: Address


class Recipients(_Written):
    """Who receives what, by role (destinatari)."""

    responsible: Recipient = Field(description="responsabile del procedimento: signs the seal, receives faults")
    coordination: Recipient = Field(description="Direzione Generale: results and delays (promise I6)")
    working_group: list[Recipient] = Field(min_length=1)
    council: Recipient = Field(description="segreteria del Consiglio: the package")
    platform: Recipient = Field(description="who runs the platform: exports, answers to publish")


class Moderators(_Written):
    """On what grounds and by whom a text may be moderated (promise I4)."""

    grounds: list[Ground] = Field(min_length=1)
    officers: list[Line] = Field(min_length=1)


class Platform(_Written):
    """Where the comments are collected (piattaforma)."""

    name: Line
    url: str = ""
    space: str = Field(default="", description="slug of the participatory process")


class Grouping(_Written):
    """When two texts are the same campaign (raggruppamento)."""

    similarity: float = Field(default=0.5, gt=0, le=1)
    shortest_words: int = Field(default=5, ge=1, description="below this only identical texts are grouped")


class InquiryDefinition(_Written):
    """One inquiry, whole."""

    id: Code
    city: Line
    title: Line
    short_title: Line
    plan: Line
    timezone: str = "Europe/Rome"
    acts: list[Act] = Field(min_length=1)
    phases: Phases
    parts: list[Part] = Field(min_length=1)
    departments: list[Department] = Field(min_length=1)
    recipients: Recipients
    moderation: Moderators
    outcomes: list[Outcome] = Field(min_length=2)
    notice_days: int = Field(default=15, ge=1, description="days before the window opens when the rules are published")
    reminder_days: list[int] = Field(description="days before the end of the evaluation, longest first")
    platform: Platform
    grouping: Grouping = Grouping()
    annex_volume_size: int = Field(default=2000, ge=50, le=15000, description="comments in one volume of the annex")
    templates: dict[str, str] = Field(default_factory=dict, description="document kind (NAME) to the city's own template")

    @property
    def part_titles(self) -> dict[str, str]:
        return {part.code: part.title for part in self.parts}

    @property
    def department_names(self) -> dict[str, str]:
        return {department.code: department.name for department in self.departments}

    def part_of(self, section: str) -> str | None:
        """Return the code of the part that a platform section belongs to, or None."""
        return self._parts_by_section().get(section)

    def _parts_by_section(self) -> dict[str, str]:
        return {section: part.code for part in self.parts for run in part.sections for section in _ids(run)}


def _ids(run: str) -> list[str]:
    first, dash, last = run.partition("-")
    if dash and first.isdigit() and last.isdigit():
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [run]

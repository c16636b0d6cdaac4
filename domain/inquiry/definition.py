"""What a city writes down about one inquiry (definizione): everything that changes between cities, and nothing else."""

from __future__ import annotations

from functools import cached_property
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from domain.definition_file import Day, Inconsistent, wrong
from domain.definition_parts import Act, Code, Department, Line, Recipient, Written, Zone
from domain.inquiry.definition_checks import why_not_consistent
from domain.inquiry.definition_fields import Section, sections_in
from domain.vocabulary import Ground, Outcome


class Period(Written):
    """A phase (fase): both end days included, as people read it."""

    starts_on: Day
    ends_on: Day
    source: Line

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise wrong("ends_on viene prima di starts_on", "scambiate le due date o correggetele")
        return self


class Phases(Written):
    """The three phases (fasi), one after the other without a gap (promise I9)."""

    preparation: Period
    window: Period
    evaluation: Period


class Part(Written):
    """One part of the draft on which people comment (parte del piano, promise I10)."""

    code: Code
    title: Line
    departments: list[Code] = Field(min_length=1, description="the first one answers, the others are consulted")
    sections: list[Section] = Field(
        default_factory=list, description="ids of the platform's sections or debates; '101-109' is a run of ids"
    )
    catch_all: bool = Field(default=False, description="comments on sections that no part names come here")


class Recipients(Written):
    """Who receives what, by role (destinatari)."""

    responsible: Recipient = Field(description="responsabile del procedimento: signs the seal, receives faults")
    coordination: Recipient = Field(description="Direzione Generale: results and delays (promise I6)")
    working_group: list[Recipient] = Field(min_length=1)
    council: Recipient = Field(description="segreteria del Consiglio: the package")
    platform: Recipient = Field(description="who runs the platform: exports, answers to publish")


class Moderators(Written):
    """On what grounds and by whom a text may be moderated (moderazione, promise I4)."""

    grounds: list[Ground] = Field(min_length=1)
    officers: list[Line] = Field(min_length=1)


class Roles(Written):
    """Who may decide what (ruoli): offices as decisions on record name them; an empty list means the usual ones."""

    extension: list[Line] = Field(default_factory=list, description="who records an extension of the window")
    approval: list[Line] = Field(
        default_factory=list, description="who records the Council's approval, which publishes the outcomes"
    )
    letters: list[Line] = Field(default_factory=list, description="who settles letters whose end nobody knows")


class Platform(Written):
    """Where the comments are collected (piattaforma)."""

    name: Line
    url: str = ""
    space: str = Field(default="", description="slug of the participatory process")

    def why_not_ours(self, url: str) -> str | None:
        """Say why a row with this address comes from another platform or process; what is not told is not judged."""
        host, _ = _host_and_path(self.url)
        theirs, path = _host_and_path(url)
        if host and theirs and theirs != host:
            return f"la riga viene dalla piattaforma {theirs}, non da {host}"
        steps = path.split("/")
        slug = steps[steps.index("processes") + 1] if "processes" in steps[:-1] else ""
        if self.space and slug and slug != self.space:
            return f"la riga viene dal processo {slug}, non da {self.space}"
        return None


class Grouping(Written):
    """When two texts are the same campaign (raggruppamento)."""

    similarity: float = Field(default=0.5, gt=0, le=1)
    shortest_words: int = Field(default=5, ge=1, description="below this only identical texts are grouped")


class InquiryDefinition(Written):
    """One inquiry, whole (definizione dell'istruttoria)."""

    id: Code
    city: Line
    title: Line
    short_title: Line
    plan: Line
    timezone: Zone = "Europe/Rome"
    acts: list[Act] = Field(min_length=1)
    phases: Phases
    parts: list[Part] = Field(min_length=1)
    departments: list[Department] = Field(min_length=1)
    recipients: Recipients
    moderation: Moderators
    roles: Roles = Roles()
    outcomes: list[Outcome] = Field(min_length=2)
    notice_days: int = Field(
        default=15, ge=1, le=365, description="days before the window opens when the rules are published"
    )
    reminder_days: list[int] = Field(description="days before the end of the evaluation, longest first")
    platform: Platform
    grouping: Grouping = Grouping()
    annex_volume_size: int = Field(default=2000, ge=50, le=15000, description="comments in one volume of the annex")
    templates: dict[str, str] = Field(
        default_factory=dict, description="document kind (NAME) to the city's own template"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if mismatches := why_not_consistent(self):
            raise Inconsistent(*mismatches)
        return self

    @property
    def part_titles(self) -> dict[str, str]:
        return {part.code: part.title for part in self.parts}

    @property
    def department_names(self) -> dict[str, str]:
        return {department.code: department.name for department in self.departments}

    @property
    def may_extend(self) -> list[str]:
        """Who may record an extension: those the definition names, or who is responsible and who coordinates."""
        return self.roles.extension or [self.recipients.responsible.name, self.recipients.coordination.name]

    @property
    def may_approve(self) -> list[str]:
        """Who may record the Council's approval: those the definition names, or the Council's office among others."""
        to = self.recipients
        return self.roles.approval or [to.council.name, to.responsible.name, to.coordination.name]

    @property
    def may_settle_letters(self) -> list[str]:
        """Who may settle a letter: those the definition names, or who is responsible and who coordinates."""
        return self.roles.letters or [self.recipients.responsible.name, self.recipients.coordination.name]

    def part_of(self, section: str) -> str | None:
        """Return the code of the part that names a platform section, or None: `catch_all` is the reader's last resort.

        A comment's section may be an osservazione, whose own section decides before the catch-all part does.
        """
        return self._parts_by_section.get(section)

    @cached_property
    def _parts_by_section(self) -> dict[str, str]:
        return {section: part.code for part in self.parts for run in part.sections for section in sections_in(run)}

    @property
    def catch_all(self) -> str | None:
        """Code of the part to which comments on unknown sections go, or None: they are set aside."""
        return next((part.code for part in self.parts if part.catch_all), None)


def _host_and_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.path
    except ValueError:  # an address that is none says nothing about where its row comes from
        return "", ""

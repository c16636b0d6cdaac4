"""What a city writes down about one yearly cycle of its assembly: everything that changes between cities and years."""

from __future__ import annotations

from datetime import time
from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.assembly.definition_checks import why_not_consistent
from domain.assembly.definition_fields import Band, Hour, Share
from domain.definition_file import Day, Inconsistent, wrong
from domain.definition_parts import Act, Code, Department, Line, Recipient, Written, Zone


class PublicSources(Written):
    """The two sources of chance (fonti pubbliche) that are named before anybody can know them."""

    chain: Literal["quicknet", "prova"] = Field(default="quicknet", description="'prova': invented, for rehearsals")
    drand_on: Day
    drand_hour: Hour = time(12)
    lottery: Line = "Lotto"
    lottery_on: Day
    wheels: list[Line] = Field(default=["Milano"], min_length=1)


class Axis(Written):
    """One criterion of the first draw (criterio): a column of the registry and what it may say."""

    code: Code
    title: Line
    bands: list[Band] = Field(default_factory=list, description="for ages; else `values`")
    values: list[Line] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.bands) == bool(self.values):
            raise wrong("servono le fasce d'età oppure i valori, non entrambi", "tenete «bands» o «values»")
        return self

    @property
    def labels(self) -> list[str]:
        """The values as people read them, in the definition's order."""
        return [band.label for band in self.bands] or list(self.values)


class FirstDraw(Written):
    """The draw of those who are invited (primo sorteggio, promise A1)."""

    letters: int = Field(ge=1, le=1_000_000)
    reference_on: Day = Field(description="ages are counted on this day, and the registry is as of this day")
    minimum_age: int = Field(default=16, ge=0, le=130)
    axes: list[Axis] = Field(min_length=1)
    commit_on: Day
    draw_on: Day
    sources: PublicSources
    expected_share: Share = Fraction(23, 1000)
    """Part of those invited who are expected to be available. Source: Milan 2021, 116 of 5,000."""


class HelpDesk(Written):
    """Where people ask and answer (sportello)."""

    name: Line
    phone: Line
    email: Line
    hours: Line
    url: Line = Field(description="address of the online form and of the check of one's own code")


class Invitations(Written):
    """How those drawn are invited (inviti, promise A2)."""

    letters_on: Day
    reminder_days: list[int] = Field(description="days after the letters, earliest first")
    ends_on: Day = Field(description="last day on which an answer is taken")
    channel: Literal["uno", "entrambi"] = "uno"
    languages: list[Code] = Field(default=["en", "fr", "es", "ar", "zh", "uk", "ro"])
    help_desk: HelpDesk
    lot_size: int = Field(default=1000, ge=1, le=5000)


class Criterion(Written):
    """A criterion of the selection (criterio di rappresentatività): seats in proportion to the population."""

    code: Code
    title: Line
    asked: Line | None = Field(default=None, description="the question of the form; empty: an axis of the first draw")
    population: dict[str, int] = Field(default_factory=dict, description="people by value; empty: the registry's")
    tolerance: int = Field(default=1, ge=0, le=50, description="seats more or less than the proportion")


class Selection(Written):
    """How the groups are formed from those available (composizione, promise A4)."""

    criteria: list[Criterion] = Field(min_length=1)
    publish_on: Day
    draw_on: Day
    sources: PublicSources
    tickets: int = Field(default=1000, ge=10, le=1000)


class Terms(Written):
    """Who sits, from when and for how long (mandati, promise A5)."""

    size: int = Field(ge=2, le=500)
    cohorts: int = Field(ge=1, le=12)
    first_entry_on: Day
    interval_months: int = Field(default=3, ge=1, le=12)
    months: int = Field(default=6, ge=1, le=24)
    absences_in_a_row: int = Field(default=2, ge=0, le=12, description="after so many a seat may be declared vacant")
    call_days: int = Field(default=5, ge=1, le=30, description="working days to answer a call to a vacant seat")
    allowance_eur: int = Field(default=0, ge=0, le=1000, description="for each meeting attended")


class Group(Written):
    """A working group (gruppo di lavoro, promise A9)."""

    code: Code
    title: Line
    is_permanent: bool = False


class Meetings(Written):
    """How the assembly meets and votes (sedute, promises A6 and A9)."""

    first_plenary_on: Day
    plenary_every_months: int = Field(default=2, ge=1, le=12)
    plenaries: int = Field(ge=1, le=24)
    hour: Hour = time(18)
    minutes: int = Field(default=180, ge=30, le=600)
    place: Line
    notice_days: int = Field(default=10, ge=1, le=60)
    quorum: Share = Fraction(1, 2)
    adoption: Share = Fraction(2, 3)
    counts_abstentions: bool = False
    groups: list[Group] = Field(min_length=1)
    table_size: int = Field(default=8, ge=2, le=30)


class PlanAction(Written):
    """An Action of the plan that the city proposes (azione, promise A8)."""

    code: Code
    area: Line
    title: Line


class Answering(Written):
    """The Annual Report and the city's answer (rapporto annuale e dossier di risposta, promise A12)."""

    report_on: Day
    answer_months: int = Field(default=2, ge=1, le=12)
    reminder_days: list[int] = Field(description="days before the end of the term, longest first")
    periodic_every_months: int = Field(default=3, ge=1, le=12)


class Privacy(Written):
    """For how long personal data is kept, and what is too small to be shown (riservatezza)."""

    retention_months: int = Field(default=6, ge=0, le=60, description="after the last term has ended")
    small_cells: int = Field(default=5, ge=2, le=50)


class Recipients(Written):
    """Who receives what, by role (destinatari)."""

    responsible: Recipient
    statistics: Recipient = Field(description="the office that holds the registry: draws, codes, letters")
    coordination: Recipient
    help_desk: Recipient
    facilitation: Recipient = Field(description="the neutral third party that facilitates (promise A9)")
    administration: list[Recipient] = Field(min_length=1, description="who receives periodic and annual reports")


class Roles(Written):
    """Who may decide what (ruoli): offices as decisions on record name them; an empty list means the usual ones."""

    draw: list[Line] = Field(default_factory=list, description="who commits and draws")
    seats: list[Line] = Field(default_factory=list, description="who ends terms and calls replacements")
    minutes: list[Line] = Field(default_factory=list, description="who convenes and records minutes and votes")
    answer: list[Line] = Field(default_factory=list, description="who records the receipt and the city's answer")
    erasure: list[Line] = Field(default_factory=list)
    letters: list[Line] = Field(default_factory=list, description="who settles letters whose end nobody knows")


class AssemblyDefinition(Written):
    """One yearly cycle of the assembly, whole (definizione del ciclo)."""

    id: Code
    kind: Literal["assemblea permanente"]
    city: Line
    title: Line
    short_title: Line
    plan: Line
    timezone: Zone = "Europe/Rome"
    patron: str = Field(default="", pattern=r"^([0-9]{2}-[0-9]{2})?$", description="month and day of the patron saint")
    previous: Code | None = Field(default=None, description="id of the cycle before, whose members may still sit")
    acts: list[Act] = Field(min_length=1)
    first_draw: FirstDraw
    invitations: Invitations
    selection: Selection
    terms: Terms
    meetings: Meetings
    actions: list[PlanAction] = Field(min_length=1)
    answering: Answering
    privacy: Privacy = Privacy()
    departments: list[Department] = Field(min_length=1)
    recipients: Recipients
    roles: Roles = Roles()
    templates: dict[str, str] = Field(default_factory=dict, description="document kind (NAME) to the city's own file")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if mismatches := why_not_consistent(self):
            raise Inconsistent(*mismatches)
        return self

    @property
    def patron_day(self) -> tuple[int, int] | None:
        return (int(self.patron[:2]), int(self.patron[3:])) if self.patron else None

    @property
    def department_names(self) -> dict[str, str]:
        return {department.code: department.name for department in self.departments}

    @property
    def offices(self) -> list[Recipient | Department]:
        """Every office that the definition names: whoever else gets a letter is a person."""
        to = self.recipients
        named = [to.responsible, to.statistics, to.coordination, to.help_desk, to.facilitation, *to.administration]
        return [*named, *self.departments]

    def may(self, role: str) -> list[str]:
        """Who may take decisions of a role: those whom the definition names, or the usual ones."""
        to = self.recipients
        usual = {
            "draw": [to.statistics.name, to.responsible.name],
            "answer": [to.coordination.name, to.responsible.name],
            "erasure": [to.responsible.name, to.statistics.name],
        }.get(role, [to.responsible.name, to.coordination.name])
        named: list[str] = getattr(self.roles, role)
        return named or usual

"""What a city writes down about its observatory: everything that changes between cities and years."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.definition_parts import Code, Line, Written, Zone
from domain.observatory.definition_content import (
    LICENCE,
    Extracts,
    Guide,
    Indicators,
    Places,
    Protection,
    Retrofits,
    YearSeason,
)
from domain.observatory.definition_house import Privacy, Recipients, Roles, Sender, Yearly


class ObservatoryDefinition(Written):
    """An observatory, whole (definizione dell'osservatorio)."""

    id: Code
    kind: Literal["osservatorio"]
    city: Line
    title: Line
    short_title: Line
    timezone: Zone = "Europe/Rome"
    yearly: Yearly
    senders: list[Sender] = Field(min_length=1)
    privacy: Privacy = Privacy()
    recipients: Recipients
    roles: Roles = Roles()
    indicators: Indicators = Indicators()
    protection: Protection = Protection()
    extracts: Extracts = Extracts()
    seasons: dict[int, YearSeason] = Field(default_factory=dict, description="by year of the data")
    retrofits: Retrofits = Retrofits()
    guide: Guide = Guide()
    places: Places = Places()
    licence: Line = Field(default=LICENCE, description="under which the open data may be used")
    seed: int = Field(default=1, ge=0, description="public: of every draw by lot in the edition")
    templates: dict[str, str] = Field(default_factory=dict)

    def may(self, role: str) -> list[str]:
        """Who may take decisions of a role: those whom the definition names, or the usual ones."""
        to = self.recipients
        named: list[str] = getattr(self.roles, role)
        return named or [to.responsible.name, to.coordination.name]

    def sender(self, code: str) -> str:
        """How people read who sends: the name, or the code that nobody has."""
        return next((one.name for one in self.senders if one.code == code), code)

    @property
    def contact(self) -> str:
        """Whom to write to about an edition, as people read it."""
        to = self.recipients.coordination
        return f"{to.name}, {to.email}"

    @property
    def offices(self) -> list[object]:
        """Every office that the definition names."""
        to = self.recipients
        return [to.responsible, to.coordination, *to.readers, *self.senders]

"""What a city writes down about its observatory: everything that changes between cities and years."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.definition_parts import Code, Line, Written, Zone
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
    templates: dict[str, str] = Field(default_factory=dict)

    def may(self, role: str) -> list[str]:
        """Who may take decisions of a role: those whom the definition names, or the usual ones."""
        to = self.recipients
        named: list[str] = getattr(self.roles, role)
        return named or [to.responsible.name, to.coordination.name]

    @property
    def offices(self) -> list[object]:
        """Every office that the definition names."""
        to = self.recipients
        return [to.responsible, to.coordination, *to.readers, *self.senders]

"""What a row of the desk says: a flow, the name that people read, when it starts by itself, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeskAct:
    """An act that the desk offers (atto della scrivania): a flow under the name that people read."""

    flow: str
    """Where the flow is: `module:name`."""
    name: str
    """The page of the desk shows some 23 characters of it on an office screen."""
    about: str
    """What it is about, as a tag beside that of the house."""
    why: str
    cron: str = ""
    """When it starts by itself, on the clocks of the city; months and weekdays in words."""
    needs: str = ""
    """Name of the setting without which it does not start by itself."""

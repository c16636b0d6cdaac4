"""The Actions of the plan that the city proposes, and what the Assembly chooses among them (promise A8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Fault, Refusal

EVERYTHING = "tutte"


@dataclass(frozen=True, slots=True)
class ProposedAction:
    """An Action that the city proposes (azione)."""

    code: str
    area: str
    title: str


def chosen_actions(proposed: Sequence[ProposedAction], choice: Sequence[str]) -> list[str]:
    """Return the codes that a choice names, in the order of the proposal: codes, whole Areas, or «tutte».

    Raises: Refusal, with every word that is neither, or when nothing is chosen.
    """
    words = [word.strip() for word in choice if word.strip()]
    if not words:
        raise Refusal("nessuna Azione è scelta", f"scrivete codici, Aree intere oppure «{EVERYTHING}»")
    known = {word.casefold() for one in proposed for word in (one.code, one.area)} | {EVERYTHING}
    unknown = [word for word in words if word.casefold() not in known]
    if unknown:
        codes = ", ".join(one.code for one in proposed)
        areas = ", ".join(dict.fromkeys(one.area for one in proposed))
        remedy = f"scegliete fra le Azioni {codes} o le Aree {areas}"
        faults = tuple(Fault(f"«{word[:60]}» non è un'Azione né un'Area proposta", remedy) for word in unknown)
        raise Refusal("la scelta nomina Azioni che non sono proposte", "correggetele e ripetete", "", faults)
    wanted = {word.casefold() for word in words}
    return [
        one.code
        for one in proposed
        if EVERYTHING in wanted or one.code.casefold() in wanted or one.area.casefold() in wanted
    ]

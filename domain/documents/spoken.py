"""Data of a document: fields with the Italian names by which templates call them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


def said(name: str, meaning: str, example: Any = None) -> Any:
    """Return the field of a template: its name in Word, what it means for staff, and an example for previews."""
    return Field(serialization_alias=name, description=meaning, examples=None if example is None else [example])


class Spoken(BaseModel):
    """Data of a document: texts as people read them, whole numbers as numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Count(Spoken):
    """A label and how many (voce)."""

    label: Annotated[str, said("voce", "nome della voce", "Azione 1 – Osservatorio")]
    count: Annotated[int, said("numero", "quanti", 42)]
    share: Annotated[str, said("quota", "quota sul totale, in percentuale", "12,5%")] = ""

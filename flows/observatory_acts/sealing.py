"""What the manifest of an edition tells besides its files: where it comes from and what it corrects."""

from __future__ import annotations

from domain.observatory.editions import Edition, Revision
from domain.vocabulary import DecisionKind
from flows.observatory_acts.case import ObservatoryCase
from flows.observatory_acts.inputs import Inputs
from flows.observatory_acts.making import Made


def edition_of(case: ObservatoryCase, inputs: Inputs, made: Made, revisions: tuple[Revision, ...]) -> Edition:
    """Return what is to be sealed: inputs by name, methods, the edition before, its revisions."""
    named = {f"{one.kind} {one.sender} {one.number}": one.sha256 for one in (*inputs.extracts, *inputs.places)}
    return Edition(case.definition.city, inputs.year, named, made.methods, inputs.previous_hash, revisions)


def revisions_of(case: ObservatoryCase, inputs: Inputs, reason: str) -> tuple[Revision, ...]:
    """One line for each edition of the year that was corrected: the day of the decision, why, and which one."""
    if inputs.corrects is None:
        return ()
    year = inputs.year
    decided = [one for one in case.record.decisions if one.kind is DecisionKind.CORRECTION]
    days = [one.act_on for one in decided if one.value.startswith(f"{year} r")]
    corrected = [one for one in case.progress.editions if one.year == year]
    reasons = [*(one.reason for one in corrected[1:]), reason]
    return tuple(
        Revision(number, decided_on, why, before.manifest_sha256)
        for number, (decided_on, why, before) in enumerate(zip(days, reasons, corrected, strict=True), start=1)
    )

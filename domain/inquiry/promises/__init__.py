"""The account of the promises I1-I14 (rendiconto degli impegni): each with its evidence, kept or not."""

from __future__ import annotations

from domain.inquiry.contexts import PromiseLine
from domain.inquiry.promises import of_the_city, to_people
from domain.inquiry.promises.facts import Facts, Verdict

__all__ = ["Facts", "Verdict", "account"]


def account(facts: Facts) -> list[PromiseLine]:
    """Judge every promise on the records alone; what they cannot tell is said to be beyond them."""
    lines = [
        of_the_city.i1_transparency(facts),
        to_people.i2_equal_terms(facts),
        to_people.i3_dialogue(facts),
        to_people.i4_inclusion(facts),
        of_the_city.i5_account(facts),
        of_the_city.i6_organizers(facts),
        to_people.i7_who(facts),
        to_people.i8_joining(facts),
        of_the_city.i9_phases(facts),
        to_people.i10_parts(facts),
        to_people.i11_signature(facts),
        to_people.i12_formal_value(facts),
        to_people.i13_supports(facts),
        of_the_city.i14_examination(facts),
    ]
    return [
        PromiseLine(code=f"I{place}", promise=promise, verdict=verdict.value, evidence=evidence)
        for place, (promise, verdict, evidence) in enumerate(lines, start=1)
    ]

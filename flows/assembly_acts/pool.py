"""Those available as the selection sees them: codes and classes, the quotas of the year, what its draw decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from domain.assembly.lottery.problem import Person, Quota
from domain.assembly.selection.quotas import Shares, proportional_quotas, require_meetable
from domain.assembly.selection.year import Year
from domain.store import assembly_draws, processes, registry
from domain.vocabulary import DrawKind, EntryKind
from flows.assembly_acts.case import AssemblyCase
from flows.edges import Desk

FOLDER = "3-composizione"
PUBLIC = f"{FOLDER}/pubblicato"
PANELS = f"{FOLDER}/impegno/panels.json"
MANIFEST = f"{FOLDER}/impegno/manifest.json"


def population_of(desk: Desk, case: AssemblyCase) -> dict[str, dict[str, int]]:
    """People by criterion and class: of the registry as it was committed, or as the definition says."""
    with desk.reading() as session:
        entry = registry.entry_of(session, case.id, EntryKind.COMMITMENT, DrawKind.FIRST.name)
    counted: dict[str, dict[str, int]] = json.loads(entry.payload)["people"] if entry else {}
    return {one.code: dict(one.population) or counted.get(one.code, {}) for one in case.definition.selection.criteria}


def year_of(desk: Desk, case: AssemblyCase, quotas: Sequence[Quota] = ()) -> Year:
    """The cohorts of the cycle with the quotas of the definition, or with those adopted instead.

    Raises: Refusal when the quotas cannot add up to the seats of a cohort.
    """
    terms, criteria = case.definition.terms, case.definition.selection.criteria
    people = population_of(desk, case)
    if not quotas:
        shares = [Shares(one.code, people[one.code], one.tolerance) for one in criteria]
        quotas = proportional_quotas(shares, terms.size)
        require_meetable(quotas, terms.size)
    return Year(tuple(one.code for one in criteria), tuple(quotas), terms.cohorts, terms.size)


def adopted_year(desk: Desk, case: AssemblyCase) -> Year:
    """The cohorts of the cycle with the quotas that the commitment of the selection adopted."""
    with desk.reading() as session:
        entry = registry.entry_of(session, case.id, EntryKind.COMMITMENT, DrawKind.SELECTION.name)
    told = json.loads(entry.payload)["quotas"] if entry else []
    return year_of(desk, case, [Quota(*row) for row in told])


def pool_of(desk: Desk, case: AssemblyCase) -> list[Person]:
    """Everybody who is available, by code; the draw wrote to one person of a household, so none is told."""
    axes = [axis.code for axis in case.definition.first_draw.axes]
    with desk.reading() as session:
        strata = {one.code: json.loads(one.stratum) for one in assembly_draws.invitations(session, case.id)}
        answers = assembly_draws.answers(session, case.id)
    people = []
    for code, answer in answers.items():
        if answer.is_available and code in strata:
            known = dict(zip(axes, strata[code], strict=True)) | dict(answer.answers)
            values = tuple(known[one.code] for one in case.definition.selection.criteria)
            people.append(Person(code, values))
    return people


def titles_of(case: AssemblyCase) -> dict[str, str]:
    """The criteria as people read them, by code."""
    return {one.code: one.title for one in case.definition.selection.criteria}


def drawn_record(desk: Desk, case: AssemblyCase) -> Mapping[str, Any]:
    """What the selection's draw decided, as it is published; empty before."""
    name = f"{PUBLIC}/draw.json"
    with desk.reading() as session:
        if processes.document_named(session, case.id, name) is None:
            return {}
    found: dict[str, Any] = json.loads(desk.read(case.id, name))
    return found

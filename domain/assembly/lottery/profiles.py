"""People who are interchangeable for the lottery, gathered: the same profile in the same kind of household."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from domain.assembly.lottery.problem import Person, Problem


@dataclass(frozen=True, slots=True)
class ProfileType:
    """People with the same values in households of the same make-up (profilo): each must have the same chance.

    `kind` is the place in `Profiles.households` of the kind of household that they live in.
    """

    values: tuple[str, ...]
    kind: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Profiles:
    """The pool as types and kinds of households (pool per profili).

    A panel is a count for each type, where the counts of the types of one kind of household sum to at most
    `households[kind]`, how many such households there are: then people can be chosen so that no household sits twice.
    """

    types: tuple[ProfileType, ...]
    households: tuple[int, ...]

    @property
    def types_of_kind(self) -> tuple[tuple[int, ...], ...]:
        """For each kind of household, the places of its types."""
        found: list[list[int]] = [[] for _ in self.households]
        for place, type_ in enumerate(self.types):
            found[type_.kind].append(place)
        return tuple(tuple(places) for places in found)


def profiles(problem: Problem) -> Profiles:
    """Gather the people by profile and make-up of their household, whatever the order in which they are listed."""
    homes: dict[str, list[Person]] = defaultdict(list)
    for person in problem.people:
        homes[f"h{person.household}" if person.household else f"p{person.code}"].append(person)
    by_makeup: dict[tuple[tuple[str, ...], ...], list[list[Person]]] = defaultdict(list)
    for members in homes.values():
        by_makeup[tuple(sorted(person.values for person in members))].append(members)
    types, households = [], []
    for kind, makeup in enumerate(sorted(by_makeup)):
        households.append(len(by_makeup[makeup]))
        people = sorted((person for members in by_makeup[makeup] for person in members), key=lambda person: person.code)
        for values in sorted(set(makeup)):
            same = tuple(person for person in people if person.values == values)
            types.append(ProfileType(values, kind, same))
    return Profiles(tuple(types), tuple(households))

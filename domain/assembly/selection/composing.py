"""The year's draw as the city publishes it: the fairest lottery over its members, numbered and divided into cohorts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.assembly.lottery.leximin import fairest_lottery
from domain.assembly.lottery.lottery import Lottery
from domain.assembly.lottery.problem import Person
from domain.assembly.lottery.rounding import PANELS, numbered_panels
from domain.assembly.selection.cohorts import JointLottery, joint_tickets, refusal
from domain.assembly.selection.seating import seat
from domain.assembly.selection.year import Year


@dataclass(frozen=True, slots=True)
class YearDraw:
    """The numbered tickets of a year, and the lottery that they round (sorteggio congiunto).

    The lottery is over the members of all cohorts together. No joint draw can be fairer, since every ticket is one of
    its panels; where no ticket had to be mended, the joint draw is as fair as it is, up to the rounding.
    """

    joint: JointLottery
    lottery: Lottery

    @property
    def is_fairest(self) -> bool:
        """Whether the lottery before rounding is proved to be the leximin of all joint draws."""
        return self.lottery.is_fairest and not self.joint.mended

    def as_dict(self) -> dict[str, object]:
        """What is published before the number is known (JSON): the tickets, and how fair they are."""
        fairness = {
            "min_probability": float(self.joint.lowest),
            "max_probability": float(self.joint.highest),
            "gini": round(float(self.joint.gini), 6),
            "without_chance": len(self.joint.without_chance),
            "min_probability_before_rounding": round(self.lottery.min_probability, 6),
            "gap": round(self.lottery.gap, 6),
            "is_fairest_before_rounding": self.is_fairest,
            "mended": self.joint.mended,
        }
        return self.joint.as_dict() | {"fairness": fairness}


def compose(
    year: Year,
    people: Sequence[Person],
    *,
    tickets: int = PANELS,
    clock: Callable[[], float] | None = None,
    limit: float = float("inf"),
) -> YearDraw:
    """Return the numbered tickets of a year from those available, the same ones whatever the order of their rows.

    `clock` gives seconds, and after `limit` of them the fairest lottery so far is taken, with its gap.

    Raises: Refusal when the cohorts cannot be composed, with what counting alone shows.
    """
    ordered = sorted(people, key=lambda person: person.code)
    if seat(year, year.pool(ordered)) is None:
        raise refusal(year, ordered)
    lottery = fairest_lottery(year.summed(ordered), clock=clock, limit=limit)
    return YearDraw(joint_tickets(year, ordered, numbered_panels(lottery, count=tickets).panels), lottery)

"""How the product refuses: the problem, the place and the remedy, in words that staff can act on."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place of something that came from outside (anomalia).

    `place` names file, row and column, or template, part and paragraph, as its reader would look for it.
    """

    problem: str
    remedy: str
    place: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.problem} → {self.remedy}"

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class Refusal(Exception):
    """The product will not do what was asked (rifiuto): says why, where, and what to do instead.

    Positional arguments only, so that it survives pickling between processes.
    """

    def __init__(self, problem: str, remedy: str, place: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(problem, remedy, place, faults)
        self.problem = problem
        self.remedy = remedy
        self.place = place
        self.faults = tuple(faults)

    def __str__(self) -> str:
        head = str(Fault(self.problem, self.remedy, self.place))
        return "\n".join([head, *(f"  - {fault}" for fault in self.faults)])

    def as_dict(self) -> dict[str, object]:
        return {
            "problem": self.problem,
            "remedy": self.remedy,
            "place": self.place,
            "faults": [fault.as_dict() for fault in self.faults],
        }

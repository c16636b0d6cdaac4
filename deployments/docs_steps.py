"""What a list of steps says, in words: each step is asked its instant of a case whose every instant is known."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flows.steps import AnyCase, Plan, Step

_LEADS_TO = re.compile(r"\bstage=\w+Stage\.(\w+)")
_NUMBERED = re.compile(r"^(sheets|extension|enter|leave|periodic)-\d+$")
_NUMBER_OR_DAY = re.compile(r"( al \d+ \w+)? \d+$")
_OF_A_TEXT = re.compile(r"^disagree-\w+$")


@dataclass(frozen=True, slots=True)
class Probe:
    """A case in which whatever a step may wait for has an instant of its own, and the words for each."""

    plan: Plan[Any]
    case: AnyCase
    words: Mapping[datetime, str]
    acts: Sequence[tuple[str, Callable[..., Any]]] = ()
    """What people do that changes the stage, by the name that the desk gives it."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as the page of stages tells it."""

    name: str
    title: str
    stages: tuple[StrEnum, ...]
    due: str
    leads_to: StrEnum | None


def step_lines(probe: Probe) -> list[StepLine]:
    """Return every step of a process, in order; reminders and numbered steps as one line each for the example."""
    return [_line(step, probe) for step in probe.plan.steps(probe.case)]


def act_lines(probe: Probe) -> list[tuple[str, StrEnum]]:
    """Return the acts of people that change the stage, each with the stage it leads to."""
    return [(name, _required(_stage_in(act, probe), name)) for name, act in probe.acts]


def _line(step: Step[Any], probe: Probe) -> StepLine:
    due_at = step.due(probe.case)
    if due_at is None or due_at not in probe.words:
        raise LookupError(f"the probe of this kind of process has no words for the instant of the step {step.name}")
    stages = tuple(stage for stage in probe.plan.stages if stage.name in step.stages)
    name = _OF_A_TEXT.sub("disagree-…", _NUMBERED.sub(r"\1-n", step.name))
    title = (
        _NUMBER_OR_DAY.sub(lambda found: "" if found[1] else " n", step.title) if name.endswith("-n") else step.title
    )
    return StepLine(name, title, stages, probe.words[due_at], _stage_in(step.do, probe))


def _stage_in(act: Callable[..., Any], probe: Probe) -> StrEnum | None:
    """The stage that an act leads to, as its own text says."""
    found = _LEADS_TO.search(inspect.getsource(inspect.unwrap(act)))
    return probe.plan.stages[found[1]] if found else None


def _required(stage: StrEnum | None, name: str) -> StrEnum:
    if stage is None:
        raise LookupError(f"the act {name} changes no stage: take it off the list")
    return stage

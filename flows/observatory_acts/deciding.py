"""Decisions about an edition: put on record once, by whoever the definition lets publish."""

from __future__ import annotations

from datetime import date, datetime

from domain.vocabulary import DecisionKind
from flows.decisions import record_decision
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase


def decide_once(
    desk: Desk,
    case: ObservatoryCase,
    kind: DecisionKind,
    *,
    what: str,
    value: str,
    act: str,
    act_on: date,
    officer: str,
    as_of: datetime,
) -> None:
    """Put a decision on record unless it is there already; `what` says it in Italian, `value` which edition it is of.

    Raises: Refusal when the act cannot be cited, its day lies in the future, or the officer may not.
    """
    if any(one.kind is kind and one.value == value for one in case.record.decisions):
        return
    record_decision(
        desk,
        case,
        kind,
        what=what,
        allowed=case.definition.may("publish"),
        act=act,
        act_on=act_on,
        officer=officer,
        as_of=as_of,
        value=value,
    )

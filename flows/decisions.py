"""A decision of a body or an officer goes on record with who, when and which act, or is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from domain.errors import Refusal
from domain.minutes import Minutes, Rows
from domain.models import Decision
from domain.register import EntryDraft
from domain.vocabulary import DecisionKind, EntryKind
from flows.case import ProcessCase
from flows.edges import Desk

_LONGEST = 120
"""Unit: characters. An act and an officer are cited whole in the register, in one line."""


class Roles(Protocol):
    """A definition that says who may take which decisions."""

    def may(self, role: str) -> Sequence[str]: ...


class Ruled(Protocol):
    """A case whose definition does."""

    @property
    def definition(self) -> Roles: ...


def refuse_others(officer: str, what: str, allowed: Sequence[str]) -> None:
    """Hold a decision to those who may take it: the engine does not know who filled in the form.

    Raises: Refusal, naming those who may.
    """
    if officer.strip() and officer not in allowed:
        raise Refusal(f"«{officer[:_LONGEST]}» non può {what}", f"può farlo: {' o '.join(allowed)}")


def require_office(case: Ruled, officer: str, role: str, what: str) -> None:
    """Refuse a decision of nobody, or of somebody whom the definition does not name for it.

    Raises: Refusal, naming those who may.
    """
    if not officer.strip():
        raise Refusal("manca chi decide", "indicate nome e ruolo dell'ufficio")
    refuse_others(officer, what, case.definition.may(role))


def record_decision(
    desk: Desk,
    case: ProcessCase,
    kind: DecisionKind,
    *,
    what: str,
    allowed: Sequence[str],
    act: str,
    act_on: date,
    officer: str,
    as_of: datetime,
    value: str = "",
) -> bool:
    """Put a decision on record: `what` says it in Italian, `allowed` who may take it.

    Raises: Refusal when the act cannot be cited, its day lies in the future, or the officer may not.
    """
    _refuse_unreadable(case, act=act, act_on=act_on, officer=officer, as_of=as_of)
    refuse_others(officer, what, allowed)
    row = {
        "process_id": case.id,
        "kind": kind,
        "act": act,
        "act_on": act_on,
        "officer": officer,
        "value": value,
        "recorded_at": as_of,
    }
    payload = {"act": act, "act_on": act_on.isoformat(), "value": value}
    entry = EntryDraft(EntryKind.DECISION, f"{kind.name}:{act}:{value}", as_of, officer, payload)
    return desk.keep(case.id, Minutes(entries=[entry], rows=[Rows(Decision, [row])]), as_of=as_of)


def _refuse_unreadable(case: ProcessCase, *, act: str, act_on: date, officer: str, as_of: datetime) -> None:
    if not act.strip():
        raise Refusal("manca l'atto della decisione", "indicatene tipo e numero, come li riporta il frontespizio")
    if not officer.strip():
        raise Refusal("manca chi registra la decisione", "indicate nome e ruolo dell'ufficio")
    for what, words in (("l'atto", act), ("chi registra la decisione", officer)):
        if len(words) > _LONGEST:
            problem = f"{what} è indicato con troppe parole ({len(words)} caratteri)"
            raise Refusal(problem, f"bastano tipo e numero, nome e ruolo: al più {_LONGEST} caratteri")
    if act_on > case.day(as_of):
        raise Refusal(
            f"la data dell'atto ({act_on:%d/%m/%Y}) è nel futuro", "indicate il giorno in cui l'atto è stato adottato"
        )

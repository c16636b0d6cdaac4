"""Decisions on the year's report and on the city's answer: nothing closes with one recommendation unanswered (A12)."""

from __future__ import annotations

from datetime import date, datetime

from domain.assembly.dossier import why_not_closed
from domain.errors import Refusal
from domain.vocabulary import AssemblyStage, DecisionKind
from flows.assembly_acts.asking import received_on, views_of
from flows.assembly_acts.case import load_case, require_stage
from flows.decisions import record_decision
from flows.edges import Desk
from flows.steps import in_turn


@in_turn
def record_receipt(desk: Desk, process_id: str, *, act: str, act_on: date, officer: str, as_of: datetime) -> bool:
    """Record that the city received the annual report: the term to answer runs from that day (promise A12).

    False when it was recorded already.
    Raises: Refusal when there is no report to receive, or the day cannot be.
    """
    case = load_case(desk, process_id)
    known = case.decision(DecisionKind.RECEIPT)
    if known is not None:
        if (known.act, known.act_on) == (act, act_on):
            return False
        problem = f"la ricezione è già agli atti ({known.act}, {known.act_on:%d/%m/%Y})"
        raise Refusal(problem, "non si registra due volte")
    require_stage(case, "non si registra la ricezione", AssemblyStage.SITTING)
    if "report" not in case.done:
        raise Refusal("il rapporto annuale non è ancora scritto", "scrivetelo prima: «assembly report»")
    return record_decision(
        desk,
        case,
        DecisionKind.RECEIPT,
        what="registrare la ricezione",
        allowed=case.definition.may("answer"),
        act=act,
        act_on=act_on,
        officer=officer,
        as_of=as_of,
    )


@in_turn
def approve_dossier(desk: Desk, process_id: str, *, act: str, act_on: date, officer: str, as_of: datetime) -> bool:
    """Record the act with which the city approves its answers; False when it was recorded already.

    Raises: Refusal while a recommendation is unanswered, or the day cannot be.
    """
    case = load_case(desk, process_id)
    known = case.decision(DecisionKind.ANSWER)
    if known is not None:
        if (known.act, known.act_on) == (act, act_on):
            return False
        raise Refusal(f"un'approvazione è già agli atti ({known.act})", "correggetela con un nuovo atto")
    require_stage(case, "non si approva il dossier", AssemblyStage.REPORTED)
    if why := why_not_closed(views_of(case), received_on=received_on(case), approved_on=act_on):
        raise Refusal(f"il dossier non si chiude: {why}", "raccogliete ciò che manca con «assembly dossier»")
    return record_decision(
        desk,
        case,
        DecisionKind.ANSWER,
        what="approvare il dossier",
        allowed=case.definition.may("answer"),
        act=act,
        act_on=act_on,
        officer=officer,
        as_of=as_of,
    )

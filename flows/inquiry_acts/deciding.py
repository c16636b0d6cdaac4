"""Decisions of officers and of the Council: each is put on record with who, when and which act, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.errors import Refusal
from domain.inquiry.calendar_of_inquiry import extended
from domain.minutes import Minutes, Rows
from domain.models import Moderation
from domain.register import EntryDraft
from domain.timetable import Extension
from domain.vocabulary import DecisionKind, EntryKind, Ground, InquiryStage
from flows.decisions import record_decision, refuse_others
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_case, load_views
from flows.steps import in_turn

_EARLY = "attendete che il calendario porti il procedimento a quella fase, o lanciate «istruttoria inquiry advance»"


@in_turn
def moderate(
    desk: Desk, process_id: str, number: int, *, ground: Ground, officer: str, decided_on: date, as_of: datetime
) -> bool:
    """Take a text out of the public outputs (promise I4); False when the same decision is already on record.

    Raises: Refusal when ground, officer or comment are not what the definition and the register say.
    """
    case = load_case(desk, process_id)
    allowed = case.definition.moderation
    if ground not in allowed.grounds:
        grounds = ", ".join(allowed.grounds)
        raise Refusal(f"«{ground}» non è un motivo di moderazione di questa istruttoria", f"motivi ammessi: {grounds}")
    refuse_others(officer, "moderare", allowed.officers)
    if decided_on > case.day(as_of):
        raise Refusal("la data della decisione è nel futuro", "indicate il giorno in cui è stata presa")
    view = next((view for view in load_views(desk, process_id) if view.number == number), None)
    if view is None:
        raise Refusal(
            f"nel protocollo non c'è alcun contributo n. {number}", "cercate il numero nei dati aperti o nell'indice"
        )
    if view.ground is not None:
        if (view.ground, view.moderated_by) == (ground, officer):
            return False
        raise Refusal(f"il contributo n. {number} è già moderato ({view.ground})", "la decisione presa resta agli atti")
    if case.stage is InquiryStage.AWAITING_APPROVAL:
        raise Refusal(
            "la sintesi e l'allegato sono già scritti e consegnati al Consiglio con quel testo",
            "si modera prima che la valutazione si concluda; ora chiedete alla segreteria del Consiglio come procedere",
        )
    if case.stage is InquiryStage.PUBLISHED:
        raise Refusal("gli esiti sono già pubblici", "fate rimuovere il testo da chi pubblica, e annotatelo agli atti")
    row = {"comment_id": view.id, "ground": ground, "officer": officer, "decided_on": decided_on, "recorded_at": as_of}
    payload = {"number": number, "ground": ground.name, "decided_on": decided_on.isoformat()}
    entry = EntryDraft(EntryKind.MODERATION, view.key, as_of, officer, payload)
    return desk.keep(process_id, Minutes(entries=[entry], rows=[Rows(Moderation, [row])]), as_of=as_of)


@in_turn
def extend(
    desk: Desk,
    process_id: str,
    last_day: date,
    *,
    act: str,
    act_on: date,
    officer: str,
    as_of: datetime,
    evaluation_last_day: date | None = None,
) -> bool:
    """Extend the window, and the evaluation if the act says so; False when this very decision was already recorded.

    Raises: Refusal when the window has closed, or the new last day is not a later one within the evaluation.
    """
    case = load_case(desk, process_id)
    value = "/".join(day.isoformat() for day in (last_day, evaluation_last_day) if day)
    if _is_recorded(case, DecisionKind.EXTENSION, act, value):
        return False
    if as_of >= case.calendar.closes_at or case.stage not in (InquiryStage.PREPARATION, InquiryStage.WINDOW_OPEN):
        raise Refusal(
            "la finestra è già chiusa: non si proroga più",
            "per raccogliere altri contributi serve una nuova istruttoria",
        )
    extended(case.definition, case.calendar, Extension(last_day, as_of, evaluation_last_day))
    return _record(
        desk,
        case,
        DecisionKind.EXTENSION,
        act=act,
        act_on=act_on,
        officer=officer,
        as_of=as_of,
        value=value,
    )


@in_turn
def sign_seal(desk: Desk, process_id: str, *, officer: str, as_of: datetime) -> bool:
    """Let the responsible officer sign the seal of the register; False when it was signed already."""
    case = load_case(desk, process_id)
    if case.decision(DecisionKind.SEAL):
        return False
    if case.stage is not InquiryStage.EVALUATION:
        raise Refusal("il protocollo si sigilla dopo la chiusura della finestra", _EARLY)
    return _record(
        desk,
        case,
        DecisionKind.SEAL,
        act="sigillo del protocollo",
        act_on=case.day(as_of),
        officer=officer,
        as_of=as_of,
    )


@in_turn
def approve(desk: Desk, process_id: str, *, act: str, act_on: date, officer: str, as_of: datetime) -> bool:
    """Record the Council's approval, which opens the publication (promise I5); False when already recorded.

    Raises: Refusal when the Council has nothing before it yet, or the day cannot be.
    """
    case = load_case(desk, process_id)
    if _is_recorded(case, DecisionKind.APPROVAL, act, ""):
        return False
    if case.stage is not InquiryStage.AWAITING_APPROVAL:
        raise Refusal(
            f"il Consiglio non ha ancora il fascicolo: la fase è «{case.stage}»",
            "prima va chiusa la valutazione di tutti i commenti",
        )
    handed_over = next(step.done_at for step in case.record.steps if step.name == "conclude")
    if not case.day(handed_over) <= act_on <= case.day(as_of):
        raise Refusal(
            f"la data dell'atto ({act_on:%d/%m/%Y}) non può essere giusta",
            f"deve cadere fra la consegna del fascicolo ({case.day(handed_over):%d/%m/%Y}) e oggi",
        )
    return _record(desk, case, DecisionKind.APPROVAL, act=act, act_on=act_on, officer=officer, as_of=as_of)


def _who_may(case: InquiryCase, kind: DecisionKind) -> tuple[str, Sequence[str]]:
    definition = case.definition
    return {
        DecisionKind.EXTENSION: ("registrare una proroga", definition.may_extend),
        DecisionKind.SEAL: ("firmare il sigillo", [definition.recipients.responsible.name]),
        DecisionKind.APPROVAL: ("registrare l'approvazione", definition.may_approve),
    }[kind]


def _is_recorded(case: InquiryCase, kind: DecisionKind, act: str, value: str) -> bool:
    """Whether this very decision is on record; another one of a kind that is taken once is refused."""
    last = case.decision(kind)
    if last is None:
        return False
    if (last.act, last.value) == (act, value):
        return True
    if kind is DecisionKind.APPROVAL:
        raise Refusal(
            f"un'approvazione è già agli atti ({last.act})",
            "se è sbagliata, correggetela con un nuovo atto del Consiglio",
        )
    return False


def _record(
    desk: Desk,
    case: InquiryCase,
    kind: DecisionKind,
    *,
    act: str,
    act_on: date,
    officer: str,
    as_of: datetime,
    value: str = "",
) -> bool:
    what, allowed = _who_may(case, kind)
    return record_decision(
        desk,
        case,
        kind,
        what=what,
        allowed=allowed,
        act=act,
        act_on=act_on,
        officer=officer,
        as_of=as_of,
        value=value,
    )

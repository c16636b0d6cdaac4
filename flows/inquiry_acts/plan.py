"""The steps of a public inquiry, in order: this list is what the calendar makes it do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from domain.italian import counted, day_in_words
from domain.store import inquiry_progress
from domain.vocabulary import DecisionKind, InquiryStage
from flows.edges import Desk
from flows.inquiry_acts import concluding, disagreeing, extending, grouping, publishing, reminding, sheets, window
from flows.inquiry_acts.case import InquiryCase, load_case
from flows.steps import Fulfilled, Plan, Step, advance

PREPARATION = frozenset({InquiryStage.PREPARATION.name})
OPEN = frozenset({InquiryStage.WINDOW_OPEN.name})
EVALUATION = frozenset({InquiryStage.EVALUATION.name})
AWAITING = frozenset({InquiryStage.AWAITING_APPROVAL.name})


def inquiry_steps(case: InquiryCase) -> Sequence[Step[InquiryCase]]:
    """Return every step of an inquiry, done or not, in the order in which they must happen."""
    return [
        Step(
            "rules",
            "Pubblicazione di patto e avviso",
            PREPARATION,
            due=lambda case: case.calendar.notice_at,
            do=window.publish_rules,
        ),
        *extending.next_steps(case, PREPARATION | OPEN),
        Step(
            "open",
            "Apertura della finestra dei commenti",
            PREPARATION,
            due=lambda case: case.calendar.opens_at,
            do=window.open_window,
            why_not=lambda _desk, case: None if "rules" in case.done else "attende la pubblicazione delle regole",
        ),
        Step(
            "close",
            "Chiusura della finestra dei commenti",
            OPEN,
            due=lambda case: case.calendar.closes_at,
            do=window.close_window,
        ),
        Step(
            "seal",
            "Sigillo del protocollo",
            EVALUATION,
            due=lambda case: case.calendar.closes_at,
            do=window.seal,
            why_not=window.why_not_sealed,
        ),
        Step(
            "group",
            "Raggruppamento dei testi simili",
            EVALUATION,
            due=lambda case: case.done_at("seal"),
            do=grouping.group_comments,
        ),
        sheets.next_step(case, EVALUATION),
        *[_reminder(days, at) for days, at in case.calendar.reminders],
        *disagreeing.next_steps(case, EVALUATION),
        Step(
            "conclude",
            "Documento di sintesi e fascicolo per il Consiglio",
            EVALUATION,
            due=lambda case: case.progress.last_evaluated_at or case.done_at("group"),
            do=concluding.conclude,
            why_not=concluding.why_not_concluded,
        ),
        Step(
            "lapse",
            "Scadenza del termine di valutazione",
            EVALUATION,
            due=lambda case: case.calendar.evaluation_ends_at,
            do=reminding.tell_of_lapse,
            why_not=_waits_for_sheets,
        ),
        Step(
            "publish",
            "Pubblicazione degli esiti",
            AWAITING,
            due=_approved_at,
            do=publishing.publish,
        ),
    ]


def _reminder(days: int, at: datetime) -> Step[InquiryCase]:
    return Step(
        f"remind-{days}",
        f"Sollecito alle direzioni, {days} giorni al termine"
        if days > 1
        else "Sollecito alle direzioni, ultimo giorno",
        EVALUATION,
        due=lambda _case: at,
        do=lambda desk, case, moment: reminding.remind(desk, case, moment, days=days),
        why_not=_waits_for_sheets,
    )


def _waits_for_sheets(_desk: Desk, case: InquiryCase) -> str | None:
    """Nobody owes an evaluation before the workbooks are out."""
    return None if "sheets-1" in case.done else "attende l'invio delle schede"


def _approved_at(case: InquiryCase) -> datetime | None:
    approval = case.decision(DecisionKind.APPROVAL)
    return approval.recorded_at if approval else None


def owed_by_departments(desk: Desk, case: InquiryCase) -> Sequence[str]:
    """Say which department owes how many evaluations, and by when."""
    if case.stage is not InquiryStage.EVALUATION:
        return []
    with desk.transaction() as session:
        missing = inquiry_progress.owed(session, case.id)
    names, by = case.definition.department_names, day_in_words(case.calendar.evaluation.last_on)
    return [
        f"{names[code]}: {counted(count, 'valutazione', 'valutazioni')} entro il {by}"
        for code, count in missing.items()
    ]


INQUIRY: Plan[InquiryCase] = Plan(
    load_case,
    inquiry_steps,
    InquiryStage,
    owed_by_departments,
    lambda case: case.definition.may_settle_letters,
)


def steps_of(desk: Desk, process_id: str) -> Sequence[Step[InquiryCase]]:
    """The steps of one inquiry as it stands now."""
    return inquiry_steps(load_case(desk, process_id))


def advance_inquiry(
    desk: Desk, process_id: str, *, as_of: datetime, run: Callable[[str], Fulfilled | None] | None = None
) -> list[Fulfilled]:
    """Fulfil, in order, every step of an inquiry that is due at `as_of`."""
    return advance(desk, INQUIRY, process_id, as_of=as_of, run=run)

"""The minutes of a replacement: public with the total deviation, inside with the effect on every quota."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain.assembly.contexts import CallLine, QuotaEffect, ReplacementMinutesContext
from domain.assembly.lottery.problem import Quota
from domain.italian import day_in_words, short_day
from domain.minutes import FiledDocument
from domain.store import assembly_draws
from domain.store.assembly_seats import CallView, SeatView
from domain.vocabulary import AssemblyStage, DocumentKind, DrawKind
from flows.assembly_acts.case import AssemblyCase
from flows.assembly_acts.pool import drawn_record, titles_of
from flows.assembly_acts.writing import common, write_paper
from flows.edges import Desk

FOLDER = "3-composizione/surroghe"


def write_minutes(
    desk: Desk,
    case: AssemblyCase,
    vacant: SeatView,
    seat: dict[str, object],
    made: Sequence[CallView],
    taken: CallView,
    as_of: datetime,
    *,
    is_internal: bool,
) -> FiledDocument:
    """Write the minutes of a seat that was taken: the public copy, or the office's own."""
    effect = json.loads(taken.effect)
    calls = [one for one in made if one.vacated == vacant.code]
    enters_on = seat["enters_on"]
    assert isinstance(enters_on, date)
    with desk.reading() as session:
        seed = assembly_draws.seed(session, case.id, DrawKind.SELECTION)
    context = ReplacementMinutesContext(
        **common(desk, case, at=as_of),
        cohort=vacant.cohort,
        vacated=vacant.code,
        reason=str(vacant.ended or ""),
        vacant_from=day_in_words(vacant.leaves_on),
        calls=[_call_line(case, order, one, taken) for order, one in enumerate(calls, start=1)],
        seated=taken.code,
        enters_on=day_in_words(enters_on),
        leaves_on=day_in_words(vacant.term_ends_on - timedelta(days=1)),
        seed=seed.seed if seed else "",
        reserve_left=max(0, len(drawn_record(desk, case).get("reserve", ())) - len(made)),
        deviation_before=effect["deviation_before"],
        deviation_after=effect["deviation_after"],
        is_internal=is_internal,
        effects=_effects(case, effect) if is_internal else [],
    )
    copy = "-interno" if is_internal else ""
    return write_paper(
        desk,
        case,
        DocumentKind.REPLACEMENT_MINUTES,
        context,
        name=f"{FOLDER}/verbale-{vacant.code[:16]}{copy}.docx",
        title=f"Verbale di surroga{' (copia interna)' if is_internal else ''} – {case.definition.short_title}",
        created=as_of,
        public_from=None if is_internal else AssemblyStage.COMPOSED,
    )


def _call_line(case: AssemblyCase, order: int, one: CallView, taken: CallView) -> CallLine:
    accepts = True if one.id == taken.id else one.accepts
    words = {True: "accetta", False: "rinuncia", None: "nessuna risposta"}
    return CallLine(
        order=order,
        code=one.code,
        called_on=short_day(case.day(one.called_at)),
        answer_by=short_day(one.answer_by),
        reply=words[accepts],
    )


def _effects(case: AssemblyCase, effect: dict[str, object]) -> list[QuotaEffect]:
    titles = titles_of(case)
    changes = effect["changes"]
    assert isinstance(changes, list)
    return [
        QuotaEffect(
            criterion=titles[one["category"]],
            value=one["value"],
            quota=f"da {one['minimum']} a {one['maximum']}",
            before=str(one["before"]),
            after=str(one["after"]),
            verdict=_verdict(Quota(one["category"], one["value"], one["minimum"], one["maximum"]), one["after"]),
        )
        for one in changes
    ]


def _verdict(quota: Quota, seated: int) -> str:
    if quota.minimum <= seated <= quota.maximum:
        return "rispettata"
    return f"manca {quota.minimum - seated}" if seated < quota.minimum else f"supera di {seated - quota.maximum}"

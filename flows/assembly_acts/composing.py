"""The composition of the groups: one public number draws one of the tickets, and with it every cohort (promise A4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.assembly import bindings
from domain.assembly.contexts import CohortMembers, HashLine, QuotaCheck, SelectionMinutesContext
from domain.assembly.draw.commitment import Commitment as Promise
from domain.assembly.draw.commitment import read_commitment
from domain.assembly.draw.publication import published_selection
from domain.assembly.draw.seed import PublicValues, Seed, seed_of
from domain.assembly.draw.selection_draw import drawn_ticket
from domain.assembly.selection.account import Composition, composition
from domain.assembly.small_cells import PublishedTable, merged_seats
from domain.documents.mail_of_assembly import SeatConfirmation
from domain.errors import Refusal
from domain.italian import counted, instant_in_words, listed
from domain.minutes import FiledDocument, Minutes, NewLetter, Rows
from domain.models import PublicSeed, Seat
from domain.register import EntryDraft, digest
from domain.store import assembly_draws
from domain.timetable import term_in_working_days
from domain.vocabulary import AssemblyStage, DocumentKind, DrawKind, EntryKind, SeatOrigin
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.drawing import file_folder, refuse_early, seed_row
from flows.assembly_acts.letters import letter_to
from flows.assembly_acts.pool import FOLDER, MANIFEST, PANELS, PUBLIC, adopted_year, pool_of, population_of, titles_of
from flows.assembly_acts.preparing import cohort_lines
from flows.assembly_acts.promising import promise_on_record, source_lines
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn


@in_turn
def select(desk: Desk, process_id: str, values: PublicValues, *, officer: str, as_of: datetime) -> int | None:
    """Draw the ticket that composes the cohorts; returns how many seats it gives, or None when it was drawn already.

    Raises: Refusal before the commitment is published or the sources have spoken, or when a value is not theirs.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "draw", "comporre i gruppi")
    if DrawKind.SELECTION in case.progress.drawn:
        return None
    require_stage(case, "non si compone", AssemblyStage.INVITED)
    if DrawKind.SELECTION not in case.progress.committed:
        remedy = "pubblicate prima i biglietti numerati: «assembly select --prepare»"
        raise Refusal("l'impegno della composizione non è pubblicato", remedy)
    promise = read_commitment(desk.read(case.id, MANIFEST))
    refuse_early(case, promise, as_of)
    seed = seed_of(promise, values)
    panels = desk.read(case.id, PANELS)
    drawn = drawn_ticket(promise, json.loads(panels), seed)
    files = file_folder(desk, case, PUBLIC, published_selection(promise, seed, panels, drawn))
    cohorts: Sequence[Sequence[str]] = drawn["cohorts"]
    paper = _minutes_paper(desk, case, promise, seed, drawn, files, officer, as_of)
    sown = seed_row(case, DrawKind.SELECTION, seed, as_of)
    payload = {
        "seed": seed.value.hex(),
        "number": drawn["number"],
        "members_sha256": digest([list(codes) for codes in cohorts]),
        **bindings.SEED.of([sown]),
    }
    seats = [
        _seat(case, cohort, number, code, as_of)
        for cohort, codes in enumerate(cohorts, start=1)
        for number, code in enumerate(codes, start=1)
    ]
    minutes = Minutes(
        entries=[
            EntryDraft(EntryKind.DRAW, DrawKind.SELECTION.name, as_of, officer, payload),
            EntryDraft(
                EntryKind.SEATS, bindings.COMPOSITION, as_of, officer, {"seats": len(seats), **bindings.SEATS.of(seats)}
            ),
        ],
        documents=[*files, paper],
        letters=_confirmations(desk, case, cohorts, as_of),
        rows=[Rows(PublicSeed, [sown]), Rows(Seat, seats)],
        stage=AssemblyStage.COMPOSED,
    )
    desk.keep(process_id, minutes, as_of=as_of)
    return len(seats)


def _seat(case: AssemblyCase, cohort: int, number: int, code: str, as_of: datetime) -> dict[str, object]:
    term = case.calendar.cohorts[cohort - 1]
    return {
        "process_id": case.id,
        "cohort": cohort,
        "number": number,
        "code": code,
        "origin": SeatOrigin.SELECTED,
        "replaces": "",
        "enters_on": term.enters_on,
        "leaves_on": term.leaves_on,
        "recorded_at": as_of,
    }


def _confirmations(
    desk: Desk, case: AssemblyCase, cohorts: Sequence[Sequence[str]], as_of: datetime
) -> list[NewLetter]:
    """One letter to each member who gave an address; the help desk telephones the others."""
    with desk.reading() as session:
        contacts = assembly_draws.contacts(session, case.id)
    answer_by = term_in_working_days(
        case.day(as_of), case.definition.terms.call_days, patron=case.definition.patron_day
    )
    return [
        letter_to(
            desk,
            case,
            SeatConfirmation,
            contacts[code].name,
            contacts[code].email,
            about=f"mandato:{code}",
            cohort=cohort,
            enters_on=case.calendar.cohorts[cohort - 1].enters_on,
            last_day=case.calendar.cohorts[cohort - 1].leaves_on - timedelta(days=1),
            answer_by=answer_by,
            training="",
            site=case.definition.invitations.help_desk.url,
        )
        for cohort, codes in enumerate(cohorts, start=1)
        for code in codes
        if code in contacts and contacts[code].email
    ]


def _minutes_paper(
    desk: Desk,
    case: AssemblyCase,
    promise: Promise,
    seed: Seed,
    drawn: Mapping[str, Any],
    files: Sequence[FiledDocument],
    officer: str,
    as_of: datetime,
) -> FiledDocument:
    cohorts: Sequence[Sequence[str]] = drawn["cohorts"]
    checks, broken = _checks(desk, case, cohorts)
    context = SelectionMinutesContext(
        **common(desk, case, at=as_of),
        committed_on=promise_on_record(desk, case, DrawKind.SELECTION)["committed_on"],
        manifest_sha256=promise.sha256,
        drawn_at=instant_in_words(as_of, case.timezone),
        sources=source_lines(case, promise, signature=seed.signature, lottery=seed.lottery),
        seed=seed.value.hex(),
        ticket=drawn["number"],
        tickets=promise.manifest["tickets"],
        available=sum(map(len, cohorts)) + len(drawn["reserve"]),
        cohorts=[
            CohortMembers(**line.model_dump(), codes=list(codes))
            for line, codes in zip(cohort_lines(case), cohorts, strict=True)
        ],
        checks=checks,
        broken=broken,
        reserve=len(drawn["reserve"]),
        files=[HashLine(name=one.name.rpartition("/")[2], what=one.title, sha256=one.sha256) for one in files],
        witnesses=[officer],
    )
    return write_paper(
        desk,
        case,
        DocumentKind.SELECTION_MINUTES,
        context,
        name=f"{FOLDER}/verbale-di-composizione.docx",
        created=as_of,
        public_from=AssemblyStage.COMPOSED,
    )


def _checks(desk: Desk, case: AssemblyCase, cohorts: Sequence[Sequence[str]]) -> tuple[list[QuotaCheck], int]:
    """Every quota beside what the cohorts have; classes with few seats in a cohort are told together."""
    year, people = adopted_year(desk, case), {one.code: one for one in pool_of(desk, case)}
    population, titles = population_of(desk, case), titles_of(case)
    accounts = [composition(year, population, [people[code] for code in codes]) for codes in cohorts]
    ordered = {axis.code for axis in case.definition.first_draw.axes if axis.bands}
    checks: list[QuotaCheck] = []
    for category in year.categories:
        own = [[one for one in account if one.category == category] for account in accounts]
        seats = [(classes[0].value, [one.seated for one in classes]) for classes in zip(*own, strict=True)]
        threshold = case.definition.privacy.small_cells
        table = merged_seats(seats, threshold=threshold, is_ordered=category in ordered)
        checks += _criterion_lines(titles[category], own, table)
    return checks, sum(one.deviation != 0 for account in accounts for one in account)


def _criterion_lines(title: str, own: Sequence[Sequence[Composition]], table: PublishedTable) -> list[QuotaCheck]:
    """The lines of one criterion, in which a merged class has the sum of its quotas and of its seats."""
    lines = []
    for parts, cells in zip(table.parts or [tuple(range(len(own[0])))], table.cells or [()], strict=True):
        broken = sum(cohort[place].deviation != 0 for cohort in own for place in parts)
        least, most = (sum(getattr(own[0][place], bound) for place in parts) for bound in ("minimum", "maximum"))
        is_whole = len(parts) == len(own[0]) > 1
        lines.append(
            QuotaCheck(
                criterion=title,
                value="tutte le classi" if is_whole else listed([own[0][place].value for place in parts]),
                quota="" if is_whole else f"da {least} a {most}",
                seated=" · ".join(map(str, cells)) or "meno di quanti si possano dire",
                verdict=counted(broken, "quota mancata", "quote mancate") if broken else "rispettata",
            )
        )
    return lines

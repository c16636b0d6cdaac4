"""The commitment of the selection: 1,000 numbered tickets, public before the number is known (promise A4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.assembly import bindings
from domain.assembly.contexts import (
    ChanceLine,
    CohortLine,
    HashLine,
    QuotaLine,
    RelaxationLine,
    SelectionNoticeContext,
)
from domain.assembly.draw.canonical import canonical, fingerprint
from domain.assembly.draw.commitment import Commitment as Promise
from domain.assembly.draw.selection_draw import commit_selection, panels_record
from domain.assembly.lottery.leximin import fairest_lottery
from domain.assembly.lottery.problem import Person, Problem
from domain.assembly.selection.cohorts import JointLottery, refusal
from domain.assembly.selection.composing import compose
from domain.assembly.selection.missing import missing_profiles, told
from domain.assembly.selection.relaxation import Relaxation, relaxations
from domain.assembly.selection.year import Year
from domain.assembly.small_cells import merge_small
from domain.errors import Fault, Refusal
from domain.italian import day_in_words, percent
from domain.minutes import FiledDocument, Minutes, Rows
from domain.models import Commitment
from domain.register import EntryDraft
from domain.vocabulary import AssemblyStage, DocumentKind, DrawKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.pool import FOLDER, MANIFEST, PANELS, pool_of, titles_of, year_of
from flows.assembly_acts.promising import source_lines, sources_of
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk, processor_seconds
from flows.steps import in_turn

LONGEST_SEARCH_S = 120.0
"""Unit: seconds of processor. After so long the best lottery found is taken, with its proven gap."""
LONGEST_TRIAL_S = 20.0
"""Unit: seconds of processor, for what each alternative would give."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was committed: the tickets and the quotas they keep to."""

    available: int
    lottery: JointLottery
    year: Year
    adopted: Relaxation | None


@in_turn
def prepare(desk: Desk, process_id: str, *, relaxation: int, officer: str, as_of: datetime) -> Prepared | None:
    """Compose the numbered tickets of all cohorts and publish their fingerprint; None when it was done already.

    `relaxation`: the number of the alternative that is adopted when the quotas cannot be met; 0: none.
    Raises: Refusal, with the alternatives side by side and the profiles missing, when the quotas cannot be met.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "draw", "impegnare la composizione")
    if DrawKind.SELECTION in case.progress.committed:
        return None
    require_stage(case, "non si compone", AssemblyStage.INVITED)
    if "availability" not in case.done:
        ends = day_in_words(case.definition.invitations.ends_on)
        raise Refusal("le disponibilità si raccolgono ancora", f"si compone dopo il {ends}")
    people = pool_of(desk, case)
    year, adopted = _adopted(desk, case, people, relaxation)
    tickets = case.definition.selection.tickets
    lottery = compose(year, people, tickets=tickets, clock=processor_seconds, limit=LONGEST_SEARCH_S).joint
    sources = sources_of(case, case.definition.selection.sources, as_of)
    record = panels_record(lottery.tickets, [person.code for person in people])
    panels = canonical(record)
    promise = commit_selection(
        case.id,
        panels,
        len(lottery.tickets),
        sources,
        committed_at=as_of,
        deadline=case.definition.selection.draw_on,
    )
    documents = _papers(desk, case, Prepared(len(people), lottery, year, adopted), panels, promise, as_of)
    row = {
        "process_id": case.id,
        "kind": DrawKind.SELECTION,
        "manifest_sha256": promise.sha256,
        "document": MANIFEST,
        "committed_at": as_of,
    }
    payload = {
        "manifest_sha256": promise.sha256,
        "panels_sha256": fingerprint(panels),
        "available": len(people),
        "quotas": [[one.category, one.value, one.minimum, one.maximum] for one in year.quotas],
        **bindings.COMMITMENT.of([row]),
    }
    minutes = Minutes(
        entries=[EntryDraft(EntryKind.COMMITMENT, DrawKind.SELECTION.name, as_of, officer, payload)],
        documents=documents,
        rows=[Rows(Commitment, [row])],
    )
    desk.keep(process_id, minutes, as_of=as_of)
    return Prepared(len(people), lottery, year, adopted)


def _adopted(
    desk: Desk, case: AssemblyCase, people: Sequence[Person], relaxation: int
) -> tuple[Year, Relaxation | None]:
    """The year as the definition wants it when that can be composed, or as an alternative makes it.

    Raises: Refusal with the alternatives and the missing profiles.
    """
    year = year_of(desk, case)
    found = relaxations(year, people, chance=_chance)
    if not found.alternatives:
        raise refusal(year, people)
    if not found.alternatives[0].changes:
        return year, None
    if relaxation:
        if relaxation > len(found.alternatives):
            count = len(found.alternatives)
            raise Refusal(f"l'alternativa n. {relaxation} non c'è", f"scegliete un numero da 1 a {count}")
        adopted = found.alternatives[relaxation - 1]
        return year_of(desk, case, adopted.quotas), adopted
    faults = [
        Fault(_alternative(number, one), "; ".join(map(str, one.changes)))
        for number, one in enumerate(found.alternatives, start=1)
    ]
    missing = missing_profiles(year, people)
    faults += [Fault("manca", line) for line in told(missing or (), [titles_of(case)[one] for one in year.categories])]
    problem = f"con {len(people)} disponibili le quote non si possono rispettare"
    remedy = "sollecitate chi manca, spedite altri inviti, oppure adottate una delle alternative con il suo numero"
    raise Refusal(problem, remedy, "", tuple(faults))


def _alternative(number: int, one: Relaxation) -> str:
    lowest = "" if one.minimum_probability is None else f", probabilità minima {one.minimum_probability:.1%}"
    nobody = f", {one.without_chance} senza alcuna probabilità" if one.without_chance else ""
    return f"alternativa n. {number} ({', '.join(one.names)}{lowest}{nobody})"


def _chance(problem: Problem) -> float:
    return fairest_lottery(problem, clock=processor_seconds, limit=LONGEST_TRIAL_S).min_probability


def _papers(
    desk: Desk, case: AssemblyCase, prepared: Prepared, panels: bytes, promise: Promise, as_of: datetime
) -> list[FiledDocument]:
    stage = AssemblyStage.INVITED
    files = [
        desk.file(case.id, DocumentKind.DRAW_FILE, name, data, title=title, public_from=stage)
        for name, data, title in (
            (PANELS, panels, "Biglietti numerati (panels.json)"),
            (MANIFEST, promise.data, "Impegno della composizione (manifest.json)"),
        )
    ]
    lottery, count = prepared.lottery, len(prepared.lottery.tickets)
    width = len(str(count - 1))
    context = SelectionNoticeContext(
        **common(desk, case, at=as_of),
        available=prepared.available,
        tickets=count,
        first_ticket="0" * width,
        last_ticket=str(count - 1),
        cohorts=cohort_lines(case),
        one_per_household=True,
        quotas=_quota_lines(case, prepared.year),
        relaxations=_relaxation_lines(case, prepared.adopted),
        lowest=percent(lottery.lowest.numerator, lottery.lowest.denominator),
        highest=percent(lottery.highest.numerator, lottery.highest.denominator),
        chances=_chance_lines(lottery.appearances, count, case.definition.privacy.small_cells),
        manifest_sha256=promise.sha256,
        files=[HashLine(name=one.name.rpartition("/")[2], what=one.title, sha256=one.sha256) for one in files],
        sources=source_lines(case, promise),
        draw_on=day_in_words(case.definition.selection.draw_on),
    )
    notice = write_paper(
        desk,
        case,
        DocumentKind.SELECTION_NOTICE,
        context,
        name=f"{FOLDER}/avviso-di-impegno.docx",
        created=as_of,
        public_from=stage,
    )
    return [*files, notice]


def cohort_lines(case: AssemblyCase) -> list[CohortLine]:
    """The cohorts of the cycle with their terms, as papers list them."""
    return [
        CohortLine(
            number=term.number,
            seats=case.definition.terms.size,
            enters_on=day_in_words(term.enters_on),
            leaves_on=day_in_words(term.leaves_on - timedelta(days=1)),
        )
        for term in case.calendar.cohorts
    ]


def _quota_lines(case: AssemblyCase, year: Year) -> list[QuotaLine]:
    titles = titles_of(case)
    return [
        QuotaLine(criterion=titles[one.category], value=one.value, least=one.minimum, most=one.maximum)
        for one in year.quotas
    ]


def _relaxation_lines(case: AssemblyCase, adopted: Relaxation | None) -> list[RelaxationLine]:
    titles = titles_of(case)
    return [
        RelaxationLine(
            quota=f"{titles[one.category]}, {one.value}",
            before=f"{one.bound} {one.before}",
            after=f"{one.bound} {one.after}",
            reason="i disponibili non bastano per tutti i gruppi",
        )
        for one in (adopted.changes if adopted else ())
    ]


def _chance_lines(appearances: Mapping[str, int], count: int, threshold: int) -> list[ChanceLine]:
    """How many people share a chance, in tenths from the lowest to the highest; neighbors are merged where few show."""
    step = max(1, -(-count // 10))
    classes = Counter(min(times // step, 9) for times in appearances.values())
    tenths = range(min(classes, default=0), max(classes, default=0) + 1)
    rows = [(str(place), (classes[place],)) for place in tenths]
    table = merge_small(rows, ("persone",), threshold=threshold, is_ordered=True)
    return [
        ChanceLine(
            tickets=f"da {tenths[parts[0]] * step} a {_top(tenths[parts[-1]], step, count)}",
            chance=f"su {count} biglietti",
            people=str(cells[0]),
        )
        for parts, cells in zip(table.parts, table.cells, strict=True)
    ]


def _top(tenth: int, step: int, count: int) -> int:
    return count if tenth == 9 else min((tenth + 1) * step - 1, count)

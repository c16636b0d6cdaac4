"""What the mailing is expected to bring, written before the letters leave; what it brought, written at the end (A3)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.assembly.selection.account import Response, response_by_value
from domain.assembly.selection.forecast import Mailing, Outlook, outlooks
from domain.assembly.small_cells import merged_responses
from domain.documents.workbook import Sheet, write_xlsx
from domain.errors import Refusal
from domain.italian import percent
from domain.minutes import FiledDocument, Minutes
from domain.store import assembly_draws, processes
from domain.vocabulary import AssemblyStage, DocumentKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.pool import year_of
from flows.assembly_acts.responding import FOLDER
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import Moment, in_turn

FORECAST, RESPONSE = f"{FOLDER}/previsione-delle-risposte", f"{FOLDER}/quadro-delle-risposte.xlsx"


@in_turn
def forecast(desk: Desk, process_id: str, *, officer: str, as_of: datetime) -> Sequence[Outlook] | None:
    """Write how many groups few, expected and many answers would seat, and which letters would help; None if written.

    Each wave of letters has its own forecast, of all the letters up to it.
    Raises: Refusal before the draw, or when the criteria of the selection do not begin with those of the draw.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "draw", "scrivere la previsione")
    with desk.reading() as session:
        name = _name_of(assembly_draws.last_wave(session, case.id))
        if processes.document_named(session, case.id, name) is not None:
            return None
    require_stage(case, "non si prevedono risposte", AssemblyStage.INVITED)
    axes = [one.code for one in case.definition.first_draw.axes]
    if [one.code for one in case.definition.selection.criteria][: len(axes)] != axes:
        remedy = "nella definizione mettete per primi i criteri del sorteggio, nello stesso ordine"
        raise Refusal("i criteri della composizione non cominciano con quelli del sorteggio", remedy)
    found = outlooks(year_of(desk, case), mailing_of(desk, case))
    title = "Previsione delle risposte"
    data = write_xlsx(list(_forecast_sheets(found)), title=title, created=as_of)
    document = desk.file(case.id, DocumentKind.RESPONSE_REPORT, name, data, title=title)
    desk.keep(case.id, Minutes(documents=[document]), as_of=as_of)
    return found


def wanted_letters(desk: Desk, case: AssemblyCase) -> dict[tuple[str, ...], int]:
    """The further letters by stratum that would seat every group if as many answer as expected; empty if none would."""
    expected = outlooks(year_of(desk, case), mailing_of(desk, case))[1]
    return {one.stratum: one.letters for one in expected.further or ()}


def close_availability(desk: Desk, case: AssemblyCase, moment: Moment) -> Minutes:
    """Close the collection, from now on no answer is taken, and write what it brought beside what was expected."""
    return Minutes(documents=[_response(desk, case, moment.as_of)])


def mailing_of(desk: Desk, case: AssemblyCase) -> Mailing:
    """The letters by stratum of all the waves, and what is expected of them."""
    definition = case.definition
    with desk.reading() as session:
        strata = Counter(tuple(json.loads(one.stratum)) for one in assembly_draws.invitations(session, case.id))
    return Mailing(
        axes=tuple(axis.code for axis in definition.first_draw.axes),
        letters=dict(sorted(strata.items())),
        rate=definition.first_draw.expected_share,
        factors={},
        asked={one.code: one.population for one in definition.selection.criteria if one.asked is not None},
    )


def _name_of(wave: int) -> str:
    return f"{FORECAST}.xlsx" if wave < 2 else f"{FORECAST}-{wave}.xlsx"


def _response(desk: Desk, case: AssemblyCase, as_of: datetime) -> FiledDocument:
    with desk.reading() as session:
        strata = {one.code: tuple(json.loads(one.stratum)) for one in assembly_draws.invitations(session, case.id)}
        answers = assembly_draws.answers(session, case.id)
    available = Counter(strata[code] for code, one in answers.items() if one.is_available and code in strata)
    lines = response_by_value(mailing_of(desk, case), available)
    title = "Quadro delle risposte"
    header = ("Criterio", "Classe", "Inviti", "Disponibili", "Quota", "Attesi", "Da notare")
    sheet = Sheet("Risposte", header, list(_response_rows(case, lines)), (24, 24, 10, 12, 10, 10, 28))
    data = write_xlsx([sheet], title=title, created=as_of)
    return desk.file(case.id, DocumentKind.RESPONSE_REPORT, RESPONSE, data, title=title)


def _response_rows(case: AssemblyCase, lines: Sequence[Response]) -> Iterator[Sequence[object]]:
    """The classes of each criterion, merged where few people would show, beside what was expected of them."""
    for axis in case.definition.first_draw.axes:
        own = [one for one in lines if one.name[0] == axis.code]
        rows = [(one.name[1], one.letters, one.available) for one in own]
        low = {one.name[1] for one in own if one.is_low}
        rate = case.definition.first_draw.expected_share
        shown = merged_responses(rows, threshold=case.definition.privacy.small_cells, is_ordered=bool(axis.bands))
        for label, invited, available in shown:
            note = "meno di quanto il caso spieghi" if label in low else ""
            yield (
                axis.title,
                label,
                invited,
                available,
                percent(available, invited),
                round(float(invited * rate), 1),
                note,
            )


def _forecast_sheets(found: Sequence[Outlook]) -> Iterator[Sheet]:
    rows = [(one.name, one.available, one.cohorts, one.seated, str(one), "; ".join(one.reasons)) for one in found]
    header = ("Caso", "Disponibili", "Gruppi da comporre", "Gruppi composti", "In parole", "Che cosa manca")
    yield Sheet("Previsione", header, rows, (18, 12, 12, 12, 60, 60), (4, 5))
    more = [(one.name, ", ".join(each.stratum), each.letters) for one in found for each in one.further or ()]
    yield Sheet("Lettere in più", ("Caso", "Strato", "Lettere"), more, (18, 44, 10))

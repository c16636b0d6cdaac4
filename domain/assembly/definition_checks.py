"""What must fit together across the fields of an assembly's definition, each mismatch with its field and its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.definition_file import Mismatch, Path
from domain.definition_parts import repeated, template_mismatches

if TYPE_CHECKING:
    from domain.assembly.definition import AssemblyDefinition


def why_not_consistent(definition: AssemblyDefinition) -> list[Mismatch]:
    """Return every mismatch of a definition whose fields are right one by one; an empty list when it holds together."""
    checks = (_codes, _dates, _sources, _bands, _criteria, _seats, _reminders, _groups, _templates)
    return [mismatch for check in checks for mismatch in check(definition)]


def _codes(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    lists: list[tuple[Path, list[str]]] = [
        (("departments",), [one.code for one in definition.departments]),
        (("actions",), [one.code for one in definition.actions]),
        (("meetings", "groups"), [one.code for one in definition.meetings.groups]),
        (("first_draw", "axes"), [one.code for one in definition.first_draw.axes]),
        (("selection", "criteria"), [one.code for one in definition.selection.criteria]),
    ]
    for path, codes in lists:
        for index, code in repeated(codes):
            yield Mismatch(
                (*path, index, "code"), f"il codice «{code}» è già usato", "date a ciascuna voce un codice suo"
            )


def _dates(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    draw, calls, choice = definition.first_draw, definition.invitations, definition.selection
    order: list[tuple[Path, object]] = [
        (("first_draw", "reference_on"), draw.reference_on),
        (("first_draw", "commit_on"), draw.commit_on),
        (("first_draw", "draw_on"), draw.draw_on),
        (("invitations", "letters_on"), calls.letters_on),
        (("invitations", "ends_on"), calls.ends_on),
        (("selection", "publish_on"), choice.publish_on),
        (("selection", "draw_on"), choice.draw_on),
        (("terms", "first_entry_on"), definition.terms.first_entry_on),
        (("meetings", "first_plenary_on"), definition.meetings.first_plenary_on),
        (("answering", "report_on"), definition.answering.report_on),
    ]
    for (before, first), (path, second) in pairwise(order):
        if second < first:  # type: ignore[operator]
            problem = f"la data viene prima di {'.'.join(map(str, before))} ({first})"
            yield Mismatch(path, problem, "mettete le date nell'ordine in cui le cose accadono")


def _sources(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    """A source that is known when the commitment is published would let somebody choose the outcome."""
    draw, choice = definition.first_draw, definition.selection
    for name, promised_on, drawn_on, sources in (
        ("first_draw", draw.commit_on, draw.draw_on, draw.sources),
        ("selection", choice.publish_on, choice.draw_on, choice.sources),
    ):
        for field, day in (("drand_on", sources.drand_on), ("lottery_on", sources.lottery_on)):
            if not promised_on < day <= drawn_on:
                problem = f"la fonte è del {day}, ma l'impegno è del {promised_on} e il sorteggio del {drawn_on}"
                remedy = "scegliete una fonte che si conosca dopo l'impegno e non oltre il giorno del sorteggio"
                yield Mismatch((name, "sources", field), problem, remedy)


def _bands(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    for index, axis in enumerate(definition.first_draw.axes):
        path: Path = ("first_draw", "axes", index)
        for place, (before, band) in enumerate(pairwise(axis.bands), start=1):
            if band.first != before.last + 1:
                problem = f"la fascia {band.label} non comincia dove finisce la {before.label}"
                yield Mismatch((*path, "bands", place), problem, f"fatela cominciare da {before.last + 1}")
        if axis.bands and axis.bands[0].first != definition.first_draw.minimum_age:
            problem = f"la prima fascia comincia da {axis.bands[0].first} anni, l'età minima è un'altra"
            remedy = f"fatela cominciare da {definition.first_draw.minimum_age}"
            yield Mismatch((*path, "bands", 0), problem, remedy)
        for place, value in repeated(axis.values):
            yield Mismatch((*path, "values", place), f"«{value}» è scritto due volte", "lasciatelo una volta")


def _criteria(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    axes = [axis.code for axis in definition.first_draw.axes]
    for index, criterion in enumerate(definition.selection.criteria):
        path: Path = ("selection", "criteria", index)
        if criterion.asked is None and criterion.code not in axes:
            problem = f"«{criterion.code}» non è un criterio del primo sorteggio e non ha una domanda"
            yield Mismatch((*path, "asked"), problem, f"scrivete la domanda, o scegliete fra: {', '.join(axes)}")
        if criterion.asked is not None and len(criterion.population) < 2:
            problem = "di un criterio aggiunto servono le persone per valore"
            yield Mismatch((*path, "population"), problem, "scrivete almeno due valori, ciascuno con quante persone")
        for value, people in criterion.population.items():
            if people < 0:
                yield Mismatch((*path, "population", value), "il numero è negativo", "scrivete quante persone sono")


def _seats(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    terms = definition.terms
    if terms.size * terms.cohorts > definition.first_draw.letters:
        problem = f"i seggi dell'anno ({terms.size * terms.cohorts}) sono più degli inviti"
        yield Mismatch(("first_draw", "letters"), problem, "spedite più inviti, o formate meno gruppi")


def _reminders(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    calls = definition.invitations
    longest = (calls.ends_on - calls.letters_on).days
    for index, days in enumerate(calls.reminder_days):
        if not 1 <= days < longest or (index and days <= calls.reminder_days[index - 1]):
            remedy = f"scrivete i giorni dopo le lettere in ordine, da 1 a {longest - 1}"
            yield Mismatch(("invitations", "reminder_days", index), "il sollecito cade fuori posto", remedy)
    reminders = definition.answering.reminder_days
    for index, days in enumerate(reminders):
        if not 1 <= days <= 28 * definition.answering.answer_months or (index and days >= reminders[index - 1]):
            remedy = "scrivete i giorni prima del termine, dal più lontano al più vicino"
            yield Mismatch(("answering", "reminder_days", index), "il sollecito cade fuori posto", remedy)


def _groups(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    if sum(group.is_permanent for group in definition.meetings.groups) < 1:
        remedy = "segnate con is_permanent quelli che restano, per esempio comunicazione e monitoraggio"
        yield Mismatch(("meetings", "groups"), "nessun gruppo di lavoro è permanente", remedy)


def _templates(definition: AssemblyDefinition) -> Iterator[Mismatch]:
    return template_mismatches(definition.templates)

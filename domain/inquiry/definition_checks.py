"""What must fit together across the fields of an inquiry's definition, each mismatch with its field and its remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.definition_file import Mismatch, Path
from domain.definition_parts import repeated, template_mismatches
from domain.definition_words import nearest
from domain.inquiry.definition_fields import count_in, sections_in

if TYPE_CHECKING:
    from domain.inquiry.definition import InquiryDefinition

MOST_SECTIONS = 100_000


def why_not_consistent(definition: InquiryDefinition) -> list[Mismatch]:
    """Return every mismatch of a definition whose fields are right one by one; an empty list when it holds together."""
    checks = (_codes, _departments_of_parts, _phases, _notice, _reminders, _words, _templates, _sections, _catch_all)
    return [mismatch for check in checks for mismatch in check(definition)]


def _codes(definition: InquiryDefinition) -> Iterator[Mismatch]:
    for name, records in (("parts", definition.parts), ("departments", definition.departments)):
        codes = [record.code for record in records]
        for index, code in repeated(codes):
            remedy = "date a ciascuna voce un codice suo"
            yield Mismatch((name, index, "code"), f"il codice «{code}» è già usato", remedy)


def _departments_of_parts(definition: InquiryDefinition) -> Iterator[Mismatch]:
    known = [department.code for department in definition.departments]
    for index, part in enumerate(definition.parts):
        path: Path = ("parts", index, "departments")
        for place, code in enumerate(part.departments):
            if code not in known:
                meant = nearest(code, known)
                remedy = f"forse intendevate «{meant}»" if meant else f"scegliete fra: {', '.join(known)}"
                yield Mismatch((*path, place), f"la direzione «{code}» non è fra quelle elencate", remedy)
        for place, code in repeated(part.departments):
            yield Mismatch((*path, place), f"la direzione «{code}» è scritta due volte", "lasciatela una volta")


def _phases(definition: InquiryDefinition) -> Iterator[Mismatch]:
    phases = definition.phases
    for name, before, after in (
        ("window", phases.preparation, phases.window),
        ("evaluation", phases.window, phases.evaluation),
    ):
        expected = before.ends_on + timedelta(days=1)
        if after.starts_on != expected:
            problem = f"la fase non comincia il giorno dopo la fine della precedente ({before.ends_on.isoformat()})"
            yield Mismatch(("phases", name, "starts_on"), problem, f"scrivete {expected.isoformat()}")


def _notice(definition: InquiryDefinition) -> Iterator[Mismatch]:
    longest = (definition.phases.window.starts_on - definition.phases.preparation.starts_on).days
    if definition.notice_days > longest:
        problem = "l'avviso uscirebbe prima che cominci la preparazione"
        yield Mismatch(("notice_days",), problem, f"scrivete al più {longest} giorni")


def _reminders(definition: InquiryDefinition) -> Iterator[Mismatch]:
    longest = (definition.phases.evaluation.ends_on - definition.phases.evaluation.starts_on).days
    days = definition.reminder_days
    for index, each in enumerate(days):
        if not 1 <= each <= longest:
            problem = f"il sollecito a {each} giorni dalla fine cade fuori dalla valutazione"
            yield Mismatch(("reminder_days", index), problem, f"scrivete da 1 a {longest} giorni")
        if index and each >= days[index - 1]:
            problem = f"i solleciti non vanno dal più lontano al più vicino: {each} viene dopo {days[index - 1]}"
            yield Mismatch(("reminder_days", index), problem, "metteteli in ordine, senza ripetizioni")


def _words(definition: InquiryDefinition) -> Iterator[Mismatch]:
    paths: list[tuple[Path, Sequence[str]]] = [
        (("moderation", "grounds"), definition.moderation.grounds),
        (("outcomes",), definition.outcomes),
    ]
    for path, words in paths:
        for index, word in repeated(words):
            yield Mismatch((*path, index), f"«{word}» è scritto due volte", "lasciatelo una volta")


def _templates(definition: InquiryDefinition) -> Iterator[Mismatch]:
    return template_mismatches(definition.templates)


def _sections(definition: InquiryDefinition) -> Iterator[Mismatch]:
    if sum(count_in(run) for part in definition.parts for run in part.sections) > MOST_SECTIONS:
        problem = f"le sezioni sono più di {MOST_SECTIONS}"
        yield Mismatch(("parts",), problem, "controllate gli intervalli, per esempio '101-109'")
        return
    owner: dict[str, str] = {}
    for index, part in enumerate(definition.parts):
        for place, run in enumerate(part.sections):
            sections = sections_in(run)
            taken = next((section for section in sections if section in owner), None)
            if taken is not None:
                problem = f"la sezione {taken[:40]} è già nella parte «{owner[taken]}»"
                yield Mismatch(("parts", index, "sections", place), problem, "lasciatela in una parte sola")
            owner |= {section: part.code for section in sections if section not in owner}


def _catch_all(definition: InquiryDefinition) -> Iterator[Mismatch]:
    takers = [index for index, part in enumerate(definition.parts) if part.catch_all]
    for index in takers[1:]:
        first = definition.parts[takers[0]].code
        problem = f"anche la parte «{first}» raccoglie le sezioni sconosciute"
        yield Mismatch(("parts", index, "catch_all"), problem, "lasciate catch_all a una parte sola")

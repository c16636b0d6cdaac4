"""The annual report as a whole: what is published, put into the words that the template prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.documents.word import Picture
from domain.italian import counted, day_in_words, number, short_day
from domain.observatory.class_estimates import FROM_CLASSES
from domain.observatory.contexts import ReportContext
from domain.observatory.contexts.lines import IndicatorLine, MethodLine, RevisionLine, SourceLine
from domain.observatory.editions import Revision
from domain.observatory.method import method, used_definitions
from domain.observatory.published import Published
from domain.observatory.report import areas, changing, findings, sections
from domain.observatory.report.pictures import ALTS
from domain.observatory.told import city_row, main_code, share, title_of


def report_context(
    published: Published, pictures: Mapping[str, Picture] | None = None, *, revisions: Sequence[Revision] = ()
) -> ReportContext:
    """Return all that the report says; a picture that is not given has no words and no place."""
    last = changing.last_year(published)
    definitions, unknown = areas.definition_lines(published)
    return ReportContext(
        city=published.city,
        running=f"Osservatorio della povertà energetica, dati {published.year}",
        year=str(published.year),
        written_on=day_in_words(published.made_on),
        contact=published.contact,
        headline=_headline(published),
        in_brief=_in_brief(published),
        cautions=list(published.cautions),
        indicator=title_of(main_code(published)),
        sources=_sources(published),
        definitions=definitions,
        unknown=unknown,
        worst_in_words=sections.chances_in_words(published),
        likely=sections.likely_lines(published),
        worst=sections.worst_lines(published),
        hidden_in_words=areas.hidden_in_words(published),
        hidden=areas.hidden_lines(published),
        last_year=str(last) if last else "",
        change_in_words=changing.change_in_words(published),
        changes=changing.change_lines(published),
        shifts=changing.shift_lines(published),
        visits=counted(published.visits, "visita", "visite"),
        indicators=[
            IndicatorLine(title=one.title, rule=one.rule, base=one.base, source=one.source, effect_from=one.effect_from)
            for one in used_definitions(published)
        ],
        method=[MethodLine(title=one.title, text=one.text) for one in method(published)],
        revisions=[_revision(one) for one in revisions],
        **_areas(published),
        **_findings(published),
        **{ALTS[place]: picture.alt for place, picture in (pictures or {}).items()},
    )


def _areas(published: Published) -> dict[str, Any]:
    levels = {"districts": "district", "nils": "nil", "complexes": "complex"}
    lines: dict[str, Any] = {name: areas.area_lines(published, level) for name, level in levels.items()}
    return lines | {f"{name}_hidden": areas.hidden_names(published, level) for name, level in levels.items()}


def _findings(published: Published) -> dict[str, Any]:
    return {
        "cause_in_words": findings.cause_in_words(published),
        "causes": findings.cause_lines(published),
        "causes_of_districts": findings.district_cause_lines(published),
        "overlaps": findings.overlap_lines(published),
        "incomes": findings.income_lines(published),
        "retrofits": findings.retrofit_lines(published),
        "guide": findings.guide_lines(published),
        "guide_in_words": findings.guide_in_words(published),
    }


def _headline(published: Published) -> str:
    row = city_row(published)
    if row is None:
        return f"Il risultato di «{title_of(main_code(published))}» per tutta la città è oscurato."
    if main_code(published) == FROM_CLASSES:
        return (
            f"Si stimano in povertà energetica {number(row['poor'])} nuclei su {number(row['households'])} "
            f"({share(row['rate'])}). Viene da somme per classe di reddito: è una stima, non un conteggio, e di nessun "
            "nucleo si può dire che è certamente povero."
        )
    return (
        f"Secondo «{title_of(main_code(published))}», sono certamente in povertà energetica {number(row['certain'])} "
        f"nuclei su {number(row['households'])} ({share(row['lower'])}), qualunque sia il dato che manca; possono "
        f"esserlo fino a {number(row['possible'])} ({share(row['upper'])})."
    )


def _in_brief(published: Published) -> list[str]:
    row = city_row(published)
    sentences = []
    if row is not None and row["rate"] is not None:
        part = share(row["valid"] / row["households"])
        sentences.append(
            f"Si può calcolare l'indicatore per {counted(row['valid'], 'nucleo', 'nuclei')} ({part}); fra questi la "
            f"quota è {share(row['rate'])}."
        )
    sentences += [findings.cause_in_words(published), *changing.change_in_words(published)[:1]]
    sentences += [areas.hidden_in_words(published)]
    guide = findings.guide_in_words(published)
    return [*sentences, *([guide] if guide else [])]


def _sources(published: Published) -> list[SourceLine]:
    return [
        SourceLine(
            title=one.title,
            sender=one.sender,
            accepted=number(one.accepted),
            set_aside=number(one.set_aside),
            sha256=one.sha256,
        )
        for one in published.extracts
    ]


def _revision(one: Revision) -> RevisionLine:
    return RevisionLine(
        number=str(one.number), decided_on=short_day(one.decided_on), reason=one.reason, replaces=one.replaces
    )

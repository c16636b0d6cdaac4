"""The answers annex (allegato delle controdeduzioni): every comment with its reasoned answer, and its index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.documents.annex import Plan, Volume, iter_volumes, plan_volumes
from domain.documents.annex_lines import CONTENTS, PART, Line
from domain.documents.workbook import Sheet, write_xlsx
from domain.errors import Fault, Refusal
from domain.inquiry.annex_entries import LATE_PART, Survey, entries, long_day, runs_of, survey
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView
from domain.italian import counted, number, short_day
from domain.timetable import Days

INDEX_NAME = "indice-controdeduzioni.xlsx"
INDEX_HEADER = (
    *("Numero", "Data", "Canale", "Autore", "Parte del piano", "Volume", "Gruppo", "Direzione", "Esito"),
    "Pagina in piattaforma",
)
_NAMED_MISSING = 20

Write = Callable[[str, bytes], object]


@dataclass(frozen=True, slots=True)
class AnnexFile:
    """One file of the annex, as it was handed over."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class AnnexResult:
    """What was counted when the volumes were read again: printed == received and answered == to_answer, always."""

    received: int
    printed: int
    to_answer: int
    answered: int
    late: int
    volumes: tuple[AnnexFile, ...]
    index: AnnexFile


def write_annex(
    definition: InquiryDefinition,
    views: Sequence[CommentView],
    *,
    frame: bytes,
    created: datetime,
    write: Write,
    window: Days | None = None,
) -> AnnexResult:
    """Write the volumes and the index, one at a time, through `write(name, data)`, each one checked first.

    `window` holds the days as they were in the end, when they are no longer the definition's. `views` is gone through
    twice by position, never copied: it may be a sequence that loads its items when asked.
    Raises: Refusal when a comment that must be answered lacks department, outcome or reason, and when a volume read
    again does not hold exactly the comments and the answers that it should.
    """
    found = survey(definition, views)
    days = window or Days(definition.phases.window.starts_on, definition.phases.window.ends_on)
    _refuse_gaps(found)
    plans = plan_volumes(found.marks, size=definition.annex_volume_size)
    volume_of = {number: plan.position for plan in plans for number in plan.numbers}
    files: list[AnnexFile] = []
    late = {number for number, part, _ in found.marks if part == LATE_PART}
    printed = answered = 0
    for plan, volume in zip(
        plans, _volumes(definition, views, found, plans, volume_of, frame, created, days), strict=True
    ):
        name = f"allegato-controdeduzioni-{volume.position:02d}.docx"
        answers = set(volume.answered) - late
        _refuse_unanswered(plan, set(plan.numbers) - late - answers)
        write(name, volume.data)
        files.append(AnnexFile(name, f"Allegato delle controdeduzioni. {volume.title}"))
        printed += len(volume.printed)
        answered += len(answers)
    index = AnnexFile(INDEX_NAME, "Indice delle controdeduzioni")
    write(index.name, write_xlsx([_index(definition, views, found, volume_of)], title=index.title, created=created))
    if (printed, answered) != (len(views), found.to_answer):
        problem = f"ricevuti {len(views)}, stampati {printed}; da valutare {found.to_answer}, con risposta {answered}"
        raise Refusal(problem, "non diffondete l'allegato: segnalate il difetto e generatelo di nuovo", "allegato")
    return AnnexResult(len(views), printed, found.to_answer, answered, len(late), tuple(files), index)


def _volumes(
    definition: InquiryDefinition,
    views: Sequence[CommentView],
    found: Survey,
    plans: Sequence[Plan],
    volume_of: Mapping[int, int],
    frame: bytes,
    created: datetime,
    window: Days,
) -> Iterator[Volume]:
    return iter_volumes(
        entries(definition, views, found, volume_of.__getitem__, window_ends_on=window.last_on),
        plans,
        frame=frame,
        title=f"{definition.short_title}: allegato delle controdeduzioni",
        author=definition.city,
        fields={
            "comune": definition.city,
            "istruttoria": definition.title,
            "istruttoria_breve": definition.short_title,
            "piano": definition.plan,
            "data": long_day(created.astimezone(ZoneInfo(definition.timezone)).date()),
            "premessa": _preface(window, found, len(views)),
        },
        contents=lambda plan: _contents(plan, plans),
        created=created,
    )


def _preface(window: Days, found: Survey, received: int) -> str:
    late = received - found.to_answer
    return (
        f"Contributi ricevuti: {number(received)}, di cui {number(found.to_answer)} nei termini"
        f" (dal {long_day(window.first_on)} al {long_day(window.last_on)}) e {number(late)} oltre il termine."
        " Ogni contributo porta il numero di protocollo dell'istruttoria e il codice pubblico di chi l'ha scritto."
        " Sotto il testo si leggono l'esito della valutazione, la motivazione, l'eventuale modifica al piano e la"
        " direzione che risponde. I testi uguali o quasi uguali formano un gruppo: la risposta è scritta per esteso una"
        " volta sola e ogni contributo del gruppo rimanda al suo numero."
    )


def _contents(plan: Plan, plans: Sequence[Plan]) -> Iterable[Line]:
    yield Line(PART, "Contenuto del volume")
    for position, run in enumerate(plan.runs, start=1):
        yield Line(
            CONTENTS,
            f"{run.part}, {_counted(run.entries)} ({_between(run.first, run.last)})",
            anchor=f"parte{position}",
        )
    if plan.position > 1 or plan.total == 1:
        return
    yield Line(PART, "Indice delle parti in tutti i volumi")
    for part in dict.fromkeys(run.part for each in plans for run in each.runs):
        runs = [(each.position, run) for each in plans for run in each.runs if run.part == part]
        first, last = runs[0][0], runs[-1][0]
        where = f"volume {first}" if first == last else f"volumi {first}-{last}"
        yield Line(CONTENTS, f"{part}, {_counted(sum(run.entries for _, run in runs))}: {where}")


def _counted(entries: int) -> str:
    return counted(entries, "contributo", "contributi")


def _between(first: int, last: int) -> str:
    return f"n. {first}" if first == last else f"dal n. {first} al n. {last}"


def _index(
    definition: InquiryDefinition, views: Sequence[CommentView], found: Survey, volume_of: Mapping[int, int]
) -> Sheet:
    """One row per comment by register number: to find an answer from one's own number or code."""
    parts, departments, zone = definition.part_titles, definition.department_names, ZoneInfo(definition.timezone)
    order = sorted(zip(found.marks, found.order, strict=True))

    def rows() -> Iterator[tuple[object, ...]]:
        for (entry, _, _), position in order:
            view = views[position]
            yield (
                entry,
                short_day(view.submitted_at.astimezone(zone).date()),
                view.channel.value,
                view.author_code,
                parts.get(view.part, view.part),
                volume_of[entry],
                view.group_number,
                departments.get(view.department, view.department),
                view.outcome.value if view.outcome else view.admission.value,
                view.url if view.is_public else None,
            )

    return Sheet("Indice", INDEX_HEADER, rows(), widths=(9, 12, 20, 16, 44, 9, 9, 30, 20, 60))


def _refuse_gaps(found: Survey) -> None:
    missing = found.unanswered
    if missing:
        faults = tuple(
            Fault("manca la direzione, l'esito o la motivazione", "completate la valutazione", f"n. {number}")
            for number in missing[:_NAMED_MISSING]
        )
        problem = f"{_counted(len(missing))} su {found.to_answer} senza una risposta completa"
        raise Refusal(problem, "completate le valutazioni e generate di nuovo l'allegato", "allegato", faults)


def _refuse_unanswered(plan: Plan, numbers: set[int]) -> None:
    if numbers:
        problem = f"riletto il volume, manca la risposta ai nn. {runs_of(numbers)}"
        raise Refusal(problem, "non diffondete il volume: segnalate il difetto e generatelo di nuovo", plan.short_title)

"""What the answers annex says of each comment: its data, its words, its answer or where the common answer stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.documents.annex_lines import ANSWER, DATA, NOTE, OUTCOME, TEXT, Entry, Line
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView
from domain.vocabulary import Discrepancy, Likeness

LATE_PART = "Contributi pervenuti oltre il termine"
_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()  # noqa: SIM905
)
_ALIGNMENTS = {1: "favorevole", -1: "contrario"}
_FIXED_CHARACTERS = 250
"""Headings, labels and data of one entry, roughly: only its texts vary enough to be measured."""


@dataclass(slots=True)
class Group:
    """Comments of one campaign and the one of them that carries the common answer."""

    number: int
    members: list[int] = field(default_factory=list)
    carrier: CommentView | None = None
    """The model if it is admitted, otherwise the first admitted member."""
    model_number: int | None = None
    model_sha256: str = ""
    """Empty when the model's text is not public: then no member may lean on it."""

    def take(self, view: CommentView) -> None:
        self.members.append(view.number)
        is_model = view.likeness is Likeness.MODEL
        if is_model and view.is_public:
            self.model_number, self.model_sha256 = view.number, view.text_sha256
        if view.must_be_answered and (is_model or self.carrier is None or self._comes_before(view)):
            self.carrier = view

    def _comes_before(self, view: CommentView) -> bool:
        carrier = self.carrier
        return carrier is not None and carrier.likeness is not Likeness.MODEL and view.number < carrier.number

    def answers_for(self, view: CommentView) -> bool:
        """Tell whether the carrier's answer says all that this member's own answer says."""
        carrier = self.carrier
        if carrier is None or carrier.number == view.number:
            return False
        same_words = view.reason in ("", carrier.reason) and view.plan_change in ("", carrier.plan_change)
        return view.outcome is carrier.outcome and view.department == carrier.department and same_words


@dataclass(slots=True)
class Survey:
    """What a first look at the comments finds: their order in the annex, their weight, their groups."""

    order: list[int]
    """Positions of the comments: by part as the definition lists them, then by number; late ones at the end."""
    marks: list[tuple[int, str, int]]
    groups: dict[int, Group]
    unanswered: list[int]
    to_answer: int


def survey(definition: InquiryDefinition, views: Sequence[CommentView]) -> Survey:
    """Look once at every comment."""
    titles = definition.part_titles
    ranks = {code: rank for rank, code in enumerate(titles)}
    groups: dict[int, Group] = {}
    found: list[tuple[bool, int, int, int, str, int]] = []
    unanswered: list[int] = []
    leaning: list[CommentView] = []
    to_answer = 0
    for position, view in enumerate(views):
        late = not view.must_be_answered
        part = LATE_PART if late else titles.get(view.part, view.part)
        rank = len(ranks) if late else ranks.get(view.part, len(ranks))
        texts = (view.text, view.title, view.added_text, view.reason, view.plan_change)
        found.append((late, rank, view.number, position, part, _FIXED_CHARACTERS + sum(map(len, texts))))
        if view.group_number is not None:
            groups.setdefault(view.group_number, Group(view.group_number)).take(view)
        to_answer += not late
        if not late and (view.outcome is None or not view.department):
            unanswered.append(view.number)
        elif not late and not view.reason.strip():
            leaning.append(view)
    unanswered += [view.number for view in leaning if not _leans_on_a_reason(view, groups)]
    found.sort()
    return Survey(
        order=[position for _, _, _, position, _, _ in found],
        marks=[(number, part, weight) for _, _, number, _, part, weight in found],
        groups=groups,
        unanswered=sorted(unanswered),
        to_answer=to_answer,
    )


def _leans_on_a_reason(view: CommentView, groups: Mapping[int, Group]) -> bool:
    group = groups.get(view.group_number) if view.group_number is not None else None
    return bool(group and group.answers_for(view) and group.carrier and group.carrier.reason.strip())


def entries(
    definition: InquiryDefinition,
    views: Sequence[CommentView],
    found: Survey,
    volume_of: Callable[[int], int],
    *,
    window_ends_on: date,
) -> Iterable[Entry]:
    """Yield the entries in the order of the survey."""
    writer = _Writer(definition, found.groups, volume_of, window_ends_on)
    for position, (number, part, _) in zip(found.order, found.marks, strict=True):
        view = views[position]
        yield Entry(number, part, f"{view.channel.value} · {writer.day(view)}", writer.lines(view))


class _Writer:
    def __init__(
        self,
        definition: InquiryDefinition,
        groups: dict[int, Group],
        volume_of: Callable[[int], int],
        window_ends_on: date,
    ) -> None:
        self._zone = ZoneInfo(definition.timezone)
        self._departments = definition.department_names
        self._parts = definition.part_titles
        self._window_ends = long_day(window_ends_on)
        self._groups = groups
        self._volume_of = volume_of

    def day(self, view: CommentView) -> str:
        return long_day(view.submitted_at.astimezone(self._zone).date())

    def lines(self, view: CommentView) -> list[Line]:
        group = self._groups.get(view.group_number) if view.group_number is not None else None
        lines = [Line(DATA, " · ".join(self._data(view))), *self._words(view, group)]
        lines.extend(Line(NOTE, _LATER[difference]) for difference in view.differences if difference in _LATER)
        if not view.must_be_answered:
            lines.append(
                Line(NOTE, f"Pervenuto oltre il termine del {self._window_ends}: resta agli atti senza valutazione.")
            )
        if view.outcome is not None:
            lines.extend(self._answer(view, group))
        return lines

    def _data(self, view: CommentView) -> Iterable[str]:
        yield f"autore {view.author_code}"
        if view.on_behalf_of:
            yield f"per conto di {view.on_behalf_of}"
        if not view.must_be_answered:
            yield self._parts.get(view.part, view.part)
        if view.section:
            yield f"sezione {view.section}"
        if view.event:
            yield view.event
        if view.parent_number is not None:
            yield f"in risposta al n. {view.parent_number}"
        elif view.parent_missing:
            yield "in risposta a un intervento che la piattaforma non ha fornito"
        if view.alignment in _ALIGNMENTS:
            yield _ALIGNMENTS[view.alignment]
        if view.supports:
            yield f"sostegni: {view.supports}"
        if view.group_number is not None:
            yield f"gruppo {view.group_number}"

    def _words(self, view: CommentView, group: Group | None) -> Iterable[Line]:
        if view.ground is not None:
            decided = f", decisione del {long_day(view.moderated_on)}" if view.moderated_on else ""
            yield Line(NOTE, f"[testo rimosso dalla pubblicazione: {view.ground.value}{decided}]")
            return
        if view.title.strip():
            yield Line(TEXT, view.title, label="Titolo:")
        model = group.model_number if group else None
        if group and model not in (None, view.number) and view.text_sha256 == group.model_sha256:
            yield Line(NOTE, f"Testo identico a quello del n. {model}{self._where(view, model)}", anchor=f"n{model}")
            return
        if view.text.strip():
            yield Line(TEXT, view.text)
        else:
            yield Line(NOTE, "[contributo senza testo]")
        if view.added_text.strip() and model not in (None, view.number):
            yield Line(NOTE, view.added_text, label=f"Rispetto al n. {model} aggiunge:")

    def _answer(self, view: CommentView, group: Group | None) -> Iterable[Line]:
        yield Line(OUTCOME, view.outcome.value if view.outcome else "", label="Esito:")
        if group and group.carrier and group.answers_for(view):
            carrier = group.carrier.number
            text = (
                f"vale la risposta data al n. {carrier}{self._where(view, carrier)}, comune al gruppo {group.number}."
            )
            yield Line(ANSWER, text, label="Risposta:", anchor=f"n{carrier}")
            return
        yield Line(ANSWER, view.reason, label="Motivazione:")
        if view.plan_change.strip():
            yield Line(ANSWER, view.plan_change, label="Modifica al piano:")
        yield Line(ANSWER, self._departments.get(view.department, view.department), label="Direzione:")
        if group and group.carrier and group.carrier.number == view.number and len(group.members) > 1:
            others = runs_of(number for number in group.members if number != view.number)
            text = f"{len(group.members)} contributi con testo uguale o quasi uguale; gli altri sono i nn. {others}."
            yield Line(NOTE, text, label=f"Gruppo {group.number}:")

    def _where(self, view: CommentView, number: int | None) -> str:
        if number is None or self._volume_of(number) == self._volume_of(view.number):
            return ""
        return f" (volume {self._volume_of(number)})"


_LATER = {
    Discrepancy.CHANGED: "Un'esportazione successiva della piattaforma riporta un testo diverso: fa fede questo.",
    Discrepancy.VANISHED: "Il contributo manca in un'esportazione successiva della piattaforma: resta valido.",
    Discrepancy.REAPPEARED: "In seguito il contributo è ricomparso in piattaforma.",
    Discrepancy.LATE_ARRIVAL: "È comparso in piattaforma dopo il sigillo del protocollo: vale la data che porta.",
    Discrepancy.HIDDEN: "In piattaforma risulta nascosto.",
}


def runs_of(numbers: Iterable[int]) -> str:
    """Return numbers as people list them: `4, 7-9, 12`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


@lru_cache(maxsize=4096)
def long_day(day: date) -> str:
    """Return a day in Italian words: `1º marzo 2025`."""
    return f"{'1º' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"

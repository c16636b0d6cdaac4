"""Where an inquiry stands (stato): counts, next dates, what is missing and who owes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.inquiry.views import CommentView
from domain.italian import counted
from domain.models import SourceFile
from domain.store import letters, processes, registry, source_files
from domain.store.agenda import PlannedStep
from domain.vocabulary import Admission, Discrepancy, InquiryStage
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_case, load_views
from flows.steps import Step, remaining


@dataclass(frozen=True, slots=True)
class Owes:
    """A department and what it has still to evaluate."""

    department: str
    assigned: int
    evaluated: int

    @property
    def missing(self) -> int:
        return self.assigned - self.evaluated


@dataclass(frozen=True, slots=True)
class FileRows:
    """A file that came in and what became of its rows. Rows in = accepted + set aside."""

    name: str
    is_workbook: bool
    """A department's workbook: what was set aside is to be mended, or somebody else's by now."""
    rows_in: int
    accepted: int
    set_aside: int


@dataclass(slots=True)
class Standing:
    """Where an inquiry stands at a moment."""

    id: str
    title: str
    stage: InquiryStage
    timezone: str
    """The city's: instants are shown in it."""
    counts: dict[str, int] = field(default_factory=dict)
    owes: list[Owes] = field(default_factory=list)
    next_dates: list[PlannedStep] = field(default_factory=list)
    files: list[FileRows] = field(default_factory=list)
    letters: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def standing(desk: Desk, process_id: str, steps: Sequence[Step[InquiryCase]]) -> Standing:
    """Tell where an inquiry stands now."""
    case = load_case(desk, process_id)
    views = load_views(desk, process_id)
    with desk.transaction() as session:
        files = source_files.files(session, process_id)
        documents = len(processes.documents(session, process_id))
        entries = registry.head(session, process_id).number
        by_state = letters.count_by_state(session, process_id=process_id)
    found = Standing(case.id, case.definition.title, case.stage, case.definition.timezone)
    found.files = [_file_rows(file) for file in files]
    found.counts = counts_of(views) | {
        "righe accantonate": sum(file.set_aside for file in found.files if not file.is_workbook),
        "righe di scheda non accettate": sum(file.set_aside for file in found.files if file.is_workbook),
        "registrazioni di protocollo": entries,
        "documenti": documents,
        "lettere": sum(by_state.values()),
    }
    found.owes = who_owes(case, views)
    found.next_dates = remaining(desk, case, steps, InquiryStage)
    found.letters = {state.value: count for state, count in by_state.items() if count}
    found.warnings = _warnings(views)
    return found


def counts_of(views: Sequence[CommentView]) -> dict[str, int]:
    """The counts that every summary shows, in Italian."""
    admitted = [view for view in views if view.admission is Admission.ADMITTED]
    groups = {view.group_number for view in views if view.group_number is not None}
    return {
        "ricevuti": len(views),
        "ammessi": len(admitted),
        "tardivi": len(views) - len(admitted),
        "moderati": sum(view.ground is not None for view in views),
        "raggruppati": sum(view.group_number is not None for view in views),
        "gruppi": len(groups),
        "valutati": sum(view.outcome is not None for view in admitted),
    }


def who_owes(case: InquiryCase, views: Sequence[CommentView]) -> list[Owes]:
    """Every department of the definition with what it was assigned and what it has evaluated."""
    assigned = Counter(view.department for view in views if view.must_be_answered)
    evaluated = Counter(view.department for view in views if view.must_be_answered and view.outcome is not None)
    return [
        Owes(department.code, assigned[department.code], evaluated[department.code])
        for department in case.definition.departments
    ]


def _file_rows(file: SourceFile) -> FileRows:
    is_workbook = file.subject == "evaluations"
    return FileRows(file.name, is_workbook, file.rows_in, file.rows_accepted, file.rows_set_aside)


_FLAGGED = {
    Discrepancy.CHANGED: ("contributo modificato", "contributi modificati"),
    Discrepancy.VANISHED: ("contributo scomparso", "contributi scomparsi"),
    Discrepancy.REAPPEARED: ("contributo ricomparso", "contributi ricomparsi"),
    Discrepancy.LATE_ARRIVAL: ("contributo comparso dopo il sigillo", "contributi comparsi dopo il sigillo"),
    Discrepancy.HIDDEN: ("contributo nascosto in piattaforma", "contributi nascosti in piattaforma"),
}


def _warnings(views: Sequence[CommentView]) -> list[str]:
    kinds = Counter(kind for view in views for kind in view.differences)
    found = [
        f"{counted(kinds[kind], *words)} secondo le esportazioni" for kind, words in _FLAGGED.items() if kinds[kind]
    ]
    orphans = sum(view.parent_missing for view in views)
    if orphans:
        found.append(f"{counted(orphans, 'risposta', 'risposte')} a un commento che l'esportazione non contiene")
    return found

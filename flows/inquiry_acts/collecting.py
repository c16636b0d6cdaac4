"""Collecting what people said: files are kept as they came, read, compared with what is known, and put on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.documents.forms.peek import form_meta
from domain.documents.mail_kinds import DifferenceCount, ExportDifferences
from domain.errors import Refusal
from domain.inquiry.contributions import FORM_KIND, read_contributions
from domain.inquiry.intake import Intake, take_in
from domain.inquiry.reading import read_platform_api, read_platform_file
from domain.inquiry.views import ReadFile
from domain.italian import number, register_numbers, rows_told
from domain.minutes import Minutes, NewLetter
from domain.store import inquiry_comments, inquiry_reception, processes, registry, source_files
from domain.tabular import SetAside
from domain.timetable import Window
from domain.vocabulary import Admission, Discrepancy, InquiryStage
from flows.edges import Desk, platform_post
from flows.inquiry_acts.case import InquiryCase, load_case
from flows.inquiry_acts.letters import letter
from flows.steps import in_turn

_ORDER = {"contributions": 0, "proposals": 1, "comments": 2}
"""Sections and osservazioni first: a comment may hang from an osservazione of the same delivery."""


@dataclass(slots=True)
class Collected:
    """What one file brought. Rows in = accepted + set aside."""

    name: str
    subject: str
    layout: str
    rows_in: int
    rows_accepted: int
    set_aside: list[SetAside]
    new: int
    late: int
    differences: dict[Discrepancy, int] = field(default_factory=dict)
    lacks: list[str] = field(default_factory=list)
    known_before: bool = False
    """These very bytes were collected before: nothing was done."""

    @property
    def in_words(self) -> str:
        """One line for whoever sent it."""
        if self.known_before:
            return f"{self.name}: già acquisito, nulla di cambiato."
        return (
            f"{self.name}: {rows_told(self.rows_in, self.rows_accepted, len(self.set_aside))}; "
            f"nuovi contributi {number(self.new)}, di cui tardivi {number(self.late)}."
        )


@in_turn
def collect_files(
    desk: Desk, process_id: str, files: Sequence[tuple[str, bytes]], *, as_of: datetime
) -> list[Collected]:
    """Take in exports of the platform and contribution forms, in any order; the same bytes twice change nothing.

    Raises: Refusal when the inquiry does not collect, or a file cannot be read at all; then none is taken.
    """
    case = load_case(desk, process_id)
    reads = [read for name, data in files for read in read_file(desk, case, name, data)]
    with desk.transaction() as session:
        is_known = all(source_files.file_of(session, process_id, read.sha256) for read in reads)
    if not is_known:
        _refuse_outside_collection(case)
    for _, data in files:
        desk.keep_raw(process_id, data)
    return _take_all(desk, case, reads, as_of)


@in_turn
def collect_live(desk: Desk, process_id: str, *, as_of: datetime) -> list[Collected]:
    """Take in what a live Decidim answers over GraphQL.

    Raises: Refusal when the definition names no platform, or the platform does not answer as it should.
    """
    case = load_case(desk, process_id)
    _refuse_outside_collection(case)
    platform = case.definition.platform
    if not platform.url or not platform.space:
        raise Refusal("la definizione non dice dove sta la piattaforma", "servono platform.url e platform.space")
    reads = read_platform_api(
        platform_post(platform.url),
        space=platform.space,
        code_key=desk.key_for(process_id, "autori"),
        timezone=case.definition.timezone,
        host=platform.url,
    )
    return _take_all(desk, case, reads, as_of)


def read_file(desk: Desk, case: InquiryCase, name: str, data: bytes) -> list[ReadFile]:
    """Read one file, whatever it is: an export of the platform or the form of the other channels."""
    key = desk.key_for(case.id, "autori")
    if _is_contributions_form(data, name):
        return [read_contributions(data, name, definition=case.definition, code_key=key)]
    return read_platform_file(data, name, code_key=key, timezone=case.definition.timezone)


def _is_contributions_form(data: bytes, name: str) -> bool:
    try:
        return form_meta(data, name).get("form") == FORM_KIND
    except Refusal:  # no workbook of ours: the platform's reader says what it is
        return False


def _refuse_outside_collection(case: InquiryCase) -> None:
    if case.stage in (InquiryStage.AWAITING_APPROVAL, InquiryStage.PUBLISHED):
        raise Refusal(
            f"non si acquisisce più nulla: la fase è «{case.stage}»",
            "per confrontare la piattaforma con gli esiti approvati usate «istruttoria inquiry verify --export»",
        )


def _take_all(desk: Desk, case: InquiryCase, reads: list[ReadFile], as_of: datetime) -> list[Collected]:
    reads.sort(key=lambda read: _ORDER[read.subject])
    return [_take_one(desk, case, read, as_of) for read in reads]


def _take_one(desk: Desk, case: InquiryCase, read: ReadFile, as_of: datetime) -> Collected:
    window = Window(case.calendar.opens_at, case.calendar.closes_at)
    desk.keep_raw(case.id, read.data)
    with desk.transaction() as session:
        registry.lock_process(session, case.id)
        if before := source_files.file_of(session, case.id, read.sha256):
            inquiry_reception.confirm(session, before, after=case.calendar.closes_at, seen_at=as_of)
            return _report(Intake(read, set_aside=read.set_aside), known_before=True)
        known = inquiry_comments.known(session, case.id)
        intake = take_in(read, definition=case.definition, window=window, known=known)
        sealed = processes.is_done(session, case.id, "seal")
        source = inquiry_reception.receive(session, case.id, intake, received_at=as_of, sealed=sealed)
        differences = inquiry_comments.differences_of(session, source.id or 0)
        if differences:
            letters = [_of_differences(desk, case, read, differences, as_of)]
            desk.keep_in(session, case.id, Minutes(letters=letters), as_of=as_of)
    return _report(intake, differences=differences)


def _of_differences(
    desk: Desk, case: InquiryCase, read: ReadFile, differences: Mapping[Discrepancy, Sequence[int]], as_of: datetime
) -> NewLetter:
    """Tell the officer in charge, once per file, what it says otherwise (promise I12)."""
    return letter(
        desk,
        case,
        ExportDifferences,
        case.definition.recipients.responsible,
        about=read.sha256[:16],
        file=read.name,
        collected_on=case.day(as_of),
        differences=[
            DifferenceCount(kind.value, len(numbers), register_numbers(numbers))
            for kind, numbers in differences.items()
        ],
    )


def _report(
    intake: Intake, *, differences: Mapping[Discrepancy, Sequence[int]] | None = None, known_before: bool = False
) -> Collected:
    return Collected(
        name=intake.file.name,
        subject=intake.file.subject,
        layout=intake.file.layout,
        rows_in=intake.file.rows_in,
        rows_accepted=intake.rows_accepted,
        set_aside=intake.set_aside,
        new=len(intake.admitted),
        late=sum(admitted.admission is Admission.LATE for admitted in intake.admitted),
        differences={kind: len(numbers) for kind, numbers in (differences or {}).items()},
        lacks=intake.file.lacks,
        known_before=known_before,
    )

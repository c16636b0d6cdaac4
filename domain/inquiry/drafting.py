"""What the documents of an inquiry say, drawn from its definition, its calendar and its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.contexts import (
    ConvocationContext,
    Count,
    CouncilPackageContext,
    CoverLetterContext,
    DepartmentLine,
    DepartmentLoad,
    DocumentLine,
    FileLine,
    ManifestContext,
    NoticeContext,
    OutcomeLine,
    PactContext,
    PartLine,
    PartLoad,
    PhaseLine,
    PublicationNoticeContext,
)
from domain.inquiry.definition import Act, InquiryDefinition, Period
from domain.inquiry.views import CommentView
from domain.italian import day_in_words, instant_in_words, number, percent
from domain.minutes import FiledDocument
from domain.models import Decision, SourceFile
from domain.vocabulary import CHANGES_THE_PLAN, Admission, Outcome

_MEANINGS = {
    Outcome.ACCEPTED: "la proposta entra nel piano",
    Outcome.PARTLY_ACCEPTED: "una parte della proposta entra nel piano",
    Outcome.NOT_ACCEPTED: "la proposta non entra nel piano, per il motivo indicato",
    Outcome.ALREADY_PROVIDED: "il piano, o un atto vigente, prevede già quanto è chiesto",
    Outcome.NOT_PERTINENT: "il contributo riguarda altro rispetto al piano",
}


def common(definition: InquiryDefinition, *, written_on: date) -> dict[str, Any]:
    """Return what every document of an inquiry says."""
    recipients = definition.recipients
    return {
        "city": definition.city,
        "title": definition.title,
        "short_title": definition.short_title,
        "plan": definition.plan,
        "responsible": recipients.responsible.name,
        "responsible_email": recipients.responsible.email,
        "coordination": recipients.coordination.name,
        "platform": definition.platform.name,
        "platform_url": definition.platform.url,
        "written_on": day_in_words(written_on),
    }


def _window(calendar: InquiryCalendar) -> dict[str, str]:
    return {
        "window_from": day_in_words(calendar.window.first_on),
        "window_to": day_in_words(calendar.window.last_on),
    }


def notice(definition: InquiryDefinition, calendar: InquiryCalendar, *, written_on: date) -> NoticeContext:
    """Return what the public notice says."""
    return NoticeContext(**_rules(definition, calendar, written_on=written_on))


def pact(definition: InquiryDefinition, calendar: InquiryCalendar, *, written_on: date) -> PactContext:
    """Return what the participation pact says (promises I1-I15)."""
    return PactContext(
        **_rules(definition, calendar, written_on=written_on),
        departments=[DepartmentLine(name=one.name, email=one.email) for one in definition.departments],
        working_group=[one.name for one in definition.recipients.working_group],
        moderators=list(definition.moderation.officers),
        outcomes=outcome_lines(definition),
        notice_days=definition.notice_days,
    )


def _rules(definition: InquiryDefinition, calendar: InquiryCalendar, *, written_on: date) -> dict[str, Any]:
    names = definition.department_names
    phases = definition.phases
    return {
        **common(definition, written_on=written_on),
        **_window(calendar),
        "evaluation_to": day_in_words(calendar.evaluation.last_on),
        "acts": [_act(act) for act in definition.acts],
        "phases": [
            _phase("Analisi e preparazione", phases.preparation),
            _phase("Raccolta dei commenti", phases.window),
            _phase("Valutazione e aggiornamento del piano", phases.evaluation),
        ],
        "parts": [
            PartLine(
                title=part.title,
                lead=names[part.departments[0]],
                consulted=", ".join(names[code] for code in part.departments[1:]),
            )
            for part in definition.parts
        ],
        "grounds": [ground.value for ground in definition.moderation.grounds],
    }


def _phase(name: str, period: Period) -> PhaseLine:
    return PhaseLine(
        name=name,
        starts_on=day_in_words(period.starts_on),
        ends_on=day_in_words(period.ends_on),
        source=period.source,
    )


def _act(act: Act) -> str:
    numbered = f"{act.title} n. {act.number}" if act.number else act.title
    return f"{numbered} del {day_in_words(act.on)}" if act.on else numbered


def outcome_lines(definition: InquiryDefinition) -> list[OutcomeLine]:
    """Return the outcomes of an inquiry with what each means."""
    return [OutcomeLine(name=outcome.value, meaning=_MEANINGS[outcome]) for outcome in definition.outcomes]


def convocation(
    definition: InquiryDefinition, calendar: InquiryCalendar, views: Sequence[CommentView], *, written_on: date
) -> ConvocationContext:
    """Return what the working group is called for: the load of every department."""
    names = definition.department_names
    return ConvocationContext(
        **common(definition, written_on=written_on),
        **_admissions(views),
        working_group=[one.name for one in definition.recipients.working_group],
        agenda=[
            "Quadro dei contributi ricevuti e dei gruppi di testi simili",
            "Assegnazione alle direzioni ed eventuali passaggi di competenza",
            "Criteri comuni per esiti e motivazioni",
            "Calendario della valutazione e dei solleciti",
        ],
        loads=[
            DepartmentLoad(department=names[code], comments=len(mine), groups=_groups(mine))
            for code, mine in by_department(views).items()
        ],
        evaluation_from=day_in_words(calendar.evaluation.first_on),
        evaluation_to=day_in_words(calendar.evaluation.last_on),
        reminders=_reminders(calendar),
    )


def cover_letter(
    definition: InquiryDefinition,
    calendar: InquiryCalendar,
    department: str,
    views: Sequence[CommentView],
    *,
    forms: Sequence[str],
    written_on: date,
) -> CoverLetterContext:
    """Return what goes with the workbook of one department; `views` are the comments in it."""
    titles = definition.part_titles
    parts = Counter(view.part for view in views)
    return CoverLetterContext(
        **common(definition, written_on=written_on),
        department=definition.department_names[department],
        forms=list(forms),
        comments=len(views),
        groups=_groups(views),
        parts=[PartLoad(part=titles[code], comments=parts[code]) for code in titles if parts[code]],
        outcomes=outcome_lines(definition),
        return_by=day_in_words(calendar.evaluation.last_on),
        reminders=_reminders(calendar),
    )


def _reminders(calendar: InquiryCalendar) -> list[str]:
    return [day_in_words(at.astimezone(calendar.zone).date()) for _, at in calendar.reminders]


def _groups(views: Iterable[CommentView]) -> int:
    return len({view.group_number for view in views if view.group_number is not None})


def by_department(views: Iterable[CommentView]) -> dict[str, list[CommentView]]:
    """Sort the comments that must be answered by department, in order of code; unassigned ones are left out."""
    found: dict[str, list[CommentView]] = {}
    for view in views:
        if view.must_be_answered and view.department:
            found.setdefault(view.department, []).append(view)
    return dict(sorted(found.items()))


def _admissions(views: Sequence[CommentView]) -> dict[str, int]:
    late = sum(view.admission is Admission.LATE for view in views)
    return {"received": len(views), "admitted": len(views) - late, "late": late}


def manifest(
    definition: InquiryDefinition,
    calendar: InquiryCalendar,
    views: Sequence[CommentView],
    *,
    files: Sequence[SourceFile],
    seal: Decision,
    entries: int,
    root_sha256: str,
    sealed_at: datetime,
) -> ManifestContext:
    """Return what the manifest of the seal says: how many, up to where, which hash, who signed."""
    zone = definition.timezone
    return ManifestContext(
        **common(definition, written_on=sealed_at.astimezone(calendar.zone).date()),
        **_window(calendar),
        **_admissions(views),
        closed_at=instant_in_words(calendar.closes_at, zone),
        sealed_at=instant_in_words(sealed_at, zone),
        officer=seal.officer,
        signed_on=day_in_words(seal.act_on),
        entries=entries,
        root_hash=root_sha256,
        moderated=sum(view.ground is not None for view in views),
        set_aside=sum(file.rows_set_aside for file in files),
        channels=_counts(view.channel.value for view in views),
        parts=_counts(definition.part_titles[view.part] for view in views),
        files=[
            FileLine(
                name=file.name,
                rows_in=file.rows_in,
                accepted=file.rows_accepted,
                set_aside=file.rows_set_aside,
                sha256=file.sha256,
            )
            for file in files
        ],
    )


def _counts(labels: Iterable[str]) -> list[Count]:
    counted = Counter(labels)
    whole = counted.total()
    return [Count(label=label, count=count, share=percent(count, whole)) for label, count in counted.most_common()]


def _outcomes(definition: InquiryDefinition, views: Sequence[CommentView]) -> list[Count]:
    counted = Counter(view.outcome for view in views if view.must_be_answered and view.outcome)
    whole = counted.total()
    return [
        Count(label=outcome.value, count=counted[outcome], share=percent(counted[outcome], whole))
        for outcome in definition.outcomes
    ]


def council_package(
    definition: InquiryDefinition,
    calendar: InquiryCalendar,
    views: Sequence[CommentView],
    *,
    documents: Sequence[FiledDocument],
    printed: int,
    root_sha256: str,
    written_on: date,
) -> CouncilPackageContext:
    """Return what the cover of the Council's package says; `printed` was counted by reading the annex again."""
    return CouncilPackageContext(
        **common(definition, written_on=written_on),
        **_window(calendar),
        **_admissions(views),
        council=definition.recipients.council.name,
        acts=[_act(act) for act in definition.acts],
        printed=printed,
        answered=sum(view.must_be_answered and view.outcome is not None for view in views),
        moderated=sum(view.ground is not None for view in views),
        outcomes=_outcomes(definition, views),
        documents=document_lines(documents),
        root_hash=root_sha256,
    )


def publication_notice(
    definition: InquiryDefinition,
    views: Sequence[CommentView],
    *,
    approval: Decision,
    documents: Sequence[FiledDocument],
    written_on: date,
) -> PublicationNoticeContext:
    """Return what the publication notice says: the act, the figures, the documents."""
    counts = _admissions(views)
    return PublicationNoticeContext(
        **common(definition, written_on=written_on),
        received=counts["received"],
        admitted=counts["admitted"],
        approval_act=approval.act,
        approved_on=day_in_words(approval.act_on),
        changing=sum(view.must_be_answered and view.outcome in CHANGES_THE_PLAN for view in views),
        outcomes=_outcomes(definition, views),
        documents=document_lines(documents),
    )


def document_lines(documents: Iterable[FiledDocument]) -> list[DocumentLine]:
    """Return documents as a list in another document names them, with size and hash."""
    return [
        DocumentLine(title=one.title, name=one.name, size=_size(one.size_bytes), sha256=one.sha256) for one in documents
    ]


def _size(size_bytes: int) -> str:
    if size_bytes < 1_000_000:
        return f"{number(max(1, round(size_bytes / 1000)))} kB"
    return f"{size_bytes / 1_000_000:.1f} MB".replace(".", ",")

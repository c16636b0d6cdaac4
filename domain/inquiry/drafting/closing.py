"""What is said when something is concluded: the manifest of the seal, the Council's package, the publication notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from domain.inquiry.calendar_of_inquiry import InquiryCalendar
from domain.inquiry.contexts import (
    CouncilPackageContext,
    Count,
    DocumentLine,
    FileLine,
    ManifestContext,
    PublicationNoticeContext,
)
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.drafting.wording import act_line, admissions, common, window_days
from domain.inquiry.views import CommentView
from domain.italian import day_in_words, instant_in_words, number, percent
from domain.minutes import FiledDocument
from domain.models import Decision, SourceFile
from domain.vocabulary import CHANGES_THE_PLAN


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
        **window_days(calendar),
        **admissions(views),
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
        **window_days(calendar),
        **admissions(views),
        council=definition.recipients.council.name,
        acts=[act_line(act) for act in definition.acts],
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
    counts = admissions(views)
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


def _outcomes(definition: InquiryDefinition, views: Sequence[CommentView]) -> list[Count]:
    counted = Counter(view.outcome for view in views if view.must_be_answered and view.outcome)
    whole = counted.total()
    return [
        Count(label=outcome.value, count=counted[outcome], share=percent(counted[outcome], whole))
        for outcome in definition.outcomes
    ]


def document_lines(documents: Iterable[FiledDocument]) -> list[DocumentLine]:
    """Return documents as a list in another document names them, with size and hash, without our folders."""
    return [
        DocumentLine(title=one.title, name=one.name.rpartition("/")[2], size=_size(one.size_bytes), sha256=one.sha256)
        for one in documents
    ]


def _size(size_bytes: int) -> str:
    if size_bytes < 1_000_000:
        return f"{number(max(1, round(size_bytes / 1000)))} kB"
    return f"{size_bytes / 1_000_000:.1f} MB".replace(".", ",")

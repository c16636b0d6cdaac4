"""Which comments are answered together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from domain.inquiry.campaigns import campaigns
from domain.inquiry.definition import Grouping
from domain.inquiry.views import CommentView
from domain.vocabulary import Admission, Channel

CAMPAIGN = "Chiediamo che lo sportello energia apra in ogni municipio entro la fine dell'anno, anche il sabato mattina."
NOON = datetime(2025, 2, 10, 11, tzinfo=UTC)


def said(number: int, text: str, *, part: str = "azione-1", section: str = "1", parent: str = "") -> CommentView:
    return CommentView(
        id=number,
        number=number,
        key=f"comment:{number}",
        channel=Channel.COMMENT,
        part=part,
        section=section,
        author_code="P-A",
        text=text,
        text_sha256="",
        submitted_at=NOON,
        received_at=NOON,
        admission=Admission.ADMITTED,
        parent_key=parent,
    )


def members(views: list[CommentView]) -> list[list[int]]:
    return [[member.id for member in group.members] for group in campaigns(views, Grouping())]


def test_a_campaign_posted_under_two_parts_is_one_group() -> None:
    assert members([said(1, CAMPAIGN), said(2, CAMPAIGN, part="azione-3", section="9"), said(3, "Altro.")]) == [[1, 2]]


def test_a_short_agreement_is_grouped_only_under_the_same_section_and_parent() -> None:
    agreed = "Sono d'accordo"
    views = [
        said(1, agreed, parent="comment:8"),
        said(2, agreed, parent="comment:9"),
        said(3, agreed, section="2"),
        said(4, agreed, parent="comment:8"),
    ]
    assert members(views) == [[1, 4]]


def test_groups_are_numbered_by_their_first_comment_whatever_the_length_of_its_text() -> None:
    views = [said(1, "Bravi!"), said(2, CAMPAIGN), said(3, "Bravi!"), said(4, CAMPAIGN.upper())]
    assert [(group.number, group.members[0].id) for group in campaigns(views, Grouping())] == [(1, 1), (2, 2)]


def test_a_late_comment_is_in_no_group() -> None:
    late = replace(said(2, CAMPAIGN), admission=Admission.LATE)
    assert members([said(1, CAMPAIGN), late]) == []

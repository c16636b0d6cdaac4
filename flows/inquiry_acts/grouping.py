"""Grouping: near-duplicate texts are put together for the work, never left out (promise I5)."""

from __future__ import annotations

from domain.inquiry.campaigns import campaigns
from domain.minutes import Minutes, Rows
from domain.models import GroupMember
from domain.register import EntryDraft, digest
from domain.vocabulary import EntryKind
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase, load_views
from flows.steps import Moment


def group_comments(desk: Desk, case: InquiryCase, moment: Moment) -> Minutes:
    """Group every admitted comment with its near-duplicates; what each member adds of its own is kept."""
    groups = campaigns(load_views(desk, case.id), case.definition.grouping)
    rows: list[dict[str, object]] = [
        {
            "comment_id": member.id,
            "process_id": case.id,
            "group_number": found.number,
            "likeness": member.likeness,
            "similarity": member.similarity,
            "added_text": member.added_text,
        }
        for found in groups
        for member in found.members
    ]
    membership = [[row["group_number"], row["comment_id"]] for row in rows]
    payload = {"groups": len(groups), "members": len(rows), "members_sha256": digest(membership)}
    entry = EntryDraft(EntryKind.GROUPING, "finestra", moment.as_of, payload=payload)
    return Minutes(entries=[entry], rows=[Rows(GroupMember, rows)])

"""Letters of an inquiry: a kind of mail, a recipient of the definition, and what only this letter knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.definition_parts import Department, Recipient
from domain.documents.mail_kinds import InquiryMail
from domain.minutes import NewLetter
from flows.correspondence import letter_of
from flows.edges import Desk
from flows.inquiry_acts.case import InquiryCase


def letter(
    desk: Desk,
    case: InquiryCase,
    kind: type[InquiryMail],
    to: Recipient | Department,
    *,
    about: str,
    attachments: Sequence[str] = (),
    **told: Any,
) -> NewLetter:
    """Write one letter; `about` makes its key, together with its kind and its recipient's address.

    Writing it twice leaves one: the outbox knows it by its key, which holds no address.
    """
    definition = case.definition
    mail = kind(
        recipient=to.name,
        inquiry=definition.short_title,
        plan=definition.plan,
        platform=definition.platform.name,
        city=definition.city,
        office=desk.post.mailbox.name,
        reply_to=desk.post.mailbox.address,
        **told,
    )
    return letter_of(mail, about=about, to_address=to.email, attachments=attachments)


def letters_to_all(
    desk: Desk, case: InquiryCase, kind: type[InquiryMail], everyone: Sequence[Recipient], *, about: str, **told: Any
) -> list[NewLetter]:
    """Write the same letter to each of several recipients, one message each."""
    return [
        letter(desk, case, kind, to, about=f"{about}:{place}", **told) for place, to in enumerate(everyone, start=1)
    ]

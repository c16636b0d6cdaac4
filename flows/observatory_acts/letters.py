"""Letters of an observatory: to the offices and the senders that its definition names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.definition_parts import Recipient
from domain.documents.mail_of_observatory import ObservatoryMail
from domain.minutes import NewLetter
from domain.observatory.definition_house import Sender
from flows.correspondence import letter_of
from flows.edges import Desk
from flows.observatory_acts.case import ObservatoryCase


def letter(
    desk: Desk,
    case: ObservatoryCase,
    kind: type[ObservatoryMail],
    to: Recipient | Sender,
    *,
    about: str,
    year: int,
    attachments: Sequence[str] = (),
    **told: Any,
) -> NewLetter:
    """Write one letter; `about` makes its key, together with its kind and the observatory."""
    mail = kind(
        recipient=to.name,
        observatory=case.definition.short_title,
        city=case.definition.city,
        year=str(year),  # as people write it: a number would get a point after its thousands
        office=desk.post.mailbox.name,
        reply_to=desk.post.mailbox.address,
        **told,
    )
    return letter_of(mail, about=f"{case.id}:{about}", to_address=to.email, attachments=attachments)


def to_the_office(
    desk: Desk, case: ObservatoryCase, kind: type[ObservatoryMail], *, about: str, **told: Any
) -> list[NewLetter]:
    """Write the same letter to who is responsible and to coordination."""
    to = case.definition.recipients
    everyone = list({one.email: one for one in (to.responsible, to.coordination)}.values())
    return [
        letter(desk, case, kind, one, about=f"{about}:ufficio-{place}", **told)
        for place, one in enumerate(everyone, start=1)
    ]

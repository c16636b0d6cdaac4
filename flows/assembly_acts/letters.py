"""Letters of a cycle: to offices of the definition, and to members at the address they gave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.definition_parts import Department, Recipient
from domain.documents.mail_of_assembly import AssemblyMail
from domain.minutes import NewLetter
from flows.assembly_acts.case import AssemblyCase
from flows.correspondence import letter_of
from flows.edges import Desk


def letter(
    desk: Desk,
    case: AssemblyCase,
    kind: type[AssemblyMail],
    to: Recipient | Department,
    *,
    about: str,
    attachments: Sequence[str] = (),
    **told: Any,
) -> NewLetter:
    """Write one letter to an office."""
    return letter_to(desk, case, kind, to.name, to.email, about=about, attachments=attachments, **told)


def letter_to(
    desk: Desk,
    case: AssemblyCase,
    kind: type[AssemblyMail],
    name: str,
    address: str,
    *,
    about: str,
    attachments: Sequence[str] = (),
    **told: Any,
) -> NewLetter:
    """Write one letter to somebody whose address is known; `about` holds the cycle, and the code for a member."""
    mail = kind(
        recipient=name,
        assembly=case.definition.short_title,
        city=case.definition.city,
        office=desk.post.mailbox.name,
        reply_to=desk.post.mailbox.address,
        **told,
    )
    return letter_of(mail, about=f"{case.id}:{about}", to_address=address, attachments=attachments)

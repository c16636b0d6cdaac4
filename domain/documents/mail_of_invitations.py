"""What the invitations to the assembly by e-mail know: their templates may print these fields and no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.documents.mail_of_assembly import AssemblyMail


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(AssemblyMail):
    """To a resident who was drawn: are you available (promise A2)."""

    template: ClassVar[str] = "assembly-invitation"
    protocol: str
    code: str
    """The personal code, in groups of four."""
    check_link: str
    answer_by: date
    answer_by_digits: str
    phone: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationReminder(Invitation):
    """To a resident who was drawn and has not answered (sollecito)."""

    template: ClassVar[str] = "assembly-invitation-reminder"


INVITATION_KINDS: tuple[type[AssemblyMail], ...] = (Invitation, InvitationReminder)

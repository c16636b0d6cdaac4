"""The invitations by e-mail: one letter per code, which appears in no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.assembly.invitations.mailing import MailingFacts
from domain.assembly.invitations.recipients import Recipient
from domain.documents.mail_of_invitations import Invitation, InvitationReminder
from domain.documents.mail_text import write_mail
from domain.documents.print.marks import grouped
from domain.italian import short_day
from domain.minutes import NewLetter
from domain.text import clean_line


def invitation_mails(
    people: Sequence[Recipient],
    facts: MailingFacts,
    *,
    wave: int,
    is_reminder: bool = False,
    city_templates: Path | None = None,
) -> Iterator[NewLetter]:
    """Yield the e-mail of each person; keys read `invito-<wave>-<code>`, `sollecito-<wave>-<code>`."""
    kind, prefix = (InvitationReminder, "sollecito") if is_reminder else (Invitation, "invito")
    for person in people:
        name = clean_line(person.name)
        mail = kind(
            recipient=name,
            office=facts.office,
            reply_to=facts.email,
            assembly=facts.assembly,
            city=facts.city,
            protocol=facts.protocol,
            code=grouped(person.code),
            check_link=facts.check_link(person.code),
            answer_by=facts.answer_by,
            answer_by_digits=short_day(facts.answer_by),
            phone=facts.phone,
            site=facts.site,
        )
        text = write_mail(mail, city_templates=city_templates)
        yield NewLetter(
            key=f"{prefix}-{wave}-{person.code}",
            to_name=name,
            to_address=person.email.strip(),
            subject=text.subject,
            body=text.body,
            reply_to=facts.email,
        )

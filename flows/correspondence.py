"""A letter of any process: what its kind knows, written out and addressed."""

from __future__ import annotations

from collections.abc import Sequence

from domain.documents.mail_kinds import Mail
from domain.documents.mail_text import write_mail
from domain.minutes import NewLetter


def letter_of(mail: Mail, *, about: str, to_address: str, attachments: Sequence[str] = ()) -> NewLetter:
    """Write one letter; `about` makes its key, together with its kind.

    Writing it twice leaves one: the outbox knows it by its key, which holds no address.
    """
    text = write_mail(mail)
    return NewLetter(
        key=f"{mail.template}:{about}",
        to_name=mail.recipient,
        to_address=to_address,
        subject=text.subject,
        body=text.body,
        attachments=tuple(attachments),
        reply_to=mail.reply_to,
    )

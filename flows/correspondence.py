"""A letter of any process: what its kind knows, written out and addressed; and which documents one can carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.documents.mail_kinds import Mail
from domain.documents.mail_text import write_mail
from domain.minutes import FiledDocument, NewLetter

LARGEST_MESSAGE_BYTES = 10_000_000
"""What most servers, PEC included, take in one message after encoding."""


def enclosed(documents: Sequence[FiledDocument]) -> dict[str, Any]:
    """Return which documents fit in one message, in order, and what its text says of those and of the others."""
    room = LARGEST_MESSAGE_BYTES * 3 // 4  # an attachment grows by a third when it is encoded
    fit: list[FiledDocument] = []
    too_large: list[FiledDocument] = []
    for document in documents:
        if document.size_bytes <= room:
            fit.append(document)
            room -= document.size_bytes
        else:
            too_large.append(document)
    return {
        "attachments": [document.name for document in fit],
        "documents": [document.title for document in fit],
        "too_large": [document.title for document in too_large],
    }


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

"""What comes into an office's mailbox, as servers, providers and people write it; every address is made up."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage, Message
from email.policy import SMTP

OURS = "<evaluation-request.0123456789abcdef01234567@comune.example>"
OFFICE = "partecipazione@comune.example"
CASA = "casa@comune.example"
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_REPORT = """\
Return-Path: <>
Date: Mon, 03 Mar 2025 12:05:00 +0000 (UTC)
From: MAILER-DAEMON@mx.comune.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: partecipazione@comune.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4B2C81A0F3.1741003500/mx.comune.example"
Message-Id: <20250303120500.1A2B3C4D5E@mx.comune.example>

This is a MIME-encapsulated message.

--4B2C81A0F3.1741003500/mx.comune.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.comune.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<casa@comune.example>: host 192.0.2.7[192.0.2.7] said: 550 5.1.1
    <casa@comune.example>: Recipient address rejected (in reply to RCPT TO)

--4B2C81A0F3.1741003500/mx.comune.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.comune.example
X-Postfix-Queue-ID: 4B2C81A0F3
Arrival-Date: Mon, 03 Mar 2025 12:04:58 +0000 (UTC)

Final-Recipient: rfc822; casa@comune.example
Original-Recipient: rfc822;casa@comune.example
Action: {action}
Status: {status}
Remote-MTA: dns; 192.0.2.7
Diagnostic-Code: smtp; {diagnostic}

--4B2C81A0F3.1741003500/mx.comune.example
{returned}
--4B2C81A0F3.1741003500/mx.comune.example--
"""
_HEADERS = """\
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Date: Mon, 03 Mar 2025 12:04:58 +0000
Message-ID: {message_id}
From: Ufficio partecipazione <partecipazione@comune.example>
To: Direzione Casa <casa@comune.example>
Subject: Istruttoria energia
"""
_WHOLE = """\
Content-Description: Undelivered Message
Content-Type: message/rfc822

Date: Mon, 03 Mar 2025 12:04:58 +0000
Message-ID: {message_id}
From: Ufficio partecipazione <partecipazione@comune.example>
To: Direzione Casa <casa@comune.example>
Subject: Istruttoria energia
Content-Type: text/plain

Buongiorno.
"""


def report(
    message_id: str = OURS,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 <casa@comune.example>: Recipient address rejected",
    whole: bool = False,
) -> bytes:
    """A delivery report as Postfix writes it, with the headers of the letter or the whole of it."""
    returned = (_WHOLE if whole else _HEADERS).format(message_id=message_id)
    text = _REPORT.format(action=action, status=status, diagnostic=diagnostic, returned=returned)
    return text.replace("\n", "\r\n").encode()


_DATA = """\
<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="{kind}" errore="{error}">
  <intestazione>
    <mittente>partecipazione@pec.comune.example</mittente>
    <destinatari tipo="certificato">casa@pec.comune.example</destinatari>
    <risposte>partecipazione@pec.comune.example</risposte>
    <oggetto>Istruttoria energia</oggetto>
  </intestazione>
  <dati>
    <gestore-emittente>Gestore PEC di prova</gestore-emittente>
    <data zona="+0100"><giorno>03/03/2025</giorno><ora>13:05:07</ora></data>
    <identificativo>opec292.20250303130507.01234.567.1.62@pec.gestore.example</identificativo>
    <msgid>{msgid}</msgid>
    <ricevuta tipo="completa"/>
    <consegna>casa@pec.comune.example</consegna>
  </dati>
</postacert>
"""


def certified_data(kind: str, *, error: str = "nessuno", message_id: str = OURS) -> bytes:
    """`daticert.xml` as a provider writes it."""
    escaped = message_id.replace("<", "&lt;").replace(">", "&gt;")
    return _DATA.format(kind=kind, error=error, msgid=escaped).encode()


def receipt(
    kind: str, message_id: str = OURS, *, data: bytes | None = None, refers_to: str = "", workbook: bytes = b""
) -> bytes:
    """A receipt of certified mail; that of delivery returns the whole letter, workbook and all."""
    message = EmailMessage(policy=SMTP)
    message["Return-Path"] = "<posta-certificata@pec.gestore.example>"
    message["X-Ricevuta"] = kind
    message["X-Riferimento-Message-ID"] = refers_to or message_id
    message["From"] = "posta-certificata@pec.gestore.example"
    message["To"] = "partecipazione@pec.comune.example"
    message["Subject"] = f"{kind.upper()}: Istruttoria energia"
    message["Message-ID"] = "<opec292.20250303130507.09876.54.1.62@pec.gestore.example>"
    message.set_content("Ricevuta. Il giorno 03/03/2025 alle ore 13:05:07 (+0100) il messaggio ...")
    certified = certified_data(kind, message_id=message_id) if data is None else data
    if certified:
        message.add_attachment(certified, maintype="application", subtype="xml", filename="daticert.xml")
    message.add_attachment(_letter(message_id, workbook), filename="postacert.eml")
    return message.as_bytes()


def envelope(inside: bytes, *, kind: str = "posta-certificata") -> bytes:
    """A certified envelope around somebody's message."""
    from email import message_from_bytes, policy

    message = EmailMessage(policy=SMTP)
    message["X-Trasporto"] = kind
    message["From"] = '"Per conto di: casa@pec.comune.example" <posta-certificata@pec.gestore.example>'
    message["To"] = OFFICE
    message["Subject"] = "POSTA CERTIFICATA: schede"
    message.set_content("Messaggio di posta certificata.")
    data = certified_data("posta-certificata", message_id="<x@pec.comune.example>")
    message.add_attachment(data, maintype="application", subtype="xml", filename="daticert.xml")
    message.add_attachment(message_from_bytes(inside, policy=policy.SMTP), filename="postacert.eml")
    return message.as_bytes()


def reply(
    *files: tuple[str, bytes],
    to: str = OURS,
    sender: str = f"Direzione Casa <{CASA}>",
    headers: Sequence[tuple[str, str]] = (),
    text: str = "Buongiorno, ecco la scheda.",
) -> bytes:
    """What a person writes back, with files; `to` empty: answering nothing."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = OFFICE
    message["Subject"] = "R: Istruttoria energia"
    message["Message-ID"] = "<b7c1a2@mail.comune.example>"
    if to:
        message["In-Reply-To"] = to
        message["References"] = f"<altro@mail.comune.example> {to}"
    for name, value in headers:
        message[name] = value
    message.set_content(text)
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype=XLSX, filename=name)
    return message.as_bytes()


def out_of_office(to: str = OURS) -> bytes:
    """An automatic answer as a groupware server writes it."""
    return reply(to=to, headers=[("Auto-Submitted", "auto-replied (vacation)")], text="Sono in ferie fino al 10 marzo.")


def _letter(message_id: str, workbook: bytes) -> Message:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = "partecipazione@pec.comune.example"
    letter["To"] = "casa@pec.comune.example"
    letter["Message-ID"] = message_id
    letter.set_content("Buongiorno.")
    if workbook:
        letter.add_attachment(workbook, maintype="application", subtype=XLSX, filename="scheda.xlsx")
    return letter

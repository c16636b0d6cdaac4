"""Documents at the counter: only what is on record, and only the bytes that were recorded."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from deployments.counter.answers import refused
from domain.errors import Refusal
from domain.outbox.message import media_type
from domain.store import processes
from flows.edges import Desk

_NOT_ON_RECORD = Refusal(
    "nessun documento con questo nome è agli atti del procedimento",
    "aprite la pagina del procedimento e sceglietelo dall'elenco",
)


def hand_out(request: Request, desk: Desk) -> Response:
    """Answer with the bytes of a document, when they are those on record."""
    process_id, name = request.path_params["process_id"], request.path_params["name"]
    with desk.reading() as session:
        document = processes.document_named(session, process_id, name)
    if document is None:
        return refused(request, 404, _NOT_ON_RECORD)
    try:
        data = desk.read(process_id, document.name)
    except Refusal as gone:
        return refused(request, 409, gone)
    if hashlib.sha256(data).hexdigest() != document.sha256:
        return refused(request, 409, _altered(document.name))
    return Response(
        data,
        media_type=media_type(document.name),
        headers={"Content-Disposition": disposition(PurePosixPath(document.name).name)},
    )


def disposition(name: str) -> str:
    """Return the header that gives a download its name. Law: RFC 6266, with the name of RFC 5987."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\%' else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _altered(name: str) -> Refusal:
    return Refusal(
        "i byte del documento non sono più quelli registrati nel protocollo: il file è stato cambiato",
        "ripristinate l'archivio dei documenti dalla copia di sicurezza, poi «istruttoria inquiry verify»",
        name,
    )

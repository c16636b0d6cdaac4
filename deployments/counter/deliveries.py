"""Deliveries at the counter (consegne): staff hand in the files that the forms of the desk will name."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from deployments.counter.answers import refused
from deployments.counter.frame import page, section, table
from deployments.counter.lookups import open_titles
from deployments.counter.markup import Html, tag
from deployments.counter.words import instant, size
from domain.errors import Refusal
from domain.file_names import ENDINGS
from flows import receiving
from flows.arrivals import FOLDER
from flows.edges import Desk
from flows.journal import journal
from flows.receiving import Draft, NameTaken, Received, TooLarge

MEGABYTE = 1_000_000
_FULL = Refusal(
    "il file non si è potuto scrivere: il disco è pieno o la cartella non è scrivibile",
    "avvisate chi mantiene il programma («istruttoria doctor» dice quanto spazio resta), poi riprovate",
)
_BROKEN = Refusal("la consegna si è interrotta", "riprovate: di un file arrivato a metà non resta nulla")


def show(desk: Desk, *, largest_mb: int) -> HTMLResponse:
    """Answer with the page: the form, and what lies among the arrivals."""
    found = list(receiving.arrived(desk))
    rows = [
        (
            tag("code", one.name, class_="name"),
            "" if one.size_bytes is None else size(one.size_bytes),
            "" if one.arrived_at is None else instant(one.arrived_at),
        )
        for one in found
    ]
    header = ("nome da scrivere nei moduli", "dimensione", "arrivato il")
    lying = table("File in arrivo", header, rows, numbers=(1,)) if rows else tag("p", "Nessun file, per ora.")
    lead = "Qui si consegnano i file che i moduli della scrivania chiedono: nel modulo si scrive il nome indicato qui."
    body = [section("Consegna un file", _form(desk, largest_mb)), section("File in arrivo", lying)]
    return HTMLResponse(page("Consegne", *body, place="/consegne", lead=lead))


async def take(request: Request, desk: Desk, *, largest_mb: int) -> Response:
    """Take in the body of a request as a file, piece by piece; answer with the name it got."""
    most_bytes = largest_mb * MEGABYTE
    asked = request.query_params
    try:
        receiving.refuse_too_large(_told_length(request), most_bytes)
        name, draft = await run_in_threadpool(
            receiving.begin, desk, asked.get("nome", ""), asked.get("procedimento", ""), most_bytes=most_bytes
        )
        received = await _received(request, desk, name, draft)
    except TooLarge as refusal:
        # What is still coming would have to be read to the end: the connection is not worth it.
        return refused(request, 413, refusal, {"Connection": "close"})
    except NameTaken as refusal:
        return refused(request, 409, refusal)
    except Refusal as refusal:
        return refused(request, 422, refusal)
    except ClientDisconnect:
        return refused(request, 400, _BROKEN)
    except OSError:
        return refused(request, 507, _FULL)
    journal().info("a file was handed in", size_bytes=received.size_bytes, status="new" if received.is_new else "known")
    told = f"consegnato; nei moduli scrivete {received.name}"
    if not received.is_new:
        told = f"era già qui, identico; nei moduli scrivete {received.name}"
    answer = {"name": received.name, "size_bytes": received.size_bytes, "told": told}
    return JSONResponse(answer, 201 if received.is_new else 200)


async def _received(request: Request, desk: Desk, name: str, draft: Draft) -> Received:
    try:
        async for piece in request.stream():
            await run_in_threadpool(draft.write, piece)
        return await run_in_threadpool(receiving.finish, desk, name, draft)
    finally:
        draft.drop()


def _told_length(request: Request) -> int:
    told = request.headers.get("Content-Length", "")
    return int(told) if told.isascii() and told.isdigit() else 0


def _form(desk: Desk, largest_mb: int) -> Html:
    choices = [tag("option", "nessuno: file per aprire un procedimento", value="")]
    choices += [tag("option", title, value=process_id) for process_id, title in open_titles(desk)]
    fields = (
        tag(
            "p",
            tag("label", "Procedimento", for_="procedimento"),
            tag("select", *choices, id="procedimento", name="procedimento"),
        ),
        tag(
            "p",
            tag("label", "File", for_="file"),
            tag("input", type="file", id="file", name="file", multiple=True, required=True, accept=",".join(ENDINGS)),
        ),
        tag("p", f"Formati: {', '.join(ENDINGS)}. Al massimo {largest_mb} MB ciascuno.", class_="note"),
        tag("p", tag("button", "Consegna", type="submit")),
    )
    form = tag(
        "form",
        *fields,
        hidden=True,
        data_limit=str(largest_mb * MEGABYTE),
        data_too_large=f"supera {largest_mb} MB. Rimedio: consegnatelo in più parti o compresso (.zip)",
        data_broken="la consegna si è interrotta. Rimedio: riprovate",
    )
    without = f"Senza JavaScript non si consegna da qui: copiate i file nella cartella «{FOLDER}» del programma."
    told = tag("ul", id="esito", class_="plain", role="status", aria_live="polite")
    return tag("div", form, tag("p", without, id="senza"), told)

"""The counter as a program: which address answers with what, and the server that listens."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from deployments import health, printing
from deployments.counter import deliveries, pages
from deployments.counter.answers import refused
from deployments.counter.guard import Guard
from deployments.counter.lookups import is_process
from deployments.counter.measures import registry_of
from deployments.counter.papers import disposition, hand_out
from deployments.engine_environment import refuse_open_doors
from domain.errors import Refusal
from domain.ical import as_ics
from domain.store.health import newest_entry_at
from flows.almanac import coming_steps
from flows.edges import Desk, now, open_desk
from flows.journal import keep_journal
from flows.receiving import drop_old_drafts
from flows.settings import Settings, our_settings

_WORDS = {
    404: Refusal("la pagina non esiste", "tornate ai procedimenti con il collegamento in alto"),
    405: Refusal("a questo indirizzo non si può scrivere", "usate le pagine dello sportello"),
}
_NO_PROCESS = Refusal(
    "non esiste alcun procedimento con questo identificativo", "sceglietelo dall'elenco dei procedimenti"
)
_UNCLEAR = Refusal("la richiesta non è chiara", "tornate ai procedimenti e riprovate")


def counter_app(desk: Desk, settings: Settings, *, clock: Callable[[], datetime] = now) -> Starlette:
    """Return the counter over a desk that stays open; what blocks runs in threads."""
    counter = _Counter(desk, settings, clock)
    routes = [
        Route("/", counter.index),
        Route("/procedimenti/{process_id}", counter.process),
        Route("/documenti/{process_id}/{name:path}", counter.document),
        Route("/consegne", counter.deliveries, methods=["GET"]),
        Route("/consegne", counter.delivered, methods=["PUT"]),
        Route("/calendario.ics", counter.calendar),
        Route("/salute", counter.health),
        Route("/vivo", counter.alive),
        Route("/metrics", counter.metrics),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, settings=settings)],
        exception_handlers={Refusal: _refusal, HTTPException: _http_error},
    )


class _Counter:
    """What each address answers."""

    def __init__(self, desk: Desk, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._settings = settings
        self._clock = clock
        self._registry = registry_of(desk, clock)

    def index(self, _request: Request) -> Response:
        return HTMLResponse(pages.index(self._desk, as_of=self._clock()))

    def process(self, request: Request) -> Response:
        process_id = request.path_params["process_id"]
        if not is_process(self._desk, process_id):
            return refused(request, 404, _NO_PROCESS)
        return HTMLResponse(pages.of_process(self._desk, process_id, as_of=self._clock()))

    def document(self, request: Request) -> Response:
        return hand_out(request, self._desk)

    def deliveries(self, _request: Request) -> Response:
        return deliveries.show(self._desk, largest_mb=self._settings.largest_upload_mb)

    async def delivered(self, request: Request) -> Response:
        return await deliveries.take(request, self._desk, largest_mb=self._settings.largest_upload_mb)

    def calendar(self, _request: Request) -> Response:
        steps = coming_steps(self._desk)
        with self._desk.reading() as session:
            written_at = newest_entry_at(session) or self._clock()
        data = as_ics(steps, written_at, self._desk.mail_domain)
        headers = {"Content-Disposition": disposition("calendario.ics")}
        return Response(data, media_type="text/calendar", headers=headers)

    def health(self, _request: Request) -> Response:
        checks = health.quick(self._desk, self._settings, as_of=self._clock())
        is_well = all(check.ok for check in checks)
        return JSONResponse({"ok": is_well, "checks": [asdict(check) for check in checks]}, 200 if is_well else 503)

    def alive(self, _request: Request) -> Response:
        return PlainTextResponse("vivo\n")

    def metrics(self, _request: Request) -> Response:
        return Response(generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refused(request, 409, error)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refused(request, error.status_code, _WORDS.get(error.status_code, _UNCLEAR), error.headers)


def server_of(desk: Desk, settings: Settings, *, clock: Callable[[], datetime] = now) -> uvicorn.Server:
    """Return the server, ready to run; it writes no log of its own, for addresses hold names of files."""
    app = counter_app(desk, settings, clock=clock)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.counter_port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)


def main() -> None:
    """Run the counter until it is told to stop."""
    keep_journal("counter")
    settings = our_settings()
    try:
        refuse_open_doors(settings)
    except Refusal as refusal:
        printing.refused(refusal, json_wanted=False)
        sys.exit(1)
    desk = open_desk(settings)
    drop_old_drafts(desk, as_of=now())
    try:
        server_of(desk, settings).run()
    finally:
        desk.engine.dispose()

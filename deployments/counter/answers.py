"""How the counter answers: pages, refusals in words or for programs."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from deployments.counter.frame import refusal_page
from domain.errors import Refusal


def refused(request: Request, status: int, refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """Return a refusal: JSON for a program that asks for it, a page for everybody else."""
    if "application/json" in request.headers.get("Accept", ""):
        said = {"problem": refusal.problem, "remedy": refusal.remedy, "place": refusal.place}
        return JSONResponse(said, status, headers)
    return HTMLResponse(refusal_page(refusal.problem, refusal.remedy, refusal.place), status, headers)

"""How the engine lets our programs in: with the office's password, and with the token that pages of others lack."""

from __future__ import annotations

import uuid
from collections.abc import Generator

import httpx

_ASKING = frozenset({"GET", "HEAD", "OPTIONS"})


class EnginePass(httpx.Auth):
    """Shows the password at every request, and at those that change something the token the engine gave us.

    Without the token any page that a browser of this machine opens could start our flows by a simple form.
    """

    def __init__(self, api: str, *, user: str = "", password: str = "") -> None:
        self._basic = httpx.BasicAuth(user, password) if password else None
        self._client = str(uuid.uuid4())
        self._token: str | None = None
        self._token_url = f"{api.rstrip('/')}/csrf-token?client={self._client}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put what the engine asks for on a request; a token that has grown old is changed once."""
        if request.method in _ASKING:
            yield self._named(request)
            return
        if self._token is None:
            yield from self._fetch_token(request)
        response = yield self._marked(request)
        if response.status_code == httpx.codes.FORBIDDEN:
            yield from self._fetch_token(request)
            yield self._marked(request)

    def _fetch_token(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        # It waits no longer than the request that needs it: of itself it would wait for a silent engine for ever.
        asking = httpx.Request("GET", self._token_url, extensions=request.extensions)
        answer = yield self._named(asking)
        # An engine that asks for no token says so with an error: then none is shown.
        self._token = _read_token(answer) if answer.is_success else ""

    def _marked(self, request: httpx.Request) -> httpx.Request:
        if self._token:
            request.headers["Prefect-Csrf-Token"] = self._token
            request.headers["Prefect-Csrf-Client"] = self._client
        return self._named(request)

    def _named(self, request: httpx.Request) -> httpx.Request:
        return next(self._basic.auth_flow(request)) if self._basic else request


def _read_token(answer: httpx.Response) -> str:
    answer.read()
    return str(answer.json()["token"])

"""Who is let in at the counter, by password, called name and page of origin; and what each answer says."""

from __future__ import annotations

import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deployments.counter.answers import refused
from deployments.counter.frame import policy
from domain.errors import Refusal
from flows.journal import journal
from flows.settings import Settings

OPEN_TO_ALL = frozenset({"/salute", "/vivo"})
"""What a machine asks without a password: it tells nothing of any process."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_ALWAYS = {
    "Content-Security-Policy": policy(),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Reason = tuple[int, Refusal, Mapping[str, str]]
"""Status, words, further headers."""


class Guard:
    """Stands before the counter: turns away who may not enter, and lets no error out in its own words."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._user = settings.desk_user.encode()
        self._password = settings.desk_password.get_secret_value().encode()
        self._own_origin = _origin(settings.counter)
        self._hosts = LOOPBACK | {settings.host, urlsplit(settings.counter).hostname or ""}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def say(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers[name] = value
            await send(message)

        request = Request(scope)
        reason = self._why_not(request)
        if reason is not None:
            status, refusal, headers = reason
            await refused(request, status, refusal, headers)(scope, receive, say)
            return
        try:
            await self._app(scope, receive, say)
        except Exception as error:  # its own words might name a person: the journal keeps its kind and place alone
            journal().error("the counter failed", method=request.method, exc_info=error)
            if begun:
                raise
            await refused(request, 500, _FAILED)(scope, receive, say)

    def _why_not(self, request: Request) -> Reason | None:
        path = request.url.path
        if any(ord(sign) < 32 or ord(sign) == 127 for sign in request.scope["path"]):
            return 404, _NO_SUCH_PAGE, {}
        if path in OPEN_TO_ALL:
            return None
        if self._password:
            if not self._is_known(request.headers.get("Authorization", "")):
                return 401, _WHO, {"WWW-Authenticate": 'Basic realm="Sportello", charset="UTF-8"'}
        elif request.url.hostname not in self._hosts:
            # Without a password, only the name by which we are called tells our pages from a stranger's
            # that had its own name point here.
            return 421, _NOT_OUR_NAME, {}
        if request.method not in _READING and not self._comes_from_us(request.headers):
            return 403, _FROM_ELSEWHERE, {}
        return None

    def _is_known(self, told: str) -> bool:
        scheme, _, coded = told.partition(" ")
        try:
            user, _, password = b64decode(coded.strip(), validate=True).partition(b":")
        except (NotBase64, ValueError):
            return False
        # Both are always compared, each in constant time.
        is_user = secrets.compare_digest(user, self._user)
        is_password = secrets.compare_digest(password, self._password)
        return scheme.lower() == "basic" and is_user and is_password

    def _comes_from_us(self, headers: Headers) -> bool:
        site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
        if site is None and origin is None:
            return False
        ours = {self._own_origin, f"http://{headers.get('Host', '')}", f"https://{headers.get('Host', '')}"}
        return site in (None, "same-origin") and (origin is None or origin in ours)


_WHO = Refusal("serve la password dell'ufficio", "ripetete con utente e password; li dà chi mantiene il programma")
_NO_SUCH_PAGE = Refusal("la pagina non esiste", "tornate ai procedimenti con il collegamento in alto")
_FROM_ELSEWHERE = Refusal(
    "il file non è consegnato dalla pagina dello sportello", "aprite la pagina «Consegne» e consegnatelo da lì"
)
_NOT_OUR_NAME = Refusal(
    "lo sportello è chiamato con un nome che non è il suo",
    "usate l'indirizzo che «istruttoria up» indica, oppure impostate ISTRUTTORIA_COUNTER_URL",
)
_FAILED = Refusal(
    "lo sportello non è riuscito a rispondere",
    "riprovate tra un momento; se accade ancora, «istruttoria doctor» dice che cosa non va",
)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

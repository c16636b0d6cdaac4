"""What the parts of the engine are told by their environment: where they live, and that nothing leaves the machine."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from domain.errors import Refusal
from flows.settings import Settings

_DATABASE = "PREFECT_SERVER_DATABASE_CONNECTION_URL"
_PATHS = ("ISTRUTTORIA_SECRETS", "ISTRUTTORIA_SMTP_AUTHORITIES", "ISTRUTTORIA_IMAP_AUTHORITIES")
_PAGE = "pagina"
"""Name of the folder, in that of the engine, from which it serves its page."""
_NOBODY = "http://127.0.0.1:9"
"""A proxy that is not there (the port of the discard service)."""


def environment_of(settings: Settings, *, base: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a part: the given one, with ours over whatever it says of the engine.

    Runs work in folders of their own, so every path is absolute. Passwords travel here and nowhere else.

    Raises: Refusal when the house would be open to the network without a password.
    """
    refuse_open_doors(settings)
    home = settings.home.absolute()
    inherited = {name: value for name, value in base.items() if not name.startswith("PREFECT_")}
    absolute = {name: str(Path(base[name]).absolute()) for name in _PATHS if base.get(name)}
    return inherited | absolute | _house(settings, home) | _engine(settings, home, base) | _passwords(settings)


def server_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the engine's server: it looks up lists of the maker's extensions on the web.

    No setting stops that, so the one program that needs nothing from the web is shown a way out that leads nowhere.
    """
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOBODY)
    nowhere |= {name.lower(): value for name, value in nowhere.items()}
    here = "127.0.0.1,localhost,::1"
    return {**environment, **nowhere, "NO_PROXY": here, "no_proxy": here}


def prepare_engine(home: Path) -> None:
    """Make the folders of the engine, and leave no room in them for its second interface (V2).

    That one calls its maker from every browser, and no setting takes it away: the engine offers what it can unpack.
    Where it would unpack it stands a link that leads nowhere, so it says in its log that it cannot, and offers one.
    """
    page = home / "motore" / _PAGE
    page.mkdir(parents=True, exist_ok=True)
    second = page / "v2"
    if second.is_dir():  # an engine that was started without us has unpacked it
        shutil.rmtree(second)
    if not second.is_symlink():
        second.symlink_to("non-in-uso")


def refuse_open_doors(settings: Settings) -> None:
    """Raise a refusal when the house would listen outside this machine without a password."""
    if settings.desk_password.get_secret_value() or is_loopback(settings.host):
        return
    raise Refusal(
        "la scrivania e lo sportello sarebbero aperti a tutta la rete, senza parola d'ordine",
        "impostate ISTRUTTORIA_DESK_PASSWORD (o il file con quel nome nella cartella dei segreti),"
        " oppure lasciate ISTRUTTORIA_HOST su 127.0.0.1",
        settings.host,
    )


def is_loopback(host: str) -> bool:
    """Tell whether an address is of this machine alone; a name other than localhost is taken for the network."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def desk_url(settings: Settings) -> str:
    """Return where a browser finds the desk."""
    return settings.engine_api.removesuffix("/").removesuffix("/api")


def _house(settings: Settings, home: Path) -> dict[str, str]:
    return {
        "ISTRUTTORIA_HOME": str(home),
        "ISTRUTTORIA_HOST": settings.host,
        "ISTRUTTORIA_ENGINE_PORT": str(settings.engine_port),
        "ISTRUTTORIA_COUNTER_PORT": str(settings.counter_port),
        "PYTHONUNBUFFERED": "1",
    }


def _engine(settings: Settings, home: Path, base: Mapping[str, str]) -> dict[str, str]:
    folder = home / "motore"
    return {
        "PREFECT_HOME": str(folder),
        "PREFECT_API_URL": settings.engine_api,
        _DATABASE: base.get(_DATABASE) or f"sqlite+aiosqlite:///{folder / 'motore.db'}",
        # Nothing leaves the machine, the browser included.
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(folder / _PAGE),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        # The browser asks the server it came from, by whatever name it came; no other site may ask through it.
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": _origin(desk_url(settings)),
        # The engine also takes JSON that calls itself plain text, which any page may post: so it asks for a token.
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        # A database that is busy for a moment must not turn away whoever submits a form.
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT": "60",
        # Else the page of blocks would fetch its pictures from the web.
        "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        # Runs asked for ahead of a legal instant start their process early and begin on the dot.
        "PREFECT_WORKER_PREFETCH_SECONDS": "20",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": '["events","flow_runs"]',
        # What a run says of its process is for the desk, not for a file of the machine.
        "PREFECT_LOGGING_SETTINGS_PATH": str(Path(__file__).with_name("engine_logging.yaml").absolute()),
        "PREFECT_LOGGING_COLORS": "false",
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_CLI_PROMPT": "false",
    }


def _passwords(settings: Settings) -> dict[str, str]:
    password = settings.desk_password.get_secret_value()
    if not password:
        return {}
    both = f"{settings.desk_user}:{password}"
    return {"PREFECT_SERVER_API_AUTH_STRING": both, "PREFECT_API_AUTH_STRING": both}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

"""One part of the house in the foreground (`python -m deployments.part engine`), for systemd and for containers."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from deployments.engine_environment import environment_of, prepare_engine, server_environment
from deployments.schedule import POOL
from domain.errors import Refusal
from flows.settings import Settings, our_settings, secrets_folder
from flows.soundings import host_name

_ENGINE_SECRETS = ("PREFECT_SERVER_DATABASE_CONNECTION_URL",)
"""What the engine alone must know, and may find in the folder of secrets."""
_WITH_SECRET = ("worker", "clock", "counter")
"""Parts that act with the house's secret, and must not make one of their own."""


def commands(settings: Settings, *, worker_name: str) -> dict[str, tuple[str, ...]]:
    """Return how each part is started, by its name."""
    listen = ("--host", settings.host, "--port", str(settings.engine_port))
    pool = ("--pool", POOL, "--type", "process", "--install-policy", "never", "--name", worker_name)
    limit = ("--limit", str(settings.worker_runs))
    return {
        "engine": _python("prefect", "server", "start", *listen),
        "register": _python("deployments.serve"),
        "worker": _python("prefect", "worker", "start", *pool, *limit),
        "clock": _python("deployments.clock"),
        "counter": _python("deployments.counter"),
    }


def surroundings(part: str, settings: Settings, base: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a part; an engine's secret that lies in a file never stands in a unit or in a list.

    Raises: Refusal when the house would be open to the network without a password.
    """
    environment = environment_of(settings, base={**base, **_engine_secrets(secrets_folder())})
    if part == "engine":
        return server_environment(environment)
    return {name: value for name, value in environment.items() if name not in _ENGINE_SECRETS}


def refuse_another_secret(part: str, settings: Settings) -> None:
    """Raise a refusal when a part would make a second secret: what two hosts know of a person would never meet."""
    if part not in _WITH_SECRET or (settings.home / "segreto.key").exists():
        return
    raise Refusal(
        "qui manca il segreto della casa, e questa parte non deve crearne un altro",
        "copiate segreto.key dalla cartella ISTRUTTORIA_HOME della prima macchina (permessi 0600);"
        " sulla prima macchina avviate prima la parte «register»",
        str(settings.home / "segreto.key"),
    )


def main(arguments: Sequence[str]) -> None:
    """Become the part that is named; further words go to its command, and `worker NAME` names the worker."""
    part, *words = arguments or [""]
    settings = our_settings()
    name = words.pop(0) if part == "worker" and words and not words[0].startswith("-") else host_name()
    known = commands(settings, worker_name=name)
    if part not in known:
        raise Refusal(f"la casa non ha una parte «{part}»", f"le parti sono: {', '.join(known)}", "deployments.part")
    refuse_another_secret(part, settings)
    environment = surroundings(part, settings, os.environ)
    prepare_engine(settings.home.absolute())
    # A shell that starts it in the background has it ignore SIGINT, and the engine's parts end by way of that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # The same process goes on as the part: whoever started it can stop it, and no shell stands in between.
    os.execve(sys.executable, [*known[part], *words], environment)  # noqa: S606


def _engine_secrets(folder: Path | None) -> dict[str, str]:
    files = {name: Path(folder) / name for name in _ENGINE_SECRETS} if folder else {}
    return {name: file.read_text().strip() for name, file in files.items() if file.is_file()}


def _python(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *words)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refusal as refusal:
        sys.exit(str(refusal))

"""What the house is told by its environment, and by the folder of secrets that it names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the house is told by its environment; every name has the prefix ISTRUTTORIA_.

    A secret may also lie in a file of the folder that ISTRUTTORIA_SECRETS names, called like its variable.
    """

    model_config = SettingsConfigDict(env_prefix="ISTRUTTORIA_", extra="ignore")

    home: Path = Path("var")
    database_url: SecretStr | None = None
    documents_url: str = ""
    """Where documents and collected files are kept (`s3://bucket/folder`, …); empty: folders under `home`."""
    office_name: str = "Ufficio partecipazione"
    office_address: str = "partecipazione@comune.example"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["none", "starttls", "ssl"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout_s: float = 30.0
    smtp_authorities: str = ""
    """File of the certificate authorities to trust; empty: the machine's own."""
    smtp_per_minute: int = 0
    """Letters that may leave in a minute; 0: as many as the server takes."""
    imap_host: str = ""
    """Mailbox in which receipts and returned workbooks arrive; empty: none is read."""
    imap_port: int = 993
    imap_security: Literal["none", "starttls", "ssl"] = "ssl"
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_folder: str = "INBOX"
    imap_authorities: str = ""
    host: str = "127.0.0.1"
    """Address on which the engine and the counter listen; outside loopback a password is asked for."""
    engine_port: int = 4200
    worker_runs: int = Field(default=4, ge=1)
    """Runs that one worker starts at a time; the others wait: a machine that begins all at once finishes none."""
    counter_port: int = 4280
    engine_url: str = ""
    """Where the engine answers (`https://host/api`); empty: on this machine, at `engine_port`."""
    counter_url: str = ""
    """Where people's browsers find the counter (`sportello`); empty: on this machine, at `counter_port`."""
    desk_user: str = "ufficio"
    desk_password: SecretStr = SecretStr("")
    largest_upload_mb: int = 50

    @property
    def engine_api(self) -> str:
        """The engine's interface."""
        return self.engine_url or f"http://{_own_address(self.host)}:{self.engine_port}/api"

    @property
    def desk(self) -> str:
        """The desk as a browser reaches it."""
        return self.engine_api.removesuffix("/").removesuffix("/api")

    @property
    def counter(self) -> str:
        """The counter as a browser reaches it."""
        return (self.counter_url or self.own_counter).rstrip("/")

    @property
    def own_counter(self) -> str:
        """The counter as programs on this machine reach it."""
        return f"http://{_own_address(self.host)}:{self.counter_port}"


def _own_address(host: str) -> str:
    """Where a program on this machine reaches what listens on a host: «everywhere» is no address to call."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (asked about, not listened on)
    return f"[{host}]" if ":" in host else host


def secrets_folder() -> Path | None:
    """The folder of secrets that the environment names, if any."""
    folder = os.environ.get("ISTRUTTORIA_SECRETS")
    return Path(folder) if folder else None


def our_settings() -> Settings:
    """What the environment, and the folder of secrets that it names, tell the house."""
    folder = secrets_folder()
    return Settings(_secrets_dir=folder) if folder else Settings()

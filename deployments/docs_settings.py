"""The page of the settings, from the settings themselves: name, default, meaning."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import SecretStr

from flows.settings import Settings

MEANING = {
    "home": "folder of the house: SQLite database, secret, documents, letters, logs",
    "database_url": "PostgreSQL as `postgresql+psycopg://user:password@host/database`; empty: SQLite under the home",
    "documents_url": "store of documents and collected files (`s3://bucket/folder`); empty: folders under the home",
    "office_name": "sender's name of every letter",
    "office_address": "sender's address of every letter",
    "smtp_host": "outgoing mail server; empty: letters are written as `.eml` files under the home",
    "smtp_port": "its port",
    "smtp_security": "`none`, `starttls` or `ssl`",
    "smtp_user": "its user",
    "smtp_password": "its password",
    "smtp_timeout_s": "seconds to wait for an answer of the mail server",
    "smtp_authorities": "file of the certificate authorities to trust; empty: the machine's own",
    "smtp_per_minute": "letters that may leave in a minute; 0: as many as the server takes",
    "imap_host": "mailbox of receipts and returned workbooks; empty: none is read",
    "imap_port": "its port",
    "imap_security": "`none`, `starttls` or `ssl`",
    "imap_user": "its user",
    "imap_password": "its password",
    "imap_folder": "the folder that is read",
    "imap_authorities": "as for outgoing mail",
    "host": "address on which engine and counter listen; outside loopback a password is asked for",
    "engine_port": "port of the engine, and of the desk",
    "worker_runs": "runs that one worker starts at a time; the others wait their turn",
    "counter_port": "port of the counter",
    "engine_url": "engine on another machine (`http://host:4200/api`); empty: on this one",
    "counter_url": "where people's browsers find the counter; empty: on this machine",
    "desk_user": "the office's user at desk and counter",
    "desk_password": "the office's password at desk and counter",
    "largest_upload_mb": "largest file that the counter takes, in MB",
}


def settings_page(written: str) -> str:
    """Return the page; what a field holds by default is said by the field."""
    lines = [
        "# Settings",
        "",
        written,
        "Each is an environment variable, or a file of that name in the folder that `ISTRUTTORIA_SECRETS` names. Those",
        "marked with a key are secrets: give them as files.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
        "| `ISTRUTTORIA_SECRETS` | | folder of secrets: one file for each variable, called like it |",
        *_rows(),
    ]
    return "\n".join(lines) + "\n"


def _rows() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        is_secret = "SecretStr" in str(field.annotation)
        plain = "" if field.default is None or isinstance(field.default, SecretStr) else str(field.default)
        default = f"`{plain}`" if plain else ""
        yield f"| `ISTRUTTORIA_{name.upper()}`{' 🔑' if is_secret else ''} | {default} | {MEANING[name]} |"

"""The only doors to the world: the database, the archive of documents, the secret, HTTP, the clock."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine
from sqlmodel import Session  # noqa: TID251  (a type: the session is opened by domain.store)

from domain.errors import Refusal
from domain.minutes import FiledDocument, Minutes
from domain.outbox.message import Mailbox
from domain.store import database, processes
from domain.store.turns import own_turn
from domain.vocabulary import DocumentKind
from flows.archive import Archive, FolderArchive, collected_name, document_name, open_archive, whole_file, write_whole
from flows.post_folder import FolderPostOffice
from flows.post_office import PostOffice, SmtpPostOffice, SmtpSettings
from flows.settings import Settings

KEY_FILE = "segreto.key"
"""Name of the file of the secret, in the house's home; it never goes to the archive."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything an act needs of the world, opened once: database, home, secret, post office, archive."""

    engine: Engine
    home: Path
    secret: bytes
    post: PostOffice
    archive: Archive

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open the one transaction of an act."""
        with database.transaction(self.engine) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only asks: it waits for nobody who writes."""
        with database.reading(self.engine) as session:
            yield session

    @contextmanager
    def turn(self, process_id: str) -> Iterator[None]:
        """Wait until nobody else acts on a process, then keep the others waiting; an act takes it once."""
        with own_turn(self.engine, f"processo-{process_id}"):
            yield

    def keep(self, process_id: str, minutes: Minutes, *, as_of: datetime) -> bool:
        """Keep all that an act leaves in one transaction; False when its step had already been done."""
        with self.transaction() as session:
            return self.keep_in(session, process_id, minutes, as_of=as_of)

    def keep_in(self, session: Session, process_id: str, minutes: Minutes, *, as_of: datetime) -> bool:
        """Keep all that an act leaves in a transaction that the act has begun for more than that."""
        return processes.keep(session, process_id, minutes, recorded_at=as_of, mail_domain=self.mail_domain)

    @property
    def mail_domain(self) -> str:
        """The domain of our Message-IDs."""
        return self.post.mailbox.domain

    def file(
        self,
        process_id: str,
        kind: DocumentKind,
        name: str,
        data: bytes,
        *,
        title: str = "",
        public_from: StrEnum | None = None,
    ) -> FiledDocument:
        """Write a document before it goes on record: an act that dies in between writes the same bytes again."""
        self.archive.write(document_name(process_id, name), data)
        stage = public_from.name if public_from else ""
        return FiledDocument(kind, name, title, hashlib.sha256(data).hexdigest(), len(data), stage)

    def read(self, process_id: str, name: str) -> bytes:
        """The bytes of a document.

        Raises: Refusal when the file is gone.
        """
        data = self.archive.read(document_name(process_id, name))
        if data is None:
            remedy = "ripristinate l'archivio dei documenti dalla copia di sicurezza, poi «istruttoria inquiry verify»"
            raise Refusal("il documento non si trova più nell'archivio", remedy, name)
        return data

    def keep_raw(self, process_id: str, data: bytes) -> str:
        """Keep the bytes of a file as it came in, under their hash; returns the hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        self.archive.write(collected_name(process_id, sha256), data)
        return sha256

    def key_for(self, process_id: str, purpose: str) -> bytes:
        """A key of its own for each process and purpose, derived from the house's secret."""
        return hashlib.blake2b(f"{process_id}:{purpose}".encode(), key=self.secret, digest_size=32).digest()


def open_desk(settings: Settings, *, migrates: bool = True) -> Desk:
    """Open the house: folders, secret, database at the newest schema (or as it is), post office, archive."""
    engine = open_database(settings)
    if migrates:
        database.migrate(engine)
    archive = open_archive(settings.documents_url, settings.home)
    return Desk(engine, settings.home, _secret_of(settings.home), _post_office(settings), archive)


def open_database(settings: Settings) -> Engine:
    """Open the house's database at whatever schema it has."""
    settings.home.mkdir(parents=True, exist_ok=True)
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    return database.open_engine(url or f"sqlite:///{settings.home / 'istruttoria.db'}")


def _post_office(settings: Settings) -> PostOffice:
    mailbox = Mailbox(settings.office_name, settings.office_address)
    if not settings.smtp_host:
        return FolderPostOffice(settings.home / "posta", mailbox, write_whole)
    wire = SmtpSettings(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        timeout_s=settings.smtp_timeout_s,
        authorities=settings.smtp_authorities,
        per_minute=settings.smtp_per_minute,
    )
    return SmtpPostOffice(wire, mailbox, time.sleep)


def open_rehearsal(out: Path, *, seed: str) -> Desk:
    """Open a house for a rehearsal: SQLite, letters as .eml files, a secret made from the seed so that bytes repeat."""
    out.mkdir(parents=True, exist_ok=True)
    engine = database.open_engine(f"sqlite:///{out / 'istruttoria.db'}")
    database.migrate(engine)
    mailbox = Mailbox("Ufficio partecipazione (prova)", "partecipazione@comune.example")
    secret = hashlib.sha256(f"prova:{seed}".encode()).digest()
    return Desk(engine, out, secret, FolderPostOffice(out / "posta", mailbox, write_whole), FolderArchive(out))


def _secret_of(home: Path) -> bytes:
    path = home / KEY_FILE
    if not path.exists():
        # Whole or not at all, and never over another's: two first runs at once must end with the same secret.
        draft = home / f".{path.name}.{os.getpid()}"
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return bytes.fromhex(path.read_text().strip())


def replace_secret(home: Path, secret: bytes) -> None:
    """Give a house another secret than its own: only for one in which nothing is on record yet."""
    with whole_file(home / KEY_FILE, mode=0o600) as file:
        file.write(secret.hex().encode())


def now() -> datetime:
    """The moment, aware: the one place that asks the clock."""
    return datetime.now(UTC)  # noqa: TID251


def cpu_seconds() -> float:
    """Return the processor time of this process so far: the clock of the long computations."""
    return time.process_time()


def processor_seconds() -> float:
    """Seconds of processor that this process has used: what a search that must end in time looks at."""
    return time.process_time()


def moment_of(as_of: datetime | None) -> datetime:
    """The instant at which an act is asked for, in UTC; now when none is named.

    Raises: Refusal when it lies in the future.
    """
    moment = now()
    if as_of is not None and as_of > moment:
        raise Refusal(
            "l'istante è nel futuro: il protocollo registra ciò che è accaduto",
            "per provare un procedimento prima del tempo usate «istruttoria rehearse»",
        )
    return as_of.astimezone(UTC) if as_of else moment


def platform_post(url: str, *, timeout_seconds: float = 30.0) -> Callable[[str, Mapping[str, Any]], dict[str, Any]]:
    """A function that puts a GraphQL question to a live Decidim and returns its answer."""
    client = httpx.Client(timeout=timeout_seconds, headers={"User-Agent": "Istruttoria"})

    def post(query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        try:
            response = client.post(f"{url.rstrip('/')}/api", json={"query": query, "variables": dict(variables)})
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            remedy = "controllate indirizzo e rete, e riprovate; oppure scaricate l'esportazione dal pannello"
            raise Refusal(f"la piattaforma non risponde come dovuto ({type(error).__name__})", remedy, url) from None
        if not isinstance(answer, dict):
            raise Refusal("la piattaforma ha risposto qualcosa che non è GraphQL", "controllate l'indirizzo", url)
        return answer

    return post

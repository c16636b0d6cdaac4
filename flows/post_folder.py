"""How a message leaves a house without a mail server: into a folder of `.eml` files, which it can forget again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from domain.errors import Refusal
from domain.outbox.draft import slug
from domain.outbox.fate import Phase, Reply
from domain.outbox.message import Claim, Mailbox

WriteFile = Callable[[Path, bytes], None]
"""Writes a file so that a reader finds all of it or none."""


class FolderPostOffice:
    """Writes each message as a `.eml` file, in the order of the queue; the file itself tells what was sent."""

    def __init__(self, folder: Path, mailbox: Mailbox, write: WriteFile) -> None:
        self.mailbox = mailbox
        self._folder = folder
        self._write = write

    def open(self) -> None:
        """Make the folder. Raises: Refusal when it cannot be written to."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = "non si può scrivere nella cartella della posta in uscita"
            raise Refusal(problem, "indicate una cartella scrivibile", str(self._folder)) from error

    def send(self, claim: Claim, content: bytes) -> Reply:
        """Write the file, unless it is there: then it must be the same letter, or nothing is touched."""
        target = self.file_of(claim)
        try:
            if not target.exists():
                self._write(target, content)
            elif target.read_bytes() != content:
                return Reply(Phase.RECIPIENT, 553, "nella cartella c'è già un'altra lettera con lo stesso nome")
        except OSError as error:
            return Reply(Phase.RECIPIENT, 452, f"scrittura non riuscita ({error.strerror})")
        return Reply(Phase.BODY, 250, target.name)

    def has_sent(self, claim: Claim) -> bool | None:
        """Say whether the file is there."""
        return self.keeps(claim.letter_id, claim.key)

    def keeps(self, letter_id: int, key: str) -> bool:
        """Say whether the file is there."""
        return self._file(letter_id, key).exists()

    def forget(self, letter_id: int, key: str) -> None:
        """Remove the file, unless it is gone. Raises: Refusal when the folder does not let it go."""
        try:
            self._file(letter_id, key).unlink(missing_ok=True)
        except OSError as error:
            problem = f"la copia di una lettera non si può cancellare ({error.strerror})"
            raise Refusal(problem, "rendete scrivibile la cartella della posta e ripetete", str(letter_id)) from error

    def keep_pace(self) -> None:
        """A folder takes what comes."""

    @property
    def most_in_a_round(self) -> int | None:
        """A folder takes what comes."""
        return None

    def close(self) -> None:
        """Nothing is held open."""

    def file_of(self, claim: Claim) -> Path:
        """Return the file of a letter: its place in the queue and its key, never the address."""
        return self._file(claim.letter_id, claim.key)

    def _file(self, letter_id: int, key: str) -> Path:
        return self._folder / f"{letter_id:05d}-{slug(key, longest=80)}.eml"

"""A mailbox in memory, for the tests that are not about the wire."""

from __future__ import annotations

from flows.mailbox import Waiting


class Tray:
    """A mailbox in memory that keeps what it holds and remembers what was marked."""

    largest_bytes = 50_000_000

    def __init__(self, *messages: bytes) -> None:
        self.messages = list(messages)
        self.marked: set[int] = set()
        self.downloaded = 0

    def open(self) -> None: ...

    def close(self) -> None: ...

    def waiting(self, limit: int) -> list[Waiting]:
        new = [Waiting(uid, len(one)) for uid, one in enumerate(self.messages) if uid not in self.marked]
        return new[:limit]

    def read(self, uid: int, *, head_only: bool = False) -> bytes | None:
        data = self.messages[uid].partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head_only else self.messages[uid]
        self.downloaded += len(data)
        return data

    def mark(self, uid: int) -> None:
        self.marked.add(uid)

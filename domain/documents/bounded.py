"""The parent's side of the child that fills templates: one question at a time, killed when it takes too long."""

from __future__ import annotations

import atexit
import base64
import json
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

CPU_SECONDS = 60
"""Unit: seconds of processor for one document; a whole synthesis takes about one."""
_WALL_FACTOR = 5
_RENDERS_PER_CHILD = 200
_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
"""All that the child is told of its surroundings: no addresses, no passwords."""


def spoken(context: BaseModel) -> dict[str, Any]:
    """Return the data of a document under the names that templates use. Shape: JSON values."""
    return context.model_dump(mode="json", by_alias=True)


def request_of(
    template: bytes, values: dict[str, Any], *, title: str, created: datetime, pictures: dict[str, bytes]
) -> dict[str, Any]:
    """Return the question for the child. Shape: JSON, with bytes in base64."""
    return {
        "template": base64.b64encode(template).decode(),
        "context": values,
        "title": title,
        "created": created.isoformat(),
        "pictures": {place: base64.b64encode(png).decode() for place, png in pictures.items()},
    }


class RenderChild:
    """A child process that is started at the first question, serves many, and is replaced when it falls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def ask(self, request: dict[str, Any], *, cpu_seconds: int = CPU_SECONDS) -> dict[str, str]:
        """Hand one template to the child. Shape: its answer, or {"kind": "time" | "memory" | "died"}."""
        line = json.dumps({**request, "cpu_seconds": cpu_seconds}).encode() + b"\n"
        with self._lock:
            process = self._running()
            timer = threading.Timer(cpu_seconds * _WALL_FACTOR, process.kill)
            timer.start()
            try:
                reply = _exchange(process, line)
            finally:
                timer.cancel()
            if reply is None:
                return {"kind": self._ending()}
            self._served += 1
            if reply.get("kind") == "memory" or self._served >= _RENDERS_PER_CHILD:
                self._stop()
            return reply

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "domain.documents.render_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env=_ENVIRONMENT,
            )
        return self._process

    def _ending(self) -> str:
        """Say how the child ended: killed by the timer or by its processor limit means time."""
        code = self._process.wait() if self._process else 0
        self._stop()
        return "time" if code in (-9, -24) else "died"

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()
        self._process, self._served = None, 0


def _exchange(process: subprocess.Popen[bytes], line: bytes) -> dict[str, str] | None:
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(line)
        process.stdin.flush()
        reply: dict[str, str] = json.loads(process.stdout.readline() or "null")
    except (BrokenPipeError, ValueError):
        return None
    return reply


CHILD = RenderChild()
"""The one child of this process."""
atexit.register(CHILD.close)

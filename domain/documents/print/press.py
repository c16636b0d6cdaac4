"""The parent's side of typesetting: one lot, one child; what a layout gets wrong comes back with file and line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from domain.errors import Refusal

_ROOT = Path(__file__).resolve().parents[3]
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
_WALL_SECONDS = 600
_PACKAGE = re.compile(r"[\"']@[a-z]")
_PLACE = re.compile(r":(\d+):\d+")


def typeset(layout: str, data: Mapping[str, object], *, name: str, created: datetime) -> bytes:
    """Return a layout filled with data as tagged PDF/UA-1; the same arguments give the same bytes.

    `data` arrives in the layout as values: nothing in it can be an instruction.
    Raises: Refusal with the layout's name and line when it is wrong, or when the document cannot be set in bounds.
    """
    for number, line in enumerate(layout.splitlines(), start=1):
        if _PACKAGE.search(line):
            raise Refusal(
                "il modello prende un pacchetto dalla rete", "togliete la riga import", f"{name}, riga {number}"
            )
    request = {"layout": layout, "data": data, "timestamp": int(created.timestamp())}
    head, pdf = _asked(json.dumps(request).encode())
    if head["kind"] == "set":
        return pdf
    if head["kind"] == "layout":
        found = _PLACE.search(head["diagnostic"])
        place = f"{name}, riga {found[1]}" if found else name
        message = head["message"].removeprefix("assertion failed: ").removeprefix("panicked with: ").strip('"')
        raise Refusal(f"il modello non si può comporre: {message}", "correggete il modello o i testi", place)
    raise Refusal(
        "la composizione ha superato il tempo o la memoria ammessi", "riducete il numero di lettere per lotto", name
    )


def _asked(request: bytes) -> tuple[dict[str, str], bytes]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "domain.documents.print.press_child"],
            input=request,
            capture_output=True,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=_WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"kind": "time"}, b""
    if done.returncode:
        return {"kind": "died"}, b""
    head, _, pdf = done.stdout.partition(b"\n")
    return json.loads(head), pdf

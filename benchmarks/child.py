"""One measurement in a process of its own, so that its peak of memory is its own."""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Measurement = tuple[Callable[[], Any], Callable[[Any], str]]
"""The work, which is timed, and what to note of its result, which is not."""


def measured(bench: str, what: str, target: str, n: int, *, python: str = sys.executable) -> dict[str, Any]:
    """Run `target` ('module:function', taking n and returning a Measurement) in a child; return its row.

    Unit: seconds of the work alone; MB (10^6 bytes) of the whole child at its peak, interpreter and data included.
    """
    command = [python, "-m", "benchmarks.child", target, str(n)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"bench": bench, "what": what, "n": n, "seconds": None, "peak_mb": None, "note": f"failed: {last}"}
    return {"bench": bench, "what": what, "n": n, **json.loads(done.stdout.splitlines()[-1])}


def _main(target: str, n: int) -> None:
    module, _, function = target.partition(":")
    work, note = getattr(importlib.import_module(module), function)(n)
    started = perf_counter()
    result = work()
    seconds = perf_counter() - started
    peak_mb = round(_peak_kib() * 1024 / 1e6)
    print(json.dumps({"seconds": round(seconds, 3), "peak_mb": peak_mb, "note": note(result)}))


def _peak_kib() -> int:
    """Return this process's own peak; `ru_maxrss` alone would also count the parent that it was forked from."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.is_file() else []
    own = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))

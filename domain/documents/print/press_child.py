"""The child process that sets one lot: bounded in time and memory, with an empty folder for its only files."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from typing import Any

import typst

MEMORY_BYTES = 2 << 30
"""Unit: bytes of address space; typst's threads reserve far more than they use."""
CPU_SECONDS = 120


def main() -> None:
    """Set the document of standard input. Shape: JSON in; one line of JSON, then the bytes of the PDF, out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    request = json.loads(sys.stdin.buffer.read())
    answer, pdf = _set(request)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pdf)


def _set(request: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    with tempfile.TemporaryDirectory() as empty:
        try:
            compiler = typst.Compiler(
                request["layout"].encode(), root=empty, sys_inputs={"data": json.dumps(request["data"])}
            )
            pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=request["timestamp"])
        except typst.TypstError as error:
            return {"kind": "layout", "message": error.message, "diagnostic": error.diagnostic}, b""
        except MemoryError:
            return {"kind": "memory"}, b""
    return {"kind": "set"}, pdf if isinstance(pdf, bytes) else b""


if __name__ == "__main__":
    main()

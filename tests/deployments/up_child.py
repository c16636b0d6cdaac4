"""The command `istruttoria` as a program; while the house has no counter, a small real server stands in for it."""

from __future__ import annotations

import importlib.util
import sys

import deployments.house_parts
from deployments.cli import main

STAND_IN = """
import os
from http.server import HTTPServer, SimpleHTTPRequestHandler
HTTPServer(("127.0.0.1", int(os.environ["ISTRUTTORIA_COUNTER_PORT"])), SimpleHTTPRequestHandler).serve_forever()
"""

if __name__ == "__main__":
    if importlib.util.find_spec("deployments.counter") is None:
        python = deployments.house_parts._python
        deployments.house_parts._python = lambda *words: (
            (sys.executable, "-c", STAND_IN) if words == ("deployments.counter",) else python(*words)
        )
    main()

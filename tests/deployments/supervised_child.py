"""A supervisor over two small programs, to be killed by a test: `python supervised_child.py HOME`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deployments.supervisor import Part, Supervisor

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)
time.sleep(600)
"""

if __name__ == "__main__":
    home = Path(sys.argv[1])
    parts = [
        Part("quieto", [sys.executable, "-c", "import time; time.sleep(600)"]),
        Part("ostinato", [sys.executable, "-c", STUBBORN], stop_s=0.5),
    ]
    supervisor = Supervisor(home, parts, dict(os.environ), on_ready=lambda: print("pronti", flush=True))
    supervisor.run()

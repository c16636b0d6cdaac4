"""Runs every bench module, prints what it measured and writes it down as a table under `benchmarks/results/`."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
Row = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benches, or all; return 1 when a measurement failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which benches: {', '.join(bench_names())} (all, if none is named)")
    parser.add_argument("--quick", action="store_true", help="only the smaller sizes; results go to <name>-quick.md")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.names) - set(bench_names())
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    failed = False
    for name in chosen.names or bench_names():
        rows = importlib.import_module(f"benchmarks.bench_{name}").measure(quick=chosen.quick)
        text = report(name, rows, machine(), quick=chosen.quick)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}{'-quick' if chosen.quick else ''}.md").write_text(text, encoding="utf-8")
        print(text, flush=True)
        failed = failed or any(row["seconds"] is None and not row.get("skipped") for row in rows)
    return 1 if failed else 0


def bench_names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def machine() -> str:
    """Return what the figures depend on: cores, processor, Python, system; no names of hosts, users or paths."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, {platform.system()}"


def report(name: str, rows: Sequence[Row], on: str, *, quick: bool) -> str:
    """Return the bench as Markdown: every measurement, then how its time per 1,000 rows grows."""
    from benchmarks import scale

    comments = "the shared 100k comments" if scale.is_shared() else f"generated comments (seed {scale.SEED})"
    data = getattr(importlib.import_module(f"benchmarks.bench_{name}"), "DATA", comments)
    title = f"# Bench: {name}{' (quick)' if quick else ''}\n\nMeasured on {on}. Data: {data}.\n"
    ours = {(row["bench"], row["n"]): row["seconds"] for row in reversed(rows)}
    body = [
        [
            row["bench"],
            row["what"],
            f"{row['n']:,}",
            _number(row["seconds"], 2),
            _ratio(row["seconds"], ours[row["bench"], row["n"]]),
            _number(row["peak_mb"], 0),
            row["note"],
        ]
        for row in rows
    ]
    heads = ["bench", "what", "rows", "seconds", "times the first", "peak MB", "note"]
    return "\n".join([title, _table(heads, body), "", "## Growth: ms per 1,000 rows", "", _growth(rows), ""])


def _growth(rows: Sequence[Row]) -> str:
    sizes = sorted({row["n"] for row in rows})
    lines = []
    for bench, what in dict.fromkeys((row["bench"], row["what"]) for row in rows):
        paces = {
            row["n"]: row["seconds"] * 1e6 / row["n"]
            for row in rows
            if (row["bench"], row["what"]) == (bench, what) and row["seconds"] is not None
        }
        last = [paces[n] for n in sorted(paces)][-2:]
        growth = f"×{last[1] / last[0]:.2f}" if len(last) == 2 else "–"
        lines.append([bench, what, *(_number(paces.get(n), 1) for n in sizes), growth])
    return _table(["bench", "what", *(f"{n:,}" for n in sizes), "from the last size but one to the last"], lines)


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *lines))


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:,.{decimals}f}"


def _ratio(seconds: float | None, ours: float | None) -> str:
    return f"{seconds / ours:.2f}" if seconds is not None and ours else "–"


if __name__ == "__main__":
    sys.exit(main())

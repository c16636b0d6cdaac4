"""The fairest lottery, beside the field's common package in an environment of its own (maximin, the same solver)."""

from __future__ import annotations

import csv
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "assembly"
DATA = "the shared problems, if present, and generated pools of seven criteria (seed 1); seconds are CPU seconds"
PROBLEMS = {"sf_fixture_22": 22, "synth_milano_45": 45, "synth_cca_75": 75, "example_large_200": 200}
GENERATED = {"150/22": (150, 22), "321/30": (321, 30), "750/90": (750, 90), "1000/100": (1000, 100)}
BESIDE = ("sf_fixture_22", "synth_milano_45", "synth_cca_75", "150/22")
"""Where the other package is run too."""
THEIR_LIMIT = 120
"""Unit: CPU seconds, after which the other package is stopped; the table then says so."""
PACKAGE = "sortition-algorithms"
THEIRS = """
import csv, json, resource, sys, time
from pathlib import Path
from sortition_algorithms import read_in_features, read_in_people, run_stratification
from sortition_algorithms.settings import Settings
folder, seats = Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]), int(sys.argv[3])))
quotas = list(csv.DictReader((folder / "categories.csv").open(newline="")))
if "category" in quotas[0]:
    quotas = [{"feature": q["category"], "value": q["feature"], "min": q["min"], "max": q["max"]} for q in quotas]
rows = csv.DictReader((folder / "respondents.csv").open(newline=""))
people = [{"id": str(n)} | row for n, row in enumerate(rows, 1)]
started = time.process_time()
features, *_ = read_in_features(list(quotas[0]), quotas, seats)
settings = Settings(id_column="id", columns_to_keep=[], check_same_address=False, check_same_address_columns=[],
    selection_algorithm="maximin")
pool, _ = read_in_people(list(people[0]), people, features, settings)
ok, _, report = run_stratification(features, pool, seats, settings)
seconds = time.process_time() - started
assert ok, report.as_text()
print(json.dumps({"seconds": round(seconds, 3), "note": "maximin",
    "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)}))
"""


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """Solve every problem, each in a process of its own; the other package beside, where it is said to end."""
    rows = []
    with tempfile.TemporaryDirectory() as kept:
        python = _their_python(Path(kept))
        for name, folder, seats in _problems(Path(kept), quick=quick):
            ours = [sys.executable, "-m", "benchmarks.bench_lottery", str(folder), str(seats)]
            size = len((folder / "respondents.csv").read_text(encoding="utf-8").splitlines()) - 1
            rows.append(_row(name, "istruttoria, leximin", size, ours))
            if name in BESIDE:
                theirs = [str(python), "-c", THEIRS, str(folder), str(seats), str(THEIR_LIMIT)]
                missing = f"{PACKAGE} could not be installed: no network?"
                rows.append(
                    _row(name, PACKAGE, size, theirs if python else [sys.executable, "-c", f"exit('{missing}')"])
                )
    return rows


def _their_python(kept: Path) -> Path | None:
    """Make an environment for the package, which is GPL-3 and so stays out of ours."""
    venv.create(kept / "theirs", with_pip=True)
    python = kept / "theirs" / "bin" / "python"
    done = subprocess.run([python, "-m", "pip", "install", "-q", PACKAGE], capture_output=True, check=False)
    return None if done.returncode else python


def _problems(kept: Path, *, quick: bool) -> list[tuple[str, Path, int]]:
    shared = [(name, SHARED / name, seats) for name, seats in PROBLEMS.items() if (SHARED / name).is_dir()]
    made = (
        [] if quick and shared else [(name, generated(kept, people, k), k) for name, (people, k) in GENERATED.items()]
    )
    return [*shared, *made]


def generated(kept: Path, people: int, seats: int) -> Path:
    """Write a pool of seven criteria whose people are unlike the city that the quotas mirror."""
    chance = random.Random(1)  # noqa: S311
    city = [[chance.uniform(0.5, 1.5) for _ in range(size)] for size in (2, 6, 3, 9, 4, 3, 3)]
    pool = [[weight * chance.uniform(0.5, 1.5) for weight in weights] for weights in city]
    rows = [[chance.choices(range(len(each)), each)[0] for each in pool] for _ in range(people)]
    folder = kept / f"{people}-{seats}"
    folder.mkdir()
    with (folder / "respondents.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[f"c{place}" for place in range(len(city))], *rows])
    with (folder / "categories.csv").open("w", newline="", encoding="utf-8") as file:
        quotas = csv.writer(file)
        quotas.writerow(["category", "feature", "min", "max"])
        for place, weights in enumerate(city):
            for value, weight in enumerate(weights):
                fair = int(weight / sum(weights) * seats)
                quotas.writerow([f"c{place}", value, min(fair, sum(row[place] == value for row in rows)), fair + 1])
    return folder


def _row(name: str, what: str, size: int, command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    row: dict[str, Any] = {"bench": f"lottery {name}", "what": what, "n": size, "seconds": None, "peak_mb": None}
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return row | {"seconds": float(THEIR_LIMIT), "note": f"not finished: stopped after {THEIR_LIMIT} CPU seconds"}
    if done.returncode:
        return row | {"note": f"failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"}
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row | told


def _ours(folder: Path, seats: int) -> None:
    from domain.assembly.lottery.files import read_problem
    from domain.assembly.lottery.leximin import fairest_lottery

    files = [(name, (folder / name).read_bytes()) for name in ("categories.csv", "respondents.csv")]
    started = time.process_time()
    lottery = fairest_lottery(read_problem(files[0], files[1], seats=seats))
    seconds = round(time.process_time() - started, 3)
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
    note = f"min {lottery.min_probability:.3%}, Gini {lottery.gini:.1%}, fairest: {lottery.is_fairest}"
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "note": note}))


if __name__ == "__main__":
    _ours(Path(sys.argv[1]), int(sys.argv[2]))

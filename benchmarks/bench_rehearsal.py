"""A whole inquiry, from opening to publication, on n comments: everything in service but the engine and the network."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import yaml

from benchmarks import scale
from benchmarks.child import Measurement, measured

SIZES = (1_000, 10_000, 100_000)
MILAN = Path(__file__).resolve().parents[1] / "deployments" / "milano" / "energy-inquiry.yaml"


def measure(*, quick: bool) -> list[dict[str, Any]]:
    """Return a row for each size; there is no alternative to run beside: what staff do by hand takes months."""
    sizes = SIZES[:2] if quick else SIZES
    return [measured("rehearsal", "istruttoria", "benchmarks.bench_rehearsal:ours", n) for n in sizes]


def definition_for(data: bytes) -> str:
    """Return Milan's definition with the sections, the days and the platform of the given export."""
    rows = list(csv.DictReader(io.StringIO(data.decode()), delimiter=";"))
    sections = sorted({int(row["root_commentable_url"].rsplit("/", 1)[-1]) for row in rows})
    days = sorted({row["created_at"][:10] for row in rows})
    year = int(days[0][:4])
    written = yaml.load(MILAN.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes only texts
    share = -(-len(sections) // len(written["parts"]))
    for place, part in enumerate(written["parts"]):
        part["sections"] = [str(section) for section in sections[place * share : (place + 1) * share]]
    written["phases"]["preparation"] |= {"starts_on": f"{year - 1}-01-01", "ends_on": f"{year}-01-31"}
    written["phases"]["window"] |= {"starts_on": f"{year}-02-01", "ends_on": f"{year}-03-03"}
    written["phases"]["evaluation"] |= {"starts_on": f"{year}-03-04", "ends_on": f"{year}-06-30"}
    written["platform"] = {"name": "Piattaforma di prova"}
    return yaml.safe_dump(written, allow_unicode=True)


def sections_export(data: bytes) -> bytes:
    """Return the export of the sections that the comments hang from."""
    rows = csv.DictReader(io.StringIO(data.decode()), delimiter=";")
    urls = dict.fromkeys(row["root_commentable_url"] for row in rows)
    target = io.StringIO(newline="")
    table = csv.writer(target, delimiter=";", lineterminator="\n")
    table.writerow(["id", "title", "body", "url", "published_at", "is_amend", "original_proposal/url"])
    for url in urls:
        number = url.rsplit("/", 1)[-1]
        table.writerow([number, f"Sezione {number}", f"Testo {number}", url, "2025-01-01 00:00:00 UTC", "false", ""])
    return target.getvalue().encode()


def ours(n: int) -> Measurement:
    from flows.edges import open_rehearsal
    from flows.inquiry_acts import checking
    from flows.rehearsal import BareHands, Rehearsal, Script

    data = scale.export(n)
    text = definition_for(data)
    script = Script("prova.yaml", text, [[("sezioni.csv", sections_export(data)), ("commenti.csv", data)]])

    def work() -> str:
        with tempfile.TemporaryDirectory() as folder:
            desk = open_rehearsal(Path(folder), seed="benchmark")
            process_id = Rehearsal(desk, BareHands(desk), script).play()
            verdict = checking.verify(desk, process_id)
            desk.engine.dispose()
        counted = f"{verdict.comments} comments, {verdict.documents} documents"
        return f"{counted}, {len(verdict.faults)} faults found by verify"

    return work, lambda said: str(said)

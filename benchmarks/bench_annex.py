"""The answers annex from one thousand to 100,000 comments, beside a docxtpl row loop and python-docx `add_row`."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCALE = ROOT.parent / "shared" / "data" / "inquiry" / "scale-comments-100k.csv.gz"
FRAME = ROOT / "templates" / "inquiry" / "annex-frame.docx"
CREATED = datetime(2025, 7, 1, 10, 0, tzinfo=UTC)
VOLUME_SIZE = 2000
REASON = (
    "La richiesta riguarda una materia che il piano regola già nella parte indicata: gli uffici ne hanno tenuto conto"
    " nella stesura e ne danno atto nella versione che va all'approvazione del Consiglio."
)
ALTERNATIVES = {"docxtpl row loop": 20_000, "python-docx add_row": 10_000}
"""The largest size at which each one is still worth waiting for; beyond it grows faster than the size."""


def measure(*, quick: bool) -> list[dict[str, object]]:
    """Run every way at every size it can bear, each in a process of its own; `seconds` leave out reading the texts.

    Shape: {"bench", "what", "n", "seconds", "peak_mb", "note"}.
    """
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    rows = [_in_child("istruttoria, volumes", size) for size in sizes]
    rows += [_in_child("istruttoria, all views in memory", size) for size in sizes[-1:]]
    rows += [_in_child("istruttoria, open data", size) for size in sizes]
    for what, largest in ALTERNATIVES.items():
        rows += [_in_child(what, size) for size in ((1_000,) if quick else (1_000, largest))]
    return rows


def _in_child(what: str, size: int) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks.bench_annex", what, str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    row: dict[str, object] = {"bench": "annex", "what": what, "n": size, "seconds": None, "peak_mb": None}
    if done.returncode:
        return row | {"note": (done.stderr.strip().splitlines() or ["interrotto"])[-1]}
    return row | json.loads(done.stdout.splitlines()[-1])


def texts(size: int) -> list[str]:
    """Return the bodies of the scale file, or of a stand-in of the same length where the shared data is absent."""
    if not SCALE.exists():
        return [f"{number}: {REASON}"[:223] for number in range(size)]
    with gzip.open(SCALE, "rt", encoding="utf-8", newline="") as source:
        bodies = (row["body"] for row in csv.DictReader(source, delimiter=";"))
        return list(islice(cycle(islice(bodies, size)), size))


def _views(bodies: Sequence[str]) -> Sequence[object]:
    """Views made when they are asked for, as a store that pages through its rows would do."""
    from domain.inquiry.views import CommentView
    from domain.vocabulary import Admission, Channel, Outcome

    moment = datetime(2025, 2, 12, 10, 0, tzinfo=UTC)
    outcomes = tuple(Outcome)

    class Views(Sequence[CommentView]):
        def __len__(self) -> int:
            return len(bodies)

        def __getitem__(self, position: int) -> CommentView:  # type: ignore[override]
            if position >= len(bodies):
                raise IndexError(position)
            number = position + 1
            return CommentView(
                id=number,
                number=number,
                key=f"comment:{number}",
                channel=Channel.COMMENT,
                part=f"azione-{number % 4 + 1}",
                section=str(10 + number % 50),
                author_code=f"MI-{number:06d}",
                text=bodies[position],
                text_sha256=str(number),
                submitted_at=moment,
                received_at=moment,
                admission=Admission.ADMITTED,
                supports=number % 7,
                department="casa",
                outcome=outcomes[number % len(outcomes)],
                reason=REASON,
                plan_change="Aggiunto un capoverso al paragrafo 2." if number % 5 == 0 else "",
            )

    return Views()


def _definition() -> object:
    from domain.inquiry.definition import InquiryDefinition
    from domain.vocabulary import Ground, Outcome

    person = {"name": "Ufficio", "email": "ufficio@citta.example"}
    starts = (date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1))
    phases = {
        phase: {"starts_on": start, "ends_on": end - timedelta(days=1), "source": "prova"}
        for phase, start, end in zip(("preparation", "window", "evaluation"), starts, starts[1:], strict=False)
    }
    return InquiryDefinition.model_validate(
        {
            "id": "prova",
            "city": "Comune di prova",
            "title": "Istruttoria di prova",
            "short_title": "Istruttoria di prova",
            "plan": "Piano di prova",
            "acts": [{"title": "Atto di prova"}],
            "phases": phases,
            "parts": [{"code": f"azione-{n}", "title": f"Azione {n}", "departments": ["casa"]} for n in range(1, 5)],
            "departments": [{"code": "casa", "name": "Direzione Casa", "email": "casa@citta.example"}],
            "recipients": {
                **dict.fromkeys(("responsible", "coordination", "council", "platform"), person),
                "working_group": [person],
            },
            "moderation": {"grounds": list(Ground), "officers": ["Ufficio"]},
            "outcomes": list(Outcome),
            "reminder_days": [30],
            "platform": {"name": "Piattaforma di prova"},
            "annex_volume_size": VOLUME_SIZE,
        }
    )


def _write(views: Sequence[object]) -> str:
    from domain.inquiry.annex import write_annex

    with tempfile.TemporaryDirectory() as folder:
        result = write_annex(
            _definition(),  # type: ignore[arg-type]
            views,  # type: ignore[arg-type]
            frame=FRAME.read_bytes(),
            created=CREATED,
            write=lambda name, data: (Path(folder) / name).write_bytes(data),
        )
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    return (
        f"{len(result.volumes)} volumes and index, {size:.1f} MB; read again: received {result.received} ="
        f" printed {result.printed}, answered {result.answered}"
    )


def _volumes(bodies: list[str]) -> str:
    return _write(_views(bodies))


def _volumes_from_a_list(bodies: list[str]) -> str:
    return _write(list(_views(bodies)))


def _open_data(bodies: list[str]) -> str:
    from domain.inquiry.open_data import open_data

    sizes = []
    for file in open_data(_definition(), _views(bodies), created=CREATED):  # type: ignore[arg-type]
        sizes.append(f"{file.name} {sum(map(len, file.chunks)) / 1e6:.1f} MB")
    return ", ".join(sizes[:3])


def _cells(bodies: list[str]) -> Iterator[tuple[str, ...]]:
    for number, body in enumerate(bodies, start=1):
        yield str(number), f"MI-{number:06d}", body, "accolta", REASON


def _docxtpl(bodies: list[str]) -> str:
    import io

    from docx import Document
    from docxtpl import DocxTemplate

    frame = Document()
    table = frame.add_table(rows=3, cols=5)
    table.cell(0, 0).text, table.cell(2, 0).text = "{%tr for r in rows %}", "{%tr endfor %}"
    for column in range(5):
        table.cell(1, column).text = f"{{{{ r[{column}] }}}}"
    source, target = io.BytesIO(), io.BytesIO()
    frame.save(source)
    template = DocxTemplate(source)
    template.render({"rows": list(_cells(bodies))}, autoescape=True)
    template.save(target)
    return f"one table, {target.tell() / 1e6:.1f} MB, not read again"


def _add_row(bodies: list[str]) -> str:
    import io

    from docx import Document

    document = Document()
    table = document.add_table(rows=0, cols=5)
    for cells in _cells(bodies):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    target = io.BytesIO()
    document.save(target)
    return f"one table, {target.tell() / 1e6:.1f} MB, not read again"


_WAYS: dict[str, Callable[[list[str]], str]] = {
    "istruttoria, volumes": _volumes,
    "istruttoria, all views in memory": _volumes_from_a_list,
    "istruttoria, open data": _open_data,
    "docxtpl row loop": _docxtpl,
    "python-docx add_row": _add_row,
}


def _measure_here(what: str, size: int) -> None:
    bodies = texts(size)
    start, spent = time.perf_counter(), time.process_time()
    note = _WAYS[what](bodies)
    seconds = round(time.perf_counter() - start, 2)
    note += f"; CPU {time.process_time() - spent:.2f} s"
    print(json.dumps({"seconds": seconds, "peak_mb": _peak_mb(), "note": note}))


def _peak_mb() -> float:
    """Of this process alone: `getrusage` would also count what the parent held when it forked."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return round(next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024, 1)


if __name__ == "__main__":
    _measure_here(sys.argv[1], int(sys.argv[2]))

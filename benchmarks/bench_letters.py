"""Personal letters for the print shop, beside a mail merge with docxtpl."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import date

from benchmarks.child import ROOT

SIZES, QUICK, MERGED = (1_000, 5_000, 10_000), (1_000,), (200,)
DATA = "generated recipients; seconds are of the processor, children included; MB of the larger of parent and child"
FOLDER = ROOT / "templates" / "assembly"


def measure(*, quick: bool) -> list[dict[str, object]]:
    """Return one row for each size of ours and for the mail merge at the size it can bear."""
    ours = [_in_child("lots of letters", size) for size in (QUICK if quick else SIZES)]
    merged = [_in_child(what, size) for size in MERGED for what in ("lots of letters", "docxtpl, one file per letter")]
    return merged + ours


def _in_child(what: str, size: int) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks.bench_letters", what, str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    row: dict[str, object] = {"bench": "letters", "what": what, "n": size}
    if done.returncode:
        return {**row, "seconds": None, "peak_mb": None, "note": f"failed: {done.stderr.strip().splitlines()[-1]}"}
    seconds, peak, note = done.stdout.rstrip().split("\t")
    return {**row, "seconds": float(seconds), "peak_mb": float(peak), "note": note}


def _people(size: int) -> Sequence[object]:
    from domain.assembly.invitations.recipients import Recipient

    return [
        Recipient(
            code=f"{n * 2654435761 % 2**64:016x}",
            name=f"Prova D'Esempio-Finti {n}",
            street=f"c/o Associazione Immaginaria\nVia delle Prove {n}",
            postcode="20100",
            city="MILANO MI",
        )
        for n in range(size)
    ]


def _ours(size: int) -> str:
    from domain.assembly.invitations.mailing import MailingFacts, print_mailing
    from domain.assembly.invitations.recipients import share_out
    from domain.assembly.invitations.texts import printable, read_texts
    from domain.documents.print.fonts import installed

    texts = read_texts((FOLDER / "letter_texts" / "invitation.yaml").read_text(encoding="utf-8"), name="invitation")
    faces = installed(texts.fonts)
    facts = MailingFacts(
        name="invito-1",
        city="Comune di Prova",
        assembly="Assemblea di prova",
        office="Ufficio di prova",
        sender=("Comune di Prova", "Ufficio di prova"),
        protocol="1/2025",
        written_on=date(2025, 3, 1),
        answer_by=date(2025, 4, 8),
        phone="02 0000 0000",
        email="assemblea@comune.example",
        site="partecipa.example",
        check_address="https://partecipa.example/controllo",
    )
    sizes = []
    done = print_mailing(
        share_out(_people(size), faces),  # type: ignore[arg-type]
        printable(texts, faces, name="invitation"),
        facts,
        layout=(FOLDER / "letter.typ").read_text(encoding="utf-8"),
        cover=(FOLDER / "letter_cover.typ").read_text(encoding="utf-8"),
        write=lambda name, data: sizes.append(len(data)),
    )
    return f"{done.printed} letters in {len(done.lots)} lots, PDF/UA-1 with QR, {sum(sizes) / 1e6:.1f} MB"


def _docxtpl(size: int) -> str:
    """Fill one Word file per letter, as offices' mail merges do; no QR code, no PDF: both would cost more."""
    import docx
    from docxtpl import DocxTemplate

    paper = docx.Document()
    for _ in range(25):
        paper.add_paragraph("Gentile {{ name }}, {{ street }}: un paragrafo della lettera, lungo circa una riga.")
    source = io.BytesIO()
    paper.save(source)
    written = 0
    for person in _people(size):
        template, target = DocxTemplate(io.BytesIO(source.getvalue())), io.BytesIO()
        template.render({"name": person.name, "street": person.street}, autoescape=True)  # type: ignore[attr-defined]
        template.save(target)
        written += len(target.getvalue())
    return f"{size} Word files without QR code, not yet PDF, {written / 1e6:.1f} MB"


def _measure_here(what: str, size: int) -> None:
    work = _ours if what.startswith("lots") else _docxtpl
    before = _cpu()
    note = work(size)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{_cpu() - before:.2f}\t{peak * 1024 / 1e6:.0f}\t{note}")


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    _measure_here(sys.argv[1], int(sys.argv[2]))

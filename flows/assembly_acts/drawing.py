"""The first draw: the seed that the public sources gave, the codes it invites, what anyone can check (promise A1)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from domain.assembly import bindings
from domain.assembly.contexts import DrawMinutesContext, HashLine
from domain.assembly.draw.commitment import Commitment as Promise
from domain.assembly.draw.commitment import read_commitment
from domain.assembly.draw.first_draw import drawn_waves
from domain.assembly.draw.frame import Frame, read_frame
from domain.assembly.draw.publication import CONTENTS, published_first_draw
from domain.assembly.draw.seed import PublicValues, Seed, seed_of
from domain.assembly.draw.strata import Share, shares
from domain.assembly.draw.tickets import Wave
from domain.documents.package import write_zip
from domain.errors import Refusal
from domain.italian import instant_in_words
from domain.minutes import FiledDocument, Minutes, Rows
from domain.models import Invitation, PublicSeed
from domain.register import EntryDraft, digest
from domain.vocabulary import AssemblyStage, DocumentKind, DrawKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.promising import FOLDER, MANIFEST, margins, promise_on_record, rule_of, source_lines
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn

PUBLIC = f"{FOLDER}/pubblicato"


@in_turn
def draw_first(
    desk: Desk, process_id: str, registry: Path, values: PublicValues, *, officer: str, as_of: datetime
) -> int | None:
    """Draw those who are invited; returns how many, or None when the draw was made already.

    Raises: Refusal when the registry is not that of the commitment, or a value is not that of its source.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "draw", "sorteggiare")
    if DrawKind.FIRST in case.progress.drawn:
        return None
    require_stage(case, "non si sorteggia", AssemblyStage.COMMITTED)
    rule = rule_of(case)
    promise = read_commitment(desk.read(case.id, MANIFEST))
    refuse_early(case, promise, as_of)
    seed = seed_of(promise, values)
    frame = read_frame(registry, rule)
    (wave,) = drawn_waves(promise, frame, seed)
    table = shares(frame.counts(), case.definition.first_draw.letters)
    files = file_folder(desk, case, PUBLIC, published_first_draw(promise, seed, table, [wave]))
    paper = minutes_paper(desk, case, frame, table, promise, seed, wave, files, officer, as_of)
    sown = seed_row(case, DrawKind.FIRST, seed, as_of)
    invited = invitation_rows(case, frame, wave, number=1)
    payload = {
        "seed": seed.value.hex(),
        "drawn": len(wave.codes),
        "codes_sha256": digest(list(wave.codes)),
        "frame_sha256": frame.sha256,
        **bindings.SEED.of([sown]),
        **bindings.INVITED.of(invited),
    }
    minutes = Minutes(
        entries=[EntryDraft(EntryKind.DRAW, DrawKind.FIRST.name, as_of, officer, payload)],
        documents=[*files, paper],
        rows=[Rows(PublicSeed, [sown]), Rows(Invitation, invited)],
        stage=AssemblyStage.INVITED,
    )
    desk.keep(process_id, minutes, as_of=as_of)
    return len(wave.codes)


def refuse_early(case: AssemblyCase, promise: Promise, as_of: datetime) -> None:
    """Refuse a draw before its sources have spoken.

    Raises: Refusal.
    """
    told = promise.manifest["sources"]
    published = datetime.fromisoformat(told["drand"]["published_at"])
    if as_of < published or case.day(as_of).isoformat() < told["lottery"]["on"]:
        when = instant_in_words(published, case.timezone)
        raise Refusal("le fonti del caso non hanno ancora parlato", f"drand: {when}; lotteria: {told['lottery']['on']}")


def file_folder(desk: Desk, case: AssemblyCase, folder: str, files: Mapping[str, bytes]) -> list[FiledDocument]:
    """File the published folder of a draw: each file by itself, and all of them as one archive to download."""
    stage = AssemblyStage.INVITED
    filed = [
        desk.file(case.id, DocumentKind.DRAW_FILE, f"{folder}/{name}", data, title=CONTENTS[name], public_from=stage)
        for name, data in files.items()
    ]
    data = write_zip(files.items())
    title = "Cartella pubblicata del sorteggio, da scaricare e verificare"
    whole = desk.file(case.id, DocumentKind.DRAW_FILE, f"{folder}.zip", data, title=title, public_from=stage)
    return [*filed, whole]


def public_folder(wave: int) -> str:
    """The folder that is published after a wave: it holds all the waves up to that one."""
    return f"{PUBLIC}{_of_wave(wave)}"


def _of_wave(number: int) -> str:
    return f"-{number}" if number > 1 else ""


def seed_row(case: AssemblyCase, kind: DrawKind, seed: Seed, as_of: datetime) -> dict[str, object]:
    """The row that keeps a seed with its sources."""
    return {
        "process_id": case.id,
        "kind": kind,
        "seed": seed.value.hex(),
        "sources": json.dumps(seed.as_dict(), ensure_ascii=False, sort_keys=True),
        "recorded_at": as_of,
    }


def invitation_rows(case: AssemblyCase, frame: Frame, wave: Wave, *, number: int) -> list[dict[str, object]]:
    """One row for each code of a wave, with its stratum as a list of classes."""
    return [
        {
            "process_id": case.id,
            "code": code,
            "wave": number,
            "stratum": json.dumps(stratum, ensure_ascii=False),
            "channel": None,
            "invited_at": None,
        }
        for code, stratum in sorted(frame.strata_of(wave.codes))
    ]


def minutes_paper(
    desk: Desk,
    case: AssemblyCase,
    frame: Frame,
    table: Sequence[Share],
    promise: Promise,
    seed: Seed,
    wave: Wave,
    files: Sequence[FiledDocument],
    officer: str,
    as_of: datetime,
    *,
    number: int = 1,
) -> FiledDocument:
    """Write the minutes of a wave; `table` holds the letters that its strata got."""
    context = DrawMinutesContext(
        **common(desk, case, at=as_of),
        wave=number,
        committed_on=promise_on_record(desk, case, DrawKind.FIRST)["committed_on"],
        manifest_sha256=promise.sha256,
        drawn_at=instant_in_words(as_of, case.timezone),
        sources=source_lines(case, promise, signature=seed.signature, lottery=seed.lottery),
        seed=seed.value.hex(),
        people=frame.rows.height,
        strata=sum(share.people > 0 for share in table),
        invited=len(wave.codes),
        passed_over=wave.passed_over,
        margins=margins(case, table),
        files=[HashLine(name=one.name.rpartition("/")[2], what=one.title, sha256=one.sha256) for one in files],
        witnesses=[officer],
    )
    return write_paper(
        desk,
        case,
        DocumentKind.DRAW_MINUTES,
        context,
        name=f"{FOLDER}/verbale-del-sorteggio{_of_wave(number)}.docx",
        created=as_of,
        public_from=AssemblyStage.INVITED,
    )

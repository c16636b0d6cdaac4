"""Further letters: the cut-offs of the first draw move on under the same seed, and nobody drawn before is lost (A1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from domain.assembly import bindings
from domain.assembly.draw.axes import Stratum
from domain.assembly.draw.commitment import Commitment, read_commitment
from domain.assembly.draw.first_draw import drawn_waves
from domain.assembly.draw.frame import read_frame
from domain.assembly.draw.publication import published_first_draw
from domain.assembly.draw.recheck import recheck_seed
from domain.assembly.draw.seed import Seed
from domain.assembly.draw.strata import Share, shares
from domain.errors import Refusal
from domain.italian import counted
from domain.minutes import Minutes, Rows
from domain.models import Invitation
from domain.register import EntryDraft, digest
from domain.store import assembly_draws, registry
from domain.vocabulary import AssemblyStage, DrawKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.drawing import file_folder, invitation_rows, minutes_paper, public_folder
from flows.assembly_acts.forecasting import wanted_letters
from flows.assembly_acts.promising import MANIFEST, rule_of
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn

Letters = dict[Stratum, int]


@in_turn
def more_letters(
    desk: Desk,
    process_id: str,
    list_file: Path,
    letters: int,
    *,
    officer: str,
    as_of: datetime,
    is_forecast: bool = False,
) -> int | None:
    """Draw a further wave; returns how many it invites, or None when this very wave waits for its letters already.

    The letters are spread over the strata in proportion to their people, like those of the first wave, or
    (`is_forecast`) over the strata of the forecast only, in proportion to the letters that it asks for.
    Raises: Refusal when answers are no longer taken, the list is not that of the commitment, or a wave is not mailed.
    """
    case = load_case(desk, process_id)
    require_stage(case, "non si sorteggiano altri inviti", AssemblyStage.INVITED)
    require_office(case, officer, "draw", "sorteggiare altri inviti")
    if "availability" in case.done:
        raise Refusal(
            "le disponibilità non si raccolgono più", "altri inviti non servirebbero: adottate un'alternativa"
        )
    with desk.reading() as session:
        newest = assembly_draws.last_wave(session, case.id)
        waits = any(one.invited_at is None for one in assembly_draws.invitations(session, case.id, wave=newest))
    earlier = _later_waves(desk, case, newest)
    if waits:
        if earlier and sum(earlier[-1].values()) == letters:
            return None
        raise Refusal(
            f"gli inviti della tornata {newest} non sono ancora partiti", "spediteli prima: «assembly invite»"
        )
    promise = read_commitment(desk.read(case.id, MANIFEST))
    seed = _seed_on_record(desk, case, promise)
    frame = read_frame(list_file, rule_of(case))
    table = _table(desk, case, frame.counts(), letters, is_forecast=is_forecast)
    later = {share.stratum: share.letters for share in table if share.letters}
    waves = drawn_waves(promise, frame, seed, [*earlier, later])
    number, wave = newest + 1, waves[-1]
    first = shares(frame.counts(), case.definition.first_draw.letters)
    files = file_folder(desk, case, public_folder(number), published_first_draw(promise, seed, first, waves))
    paper = minutes_paper(desk, case, frame, table, promise, seed, wave, files, officer, as_of, number=number)
    invited = invitation_rows(case, frame, wave, number=number)
    payload = {
        "letters": [[list(stratum), count] for stratum, count in later.items()],
        "drawn": len(wave.codes),
        "codes_sha256": digest(list(wave.codes)),
        **bindings.INVITED.of(invited),
    }
    entry = EntryDraft(EntryKind.DRAW, _subject(number), as_of, officer, payload)
    minutes = Minutes(entries=[entry], documents=[*files, paper], rows=[Rows(Invitation, invited)])
    desk.keep(process_id, minutes, as_of=as_of)
    return len(wave.codes)


def _table(
    desk: Desk, case: AssemblyCase, counts: Mapping[Stratum, int], letters: int, *, is_forecast: bool
) -> list[Share]:
    if not is_forecast:
        return shares(counts, letters)
    wanted = wanted_letters(desk, case)
    if not wanted:
        remedy = "sorteggiate le lettere senza «Agli strati della previsione»"
        raise Refusal("la previsione non indica strati a cui scrivere", remedy)
    if letters > sum(wanted.values()):
        most = counted(sum(wanted.values()), "lettera", "lettere")
        raise Refusal("la previsione chiede meno lettere", f"indicate al massimo {most}", str(letters))
    given = {one.stratum: one.letters for one in shares(wanted, letters)}
    return [Share(stratum, people, given.get(stratum, 0)) for stratum, people in counts.items()]


def _subject(wave: int) -> str:
    return f"{DrawKind.FIRST.name} {wave}"


def _later_waves(desk: Desk, case: AssemblyCase, newest: int) -> list[Letters]:
    """The letters by stratum of every wave after the first, as they were drawn."""
    with desk.reading() as session:
        entries = [registry.entry_of(session, case.id, EntryKind.DRAW, _subject(wave)) for wave in range(2, newest + 1)]
    return [
        {tuple(classes): count for classes, count in json.loads(entry.payload)["letters"]}
        for entry in entries
        if entry is not None
    ]


def _seed_on_record(desk: Desk, case: AssemblyCase, promise: Commitment) -> Seed:
    """The seed of the first draw, made again from its sources.

    Raises: Refusal when it does not follow from them.
    """
    with desk.reading() as session:
        known = assembly_draws.seed(session, case.id, DrawKind.FIRST)
    assert known is not None
    seed, faults = recheck_seed(desk.read(case.id, MANIFEST), promise.sha256, known.sources, known.seed)
    if seed is None:
        raise Refusal("il seme a protocollo non nasce dalle sue fonti", "verificate il ciclo", "", tuple(faults))
    return seed

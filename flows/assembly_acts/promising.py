"""The commitment of the first draw: list, strata, rules and future sources, public before chance is known (A1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from domain.assembly import bindings
from domain.assembly.calendar_of_assembly import source_instant
from domain.assembly.contexts import AxisLine, CommitmentNoticeContext, HashLine, SourceLine, StratumLine
from domain.assembly.definition import PublicSources
from domain.assembly.draw.axes import Axis, FrameRule
from domain.assembly.draw.beacon import ADDRESS, CHAIN, REHEARSAL
from domain.assembly.draw.canonical import RULE
from domain.assembly.draw.commitment import Commitment as Promise
from domain.assembly.draw.commitment import Sources, commit_first_draw, future_sources
from domain.assembly.draw.frame import Frame, read_frame
from domain.assembly.draw.strata import Share, notable, shares
from domain.italian import day_in_words, instant_in_words, percent
from domain.minutes import FiledDocument, Minutes, Rows
from domain.models import Commitment
from domain.register import EntryDraft
from domain.store import assembly_draws
from domain.vocabulary import AssemblyStage, DocumentKind, DrawKind, EntryKind
from flows.assembly_acts.case import AssemblyCase, load_case, require_stage
from flows.assembly_acts.writing import common, write_paper
from flows.decisions import require_office
from flows.edges import Desk
from flows.steps import in_turn

FOLDER = "1-sorteggio"
MANIFEST = f"{FOLDER}/impegno/manifest.json"


@in_turn
def commit(desk: Desk, process_id: str, registry: Path, *, officer: str, as_of: datetime) -> Frame | None:
    """Publish the commitment of the first draw; returns the list it rests on, or None when it was published already.

    The registry holds codes and classes, never names; it is read, hashed and not kept.
    Raises: Refusal when the registry cannot be read, or a source could be known already.
    """
    case = load_case(desk, process_id)
    require_office(case, officer, "draw", "impegnare il sorteggio")
    if DrawKind.FIRST in case.progress.committed:
        return None
    require_stage(case, "non si impegna il sorteggio", AssemblyStage.PREPARATION)
    draw = case.definition.first_draw
    frame = read_frame(registry, rule_of(case))
    table = shares(frame.counts(), draw.letters)
    sources = sources_of(case, draw.sources, as_of)
    promise = commit_first_draw(
        case.id, frame, table, sources, committed_at=as_of, deadline=case.definition.invitations.ends_on
    )
    manifest = desk.file(
        case.id,
        DocumentKind.DRAW_FILE,
        MANIFEST,
        promise.data,
        title="Impegno del primo sorteggio (manifest.json)",
        public_from=AssemblyStage.COMMITTED,
    )
    notice = _notice(desk, case, frame, table, promise, as_of)
    row = {
        "process_id": case.id,
        "kind": DrawKind.FIRST,
        "manifest_sha256": promise.sha256,
        "document": MANIFEST,
        "committed_at": as_of,
    }
    payload = {
        "manifest_sha256": promise.sha256,
        "rows_in": frame.rows_read,
        "rows_accepted": frame.rows.height,
        "rows_set_aside": frame.aside_counts(),
        "people": people_by_class(case, table),
        **bindings.COMMITMENT.of([row]),
    }
    minutes = Minutes(
        entries=[EntryDraft(EntryKind.COMMITMENT, DrawKind.FIRST.name, as_of, officer, payload)],
        documents=[manifest, *_faults(desk, case, frame), notice],
        rows=[Rows(Commitment, [row])],
        stage=AssemblyStage.COMMITTED,
    )
    desk.keep(process_id, minutes, as_of=as_of)
    return frame


def rule_of(case: AssemblyCase) -> FrameRule:
    """What makes a row of the registry count, by the definition."""
    draw = case.definition.first_draw
    axes = tuple(
        Axis(axis.code, axis.title, tuple(axis.values), tuple((band.first, band.last) for band in axis.bands))
        for axis in draw.axes
    )
    return FrameRule(axes, draw.reference_on.year, draw.minimum_age)


def sources_of(case: AssemblyCase, named: PublicSources, as_of: datetime) -> Sources:
    """The two public sources of a draw as its commitment names them.

    Raises: Refusal when one of them could be known already.
    """
    instant = source_instant(named, case.zone)
    chain = REHEARSAL if named.chain == "prova" else CHAIN
    return future_sources(instant, named.lottery, named.lottery_on, named.wheels, committed_at=as_of, chain=chain)


def source_lines(case: AssemblyCase, promise: Promise, *, signature: str = "", lottery: str = "") -> list[SourceLine]:
    """The two sources as papers name them, with what they said once that is known."""
    told = promise.manifest["sources"]
    number = told["drand"]["round"]
    published = datetime.fromisoformat(told["drand"]["published_at"])
    wheels = ", ".join(told["lottery"]["wheels"])
    return [
        SourceLine(
            name=f"{'drand quicknet' if told['drand']['chain'] == CHAIN else 'fonte di prova'}, giro {number}",
            when=instant_in_words(published, case.timezone),
            where=f"{ADDRESS}{number}" if told["drand"]["chain"] == CHAIN else "inventata per la prova",
            value=signature,
        ),
        SourceLine(
            name=f"{told['lottery']['name']}, {wheels}",
            when=f"estrazione del {day_in_words(date.fromisoformat(told['lottery']['on']))}",
            where="bollettino ufficiale dell'estrazione e giornali",
            value=lottery,
        ),
    ]


def people_by_class(case: AssemblyCase, table: Sequence[Share]) -> dict[str, dict[str, int]]:
    """People of the list by criterion and class: what the quotas of the selection are in proportion to."""
    found: dict[str, dict[str, int]] = {}
    for place, axis in enumerate(case.definition.first_draw.axes):
        found[axis.code] = dict.fromkeys(axis.labels, 0)
        for share in table:
            found[axis.code][share.stratum[place]] += share.people
    return found


def margins(case: AssemblyCase, table: Sequence[Share]) -> list[AxisLine]:
    """People and letters by class, as papers show them."""
    everybody, letters = sum(share.people for share in table), sum(share.letters for share in table)
    lines = []
    for place, axis in enumerate(case.definition.first_draw.axes):
        for label in axis.labels:
            own = [share for share in table if share.stratum[place] == label]
            people, given = sum(share.people for share in own), sum(share.letters for share in own)
            lines.append(
                AxisLine(
                    axis=axis.title,
                    value=label,
                    people=people,
                    people_share=percent(people, everybody),
                    letters=given,
                    letters_share=percent(given, letters),
                )
            )
    return lines


def promise_on_record(desk: Desk, case: AssemblyCase, kind: DrawKind) -> Mapping[str, str]:
    """Fingerprint, document and day of a commitment, as papers cite them; empty before it is published."""
    with desk.reading() as session:
        found = assembly_draws.commitment(session, case.id, kind)
    if found is None:
        return {}
    day = day_in_words(case.day(found.committed_at))
    return {"manifest_sha256": found.manifest_sha256, "document": found.document, "committed_on": day}


def _notice(
    desk: Desk, case: AssemblyCase, frame: Frame, table: Sequence[Share], promise: Promise, as_of: datetime
) -> FiledDocument:
    small = case.definition.privacy.small_cells
    draw = case.definition.first_draw
    seen = notable(list(table))
    context = CommitmentNoticeContext(
        **common(desk, case, at=as_of),
        registry_on=day_in_words(draw.reference_on),
        people=frame.rows.height,
        letters=draw.letters,
        strata=sum(share.people > 0 for share in table),
        axes=[axis.title.lower() for axis in draw.axes],
        one_per_household=True,
        rule_version=RULE,
        manifest_sha256=promise.sha256,
        files=[HashLine(name="manifest.json", what="regole, strati e fonti del caso", sha256=promise.sha256)],
        sources=source_lines(case, promise),
        draw_on=day_in_words(draw.draw_on),
        margins=margins(case, table),
        notable=[
            StratumLine(
                stratum=", ".join(share.stratum),
                people=str(share.people) if share.people == 0 or share.people >= small else f"meno di {small}",
                letters=share.letters,
                note=share.note,
            )
            for share in seen[:_MOST_STRATA]
        ],
        more_strata=max(0, len(seen) - _MOST_STRATA),
    )
    return write_paper(
        desk,
        case,
        DocumentKind.COMMITMENT_NOTICE,
        context,
        name=f"{FOLDER}/avviso-di-impegno.docx",
        created=as_of,
        public_from=AssemblyStage.COMMITTED,
    )


_MOST_STRATA = 30
"""Strata that the notice lists; the manifest has them all."""


def _faults(desk: Desk, case: AssemblyCase, frame: Frame) -> list[FiledDocument]:
    """File the list of the rows set aside, for the statistics office: places and reasons, no value of the rows."""
    if frame.aside.is_empty():
        return []
    lines = [f"{fault.place}: {fault.problem} → {fault.remedy}" for fault in frame.faults()]
    data = ("\n".join(lines) + "\n").encode()
    title = "Righe della lista accantonate"
    name = f"{FOLDER}/righe-accantonate.txt"
    return [desk.file(case.id, DocumentKind.DRAW_FILE, name, data, title=title)]

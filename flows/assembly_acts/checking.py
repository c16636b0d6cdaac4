"""Checking a cycle: the register's chain, every fact, every document, and both draws made again from their sources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.assembly.checks import AssemblyFacts, Row, erased_documents, erased_kinds, fact_faults
from domain.assembly.draw.recheck import recheck_first, recheck_seed, recheck_selection
from domain.errors import Fault, Refusal
from domain.italian import counted
from domain.store import assembly_facts
from domain.vocabulary import DrawKind, ProcessKind, SeatOrigin
from flows.assembly_acts import pool, promising
from flows.assembly_acts.drawing import public_folder
from flows.case import process_of_kind
from flows.checking import Verdict, check_record
from flows.edges import Desk


@dataclass(slots=True)
class AssemblyVerdict(Verdict):
    """What was checked of a cycle, and what was found altered, doubled, missing or out of order."""

    facts: int = 0
    draws: int = 0
    """Draws made again from their public sources."""

    @property
    def own(self) -> Sequence[str]:
        return counted(self.facts, "riga", "righe"), counted(self.draws, "sorteggio rifatto", "sorteggi rifatti")


def verify(desk: Desk, process_id: str) -> AssemblyVerdict:
    """Check a whole cycle; nothing is written.

    Raises: Refusal when there is no such cycle.
    """
    verdict = AssemblyVerdict()
    with desk.reading() as session:
        # Not by the case: a definition that was altered may be one that nobody can read any more.
        process_of_kind(session, process_id, ProcessKind.ASSEMBLY)
        facts = assembly_facts.written_facts(session, process_id)
        entries = assembly_facts.fact_entries(session, process_id)
    verdict.facts = sum(map(len, facts.tables.values()))
    found = fact_faults(facts, entries)
    gone = erased_documents(entries)
    check_record(desk, process_id, verdict, found, unkept=("availability",), erased_documents=gone)
    _check_draws(desk, process_id, facts, verdict, is_erased="invitation" in erased_kinds(entries))
    return verdict


def _check_draws(
    desk: Desk, process_id: str, facts: AssemblyFacts, verdict: AssemblyVerdict, *, is_erased: bool
) -> None:
    promises = {row["kind"]: row for row in facts.rows("commitment")}
    for sown in facts.rows("public_seed"):
        verdict.draws += 1
        try:
            found = list(_draw_faults(desk, process_id, facts, promises.get(sown["kind"]), sown, is_erased=is_erased))
        except (Refusal, ValueError, KeyError) as wrong:  # a file that is gone or is no record: named among documents
            problem = wrong.problem if isinstance(wrong, Refusal) else "i file pubblicati non si leggono"
            found = [Fault(f"il sorteggio non si può rifare: {problem}", "ripristinate i file pubblicati", "")]
        assert isinstance(sown["kind"], DrawKind)
        verdict.faults += [Fault(one.problem, one.remedy, f"{sown['kind']}, {one.place}") for one in found]


def _draw_faults(
    desk: Desk, process_id: str, facts: AssemblyFacts, promise: Row | None, sown: Row, *, is_erased: bool
) -> Iterator[Fault]:
    if promise is None:
        yield Fault("manca l'impegno di questo sorteggio", "ripristinate la base di dati dalla copia", "impegno")
        return
    is_first = sown["kind"] is DrawKind.FIRST
    manifest = desk.read(process_id, promising.MANIFEST if is_first else pool.MANIFEST)
    seed, faults = recheck_seed(manifest, str(promise["manifest_sha256"]), str(sown["sources"]), str(sown["seed"]))
    yield from faults
    if seed is None:
        return
    if is_first and not is_erased:
        invited = _invited(facts)
        newest = max((wave for wave, _, _ in invited), default=1)
        yield from recheck_first(seed, desk.read(process_id, f"{public_folder(newest)}/draw.json"), invited)
    elif not is_first:
        panels, draw = (desk.read(process_id, name) for name in (pool.PANELS, f"{pool.PUBLIC}/draw.json"))
        yield from recheck_selection(manifest, seed, panels, draw, _cohorts(facts))


def _invited(facts: AssemblyFacts) -> list[tuple[int, str, tuple[str, ...]]]:
    found = []
    for row in facts.rows("invitation"):
        wave, code, stratum = row["wave"], row["code"], row["stratum"]
        assert isinstance(wave, int) and isinstance(code, str) and isinstance(stratum, str)
        found.append((wave, code, tuple(json.loads(stratum))))
    return found


def _cohorts(facts: AssemblyFacts) -> list[list[str]]:
    """Those seated by the draw, by cohort and number."""
    cohorts: dict[int, list[tuple[int, str]]] = {}
    for row in facts.rows("seat"):
        cohort, number, code = row["cohort"], row["number"], row["code"]
        assert isinstance(cohort, int) and isinstance(number, int) and isinstance(code, str)
        if row["origin"] is SeatOrigin.SELECTED:
            cohorts.setdefault(cohort, []).append((number, code))
    return [[code for _, code in sorted(cohorts[cohort])] for cohort in sorted(cohorts)]

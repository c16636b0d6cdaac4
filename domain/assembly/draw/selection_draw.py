"""The one number that composes the groups: numbered tickets published first, then drawn, with the reserve's order."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from domain.assembly.draw.canonical import canonical, fingerprint
from domain.assembly.draw.commitment import Commitment, Sources, commitment
from domain.assembly.draw.seed import Seed
from domain.assembly.draw.tickets import SPACE, ticket
from domain.errors import Fault, Refusal
from domain.vocabulary import DrawKind

Panel = tuple[tuple[str, ...], ...]
"""The codes of every cohort that one ticket composes, each cohort sorted."""


def panels_record(panels: Sequence[Panel], pool: Sequence[str]) -> dict[str, Any]:
    """Return the numbered tickets, codes only, and everyone among whom they were composed, sorted.

    Raises: Refusal with one fault for each ticket that seats a code twice or one who is not in the pool.
    """
    known = set(pool)
    width = len(str(len(panels) - 1))
    faults = []
    for number, panel in enumerate(panels):
        members = [code for cohort in panel for code in cohort]
        if len(set(members)) != len(members) or not known.issuperset(members):
            problem = "un codice compare due volte o non è fra i disponibili"
            faults.append(Fault(problem, "ricomponete i biglietti", f"biglietto {number:0{width}}"))
    if faults or not panels or len(known) != len(pool):
        raise Refusal("i biglietti non si possono pubblicare", "ricomponeteli", "biglietti", tuple(faults))
    tickets = [
        {"number": f"{number:0{width}}", "cohorts": [sorted(cohort) for cohort in panel]}
        for number, panel in enumerate(panels)
    ]
    return {"tickets": tickets, "pool": sorted(pool)}


def commit_selection(
    process: str, panels: bytes, count: int, sources: Sources, *, committed_at: datetime, deadline: date
) -> Commitment:
    """Return the commitment of a selection, which binds the published tickets by their fingerprint."""
    content = {"panels_sha256": fingerprint(panels), "tickets": count, "deadline": deadline.isoformat()}
    return commitment(process, DrawKind.SELECTION, sources, content, committed_at=committed_at)


def index(seed: bytes, many: int) -> int:
    """Return a number from 0 to `many`, excluded, each as likely as any other: by rejection, not by remainder alone."""
    fair = SPACE // many * many
    turn = 0
    while (value := int.from_bytes(hmac.digest(seed, f"index:{turn}".encode(), "sha256"), "big")) >= fair:
        turn += 1
    return value % many


def drawn_ticket(commitment: Commitment, record: dict[str, Any], seed: Seed) -> dict[str, Any]:
    """Return the drawn number, its cohorts, and the reserve in the order in which it is called.

    Raises: Refusal when the tickets or the seed are not those of the commitment.
    """
    if commitment.manifest["panels_sha256"] != fingerprint(canonical(record)):
        raise Refusal("i biglietti non sono quelli dell'impegno", "riprendete quelli pubblicati", "panels.json")
    if seed.manifest_sha256 != commitment.sha256:
        raise Refusal("il seme è di un altro impegno", "ricalcolatelo da questo impegno", "seed.json")
    drawn = record["tickets"][index(seed.value, len(record["tickets"]))]
    members = {code for cohort in drawn["cohorts"] for code in cohort}
    reserve = [code for code in record["pool"] if code not in members]
    return {**drawn, "reserve": sorted(reserve, key=lambda code: (ticket(seed.value, code), code))}

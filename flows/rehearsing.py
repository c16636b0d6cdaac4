"""The rehearsal on the desk: a whole inquiry on a simulated clock, in a house of its own beside the real one."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from domain.errors import Refusal
from domain.inquiry.rehearsed import deliveries
from domain.italian import counted, number
from domain.outbox.draft import slug
from flows.arrivals import arrival, read_arrival, read_text
from flows.edges import now, open_rehearsal
from flows.engine import at_the_desk, desk_flow, leave_account
from flows.inquiry_acts import checking
from flows.inquiry_acts.plan import steps_of
from flows.inquiry_acts.standing import standing
from flows.rehearsal import BareHands, Rehearsal, Script
from flows.requests import Rehearse

FOLDER = "prove"
"""Under the house's home: each rehearsal has a folder of its own there."""
_ACTS_FORESEEN = 40
"""About as many acts as a rehearsal has: the bar fills towards it."""


@desk_flow("prova-generale", "prova generale di un'istruttoria")
def rehearse(modulo: Rehearse) -> str:
    """Gioca un'istruttoria intera su un orologio simulato: nulla entra nel protocollo vero, nessuna lettera parte."""
    with at_the_desk() as desk:
        definition = arrival(desk, modulo.definition)
        text = read_text(definition)
        proposals, comments, forms = (
            [read_arrival(desk, file) for file in files]
            for files in (modulo.proposals, modulo.comments, modulo.contributions)
        )
        folder = desk.home / FOLDER / f"{slug(PurePath(definition.name).stem, longest=40)}-{now():%Y%m%d-%H%M%S}"
    script = Script(definition.name, text, deliveries(proposals, comments), forms)
    house = open_rehearsal(folder, seed=text)
    process_id = Rehearsal(house, BareHands(house), script, _Progress()).play()
    verdict = checking.verify(house, process_id)
    found = standing(house, process_id, steps_of(house, process_id))
    house.engine.dispose()
    counts = "\n".join(f"| {name} | {number(value)} |" for name, value in found.counts.items())
    said = "tutto torna" if not verdict.faults else counted(len(verdict.faults), "anomalia", "anomalie")
    leave_account(
        f"# Prova generale di {process_id}: {found.stage}\n\n| voce | numero |\n|---|---|\n{counts}\n\n"
        f"Verifica: {said}. Documenti e lettere di prova sono nella cartella `{FOLDER}/{folder.name}`.\n",
        key=f"prova-{slug(process_id, longest=40)}",
    )
    if verdict.faults:
        raise Refusal(f"la prova non torna: {said}", "leggete la cartella della prova con chi mantiene il programma")
    return folder.name


class _Progress:
    """Shows on the run's page how far the rehearsal is."""

    def __init__(self) -> None:
        made = create_progress_artifact(0.0, key="prova-avanzamento", description="Avanzamento della prova")
        self._artifact, self._acts = cast(UUID, made), 0

    def __call__(self, when: str, label: str, at: datetime) -> None:
        if when == "after":
            self._acts += 1
            share = min(99.0, 100.0 * self._acts / _ACTS_FORESEEN)
            update_progress_artifact(self._artifact, progress=share, description=f"{at:%d/%m/%Y} {label}")

"""Two years of a small observatory, played once and copied for each test: one district of the invented city."""

from __future__ import annotations

import shutil
from pathlib import Path

from deployments.small_observatory import small_observatory
from flows.edges import Desk, open_rehearsal
from flows.observatory_rehearsal import ObservatoryRehearsal, ObservatoryScript

ID = "osservatorio-energia"
FIRST, LAST = 2024, 2025
OFFICER = "Responsabile dell'osservatorio"
SCRIPT = ObservatoryScript(small_observatory(), years=2, seed=7, districts=("1",))

LABELS = (
    "apertura dell'osservatorio",
    "richiesta delle estrazioni del 2024",
    "consegna di sezioni.geojson",
    "consegna di aree.csv",
    "consegna di nuclei-2024.csv",
    "consegna di riqualificazioni-2024.csv",
    "sollecito delle estrazioni del 2024",
    "preparazione dell'edizione 2024",
    "pubblicazione dell'edizione 2024",
    "richiesta delle estrazioni del 2025",
    "consegna di nuclei-2025.csv",
    "consegna di riqualificazioni-2025.csv",
    "sollecito delle estrazioni del 2025",
    "preparazione dell'edizione 2025",
    "pubblicazione dell'edizione 2025",
    "cancellazione delle estrazioni di prima",
)
"""Written out: who asks the rehearsal starts threads that no fork survives."""


def played(folder: Path, script: ObservatoryScript = SCRIPT) -> Desk:
    """Play a script in a folder; what was played there before is gone on with."""
    desk = open_rehearsal(folder, seed="osservatorio")
    ObservatoryRehearsal(desk, script).play()
    return desk


def copied(source: Desk, folder: Path) -> Desk:
    """Return a house of its own with all that the other one holds."""
    source.engine.dispose()  # nothing may wait in the journal beside the file that is copied
    shutil.copytree(source.home, folder)
    return open_rehearsal(folder, seed="osservatorio")

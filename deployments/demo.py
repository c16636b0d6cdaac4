"""`make demo`: the Milan energy inquiry, a year of a small city's assembly, two editions of an observatory."""

from __future__ import annotations

import argparse
import shutil
from datetime import UTC, datetime
from pathlib import Path
from random import Random  # noqa: TID251  (seeded here: this is an edge)

from deployments import printing
from deployments.assembly_summary import play_assembly, print_year
from deployments.inquiry_summary import play_inquiry, print_inquiry
from deployments.milano.sample.sample_export import SEED, contribution_rows, definition, sample
from deployments.observatory_summary import play_observatory, print_observatory
from deployments.small_observatory import small_observatory
from deployments.small_year import small_definition, small_registry
from domain.errors import Refusal
from domain.inquiry.contributions import write_contributions
from flows.assembly_rehearsal import AssemblyScript
from flows.edges import Desk, open_rehearsal
from flows.observatory_rehearsal import ObservatoryScript
from flows.rehearsal import Script

_HERE = Path(__file__).parent / "milano"
_WRITTEN_AT = datetime(2025, 1, 31, 12, tzinfo=UTC)


def demo_script() -> Script:
    """Return the demo's script: two snapshots of both exports, the other channels' form, three moderations."""
    made = sample(Random(SEED))  # noqa: S311 - invented texts, nothing to protect
    rows = contribution_rows(Random(SEED))  # noqa: S311
    names = sorted({name[-14:-4] for name in made.files})
    return Script(
        definition_name="energy-inquiry.yaml",
        definition_text=(_HERE / "energy-inquiry.yaml").read_text("utf-8"),
        snapshots=[
            [(name, (_HERE / "sample" / name).read_bytes()) for name in sorted(made.files) if day in name]
            for day in names
        ],
        contributions=[("contributi.xlsx", write_contributions(definition(), rows, created=_WRITTEN_AT))],
        moderations=[(one.key, one.ground) for one in made.to_moderate],
    )


def main() -> None:
    """Play the demo into a folder, which is emptied first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("var/demo"))
    out = parser.parse_args().out
    shutil.rmtree(out, ignore_errors=True)
    script = demo_script()
    try:
        summary = play_inquiry(open_rehearsal(out, seed=script.definition_text), script, quiet=False)
        year = play_assembly(*_assembly(out / "assemblea"), quiet=False)[0]
        editions = play_observatory(*_observatory(out / "osservatorio"), quiet=False)
    except Refusal as refusal:
        printing.refused(refusal, json_wanted=False)
        raise SystemExit(1) from None
    print_inquiry(summary)
    printing.say("")
    print_year(year)
    printing.say("")
    print_observatory(editions)


def _assembly(out: Path) -> tuple[Desk, AssemblyScript]:
    """A house of its own for the assembly's year, with the registry of a small city."""
    text = small_definition()
    desk = open_rehearsal(out, seed=text)
    registry = out / "lista-anagrafica.csv"
    registry.write_bytes(small_registry())
    return desk, AssemblyScript(text, registry)


def _observatory(out: Path) -> tuple[Desk, ObservatoryScript]:
    """A house of its own for two editions of the invented city."""
    text = small_observatory()
    return open_rehearsal(out, seed=text), ObservatoryScript(text)


if __name__ == "__main__":
    main()

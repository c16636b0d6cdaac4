"""`istruttoria assembly draw`: the fairest lottery for two files, quotas and respondents, from a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from deployments import printing
from deployments.cli_common import Json
from deployments.printing import say
from domain.assembly.lottery.files import read_problem
from domain.assembly.lottery.leximin import fairest_lottery
from domain.assembly.lottery.lottery import Lottery
from domain.assembly.lottery.rounding import NumberedPanels, numbered_panels
from domain.errors import Refusal
from flows.edges import cpu_seconds


def draw(
    files: Annotated[list[Path], typer.Argument(metavar="QUOTE PERSONE", help="I due file CSV: quote e persone.")],
    seats: Annotated[int, typer.Option("--seats", help="Posti del gruppo.")],
    problem: Annotated[
        bool, typer.Option("--problem", help="I file sono un problema da risolvere, non un anno.")
    ] = True,
    time_limit: Annotated[float, typer.Option("--time-limit", help="Secondi di calcolo al massimo.")] = 600.0,
    household_columns: Annotated[
        str, typer.Option("--household-columns", help="Colonne dell'indirizzo, separate da virgole.")
    ] = "",
    json: Json = False,
) -> None:
    """Calcola la lotteria più equa tra i gruppi che rispettano le quote, e i 1.000 gruppi numerati."""
    told = lottery_of(files, seats=seats, time_limit=time_limit, household_columns=household_columns)
    if json:
        printing.as_json(told)
        return
    say(f"{told['people']} persone, {told['seats']} posti, {told['profiles']} profili, {told['panels']} gruppi.")
    say(f"Probabilità minima {told['min_probability']:.3%}, massima {told['max_probability']:.3%}.")
    say(f"Indice di Gini delle probabilità: {told['gini']:.1%}.")
    if told["is_fairest"]:
        say("È la lotteria più equa possibile con queste quote.")
    else:
        say(f"Il tempo è scaduto: il minimo può salire al più di {told['gap']:.3%}.")
    say(f"Con {told['numbered_panels']} gruppi numerati il minimo garantito è {told['rounded_min_probability']:.3%}.")
    if told["left_out"]:
        say(f"Attenzione: {len(told['left_out'])} persone non sono in nessun gruppo: {', '.join(told['left_out'])}")
    if told["not_reached"]:
        say(f"Attenzione: {len(told['not_reached'])} persone non hanno ancora un posto perché il tempo è scaduto.")
    if told["over_favored"]:
        say(f"Attenzione: {len(told['over_favored'])} persone sono sicure del posto: {', '.join(told['over_favored'])}")


def lottery_of(files: list[Path], *, seats: int, time_limit: float, household_columns: str = "") -> dict[str, Any]:
    """Solve the problem of the two files; return what the command prints as JSON."""
    if len(files) != 2:
        raise Refusal("Servono due file", "Indicare il file delle quote e quello delle persone, in quest'ordine")
    started = cpu_seconds()
    categories, respondents = ((path.name, path.read_bytes()) for path in files)
    columns = [column.strip() for column in household_columns.split(",") if column.strip()]
    problem = read_problem(categories, respondents, seats=seats, household_columns=columns)
    lottery = fairest_lottery(problem, clock=cpu_seconds, limit=time_limit)
    return _told(lottery, numbered_panels(lottery)) | {"cpu_seconds": round(cpu_seconds() - started, 3)}


def _told(lottery: Lottery, numbered: NumberedPanels) -> dict[str, Any]:
    return {
        "people": len(lottery.problem.people),
        "seats": lottery.problem.seats,
        "profiles": len(lottery.chances),
        "min_probability": lottery.min_probability,
        "max_probability": lottery.max_probability,
        "gini": lottery.gini,
        "gap": lottery.gap,
        "is_fairest": lottery.is_fairest,
        "panels": len(lottery.panels),
        "left_out": list(lottery.left_out),
        "not_reached": list(lottery.not_reached),
        "over_favored": list(lottery.over_favored),
        "numbered_panels": len(numbered.panels),
        "rounded_min_probability": numbered.min_probability,
        "worst_loss": numbered.worst_loss,
    }

"""What must not be found: of each hidden row the poor, the not poor, the certainly poor, and the few households."""

from __future__ import annotations

import numpy as np
import polars as pl

from domain.observatory.protection.areas import COMMON, PART
from domain.observatory.protection.audit import Targets
from domain.observatory.protection.relations import Numbers
from domain.observatory.protection.rules import Reason, Rules, primary_reasons
from domain.observatory.protection.world import Previous, World
from domain.observatory.table import COUNTS

_AT = {name: place for place, name in enumerate(COUNTS)}


def reasons_of(world: World, counts: pl.DataFrame, rules: Rules, previous: Previous | None) -> list[str | None]:
    """Return why each row is hidden in itself: this edition's and the unpublished ones', why the last one's was.

    A section's households inside or outside of a complex are nobody's row, and are known by difference: what is too
    little to be shown is too little to be found.
    """
    between = world.values[counts.height : world.keys.height - (0 if previous is None else previous.table.height)]
    unpublished = pl.DataFrame(between, schema=list(COUNTS), orient="row").fill_nan(None)
    then = [] if previous is None else previous.table["reason"].to_list()
    return [*primary_reasons(counts, rules).to_list(), *primary_reasons(unpublished, rules).to_list(), *then]


def targets_of(world: World, reasons: list[str | None], rules: Rules, is_hidden: Numbers) -> Targets:
    """Return what an attacker goes for in the hidden rows, and how wide his interval must be.

    The rows that the previous edition hid are targets too. Numbers not known to us are asked for as if not nothing;
    that nobody can be computed says nothing of a household, and is not asked for.
    """
    weights = np.zeros((4, len(COUNTS)))
    weights[0, _AT["poor"]] = weights[1, _AT["valid"]] = weights[2, _AT["certain"]] = 1.0
    weights[1, _AT["poor"]] = -1.0
    weights[3, _AT["households"]] = 1.0
    level = world.keys["level"].to_numpy()
    has_reason = np.array([reason is not None for reason in reasons], dtype=bool)
    hidden = np.flatnonzero(is_hidden & (level != COMMON) & ((level != PART) | has_reason))
    values = world.values[hidden]
    few = np.array([reasons[row] == Reason.FEW.value for row in hidden], dtype=bool)
    valid, certain = values[:, _AT["valid"]], values[:, _AT["certain"]]
    asked = [valid != 0, valid != 0, certain > 0, few]
    needs = [rules.small, rules.small, rules.small, rules.threshold]
    rows = [hidden[ask] for ask in asked]
    return Targets(
        np.concatenate(rows),
        np.concatenate([np.repeat(weights[kind : kind + 1], len(rows[kind]), 0) for kind in range(4)]),
        np.concatenate([np.full(len(rows[kind]), float(needs[kind])) for kind in range(4)]),
    )

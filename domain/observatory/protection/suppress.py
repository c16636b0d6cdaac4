"""From AreaCounts to the protected table: primary rules, complements, then attack and hide more until all is safe."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from domain.observatory.protection.audit import Intervals, Targets
from domain.observatory.protection.complements import Complements
from domain.observatory.protection.proofs import Proofs, attack_world
from domain.observatory.protection.relations import Numbers
from domain.observatory.protection.rules import Reason, Rules
from domain.observatory.protection.targets import reasons_of, targets_of
from domain.observatory.protection.world import NOW, Previous, World, build_world
from domain.observatory.table import COUNTS, PROTECTED_SCHEMA, check_counts

_BY_DEFAULT = Rules()


@dataclass(frozen=True, slots=True)
class Protection:
    """The protected table (tabella protetta) and what the audit of it found.

    `already_public` names the rows (level, area, definition) that the previous edition alone gives away.
    """

    table: pl.DataFrame
    rounds: int
    attacked: int
    """Hidden counts that the last attack went for, in vain."""
    already_public: tuple[str, ...]

    def hidden_share(self, counts: pl.DataFrame, definition: str) -> float:
        """Return the share of households, 0 to 1, whose section's counts are hidden."""
        own = (pl.col("level") == "section") & (pl.col("definition") == definition)
        hidden = self.table.filter(own & ~pl.col("is_shown")).select("area")
        every = counts.filter(own)
        total = int(every["households"].sum())
        return int(every.join(hidden, on="area", how="semi")["households"].sum()) / total if total else 0.0


def protect(
    counts: pl.DataFrame,
    rules: Rules = _BY_DEFAULT,
    *,
    atoms: pl.DataFrame | None = None,
    previous: Previous | None = None,
) -> Protection:
    """Return the protected table of AreaCounts; nobody can bound a hidden count more tightly than the rules allow.

    Shape: `atoms` counts per section, complex (null: in none) and definition, as `aggregates.roll_up` takes them: how
    the complexes overlap the sections.
    """
    counts = check_counts(counts)
    world = build_world(counts, atoms, previous)
    reasons = reasons_of(world, counts, rules, previous)
    proofs = Proofs(world)
    chosen = Complements(proofs, reasons)
    few = np.array([reason == Reason.FEW.value for reason in reasons])
    chosen.hide_as_before(np.where(few, rules.threshold, rules.small))
    proved: Numbers = np.zeros(0)
    rounds, hopeless = 0, _told_before(world, previous, rules)
    while True:
        rounds += 1
        targets = _but(targets_of(world, reasons, rules, chosen.is_hidden), hopeless)
        attacked = len(targets.row)
        targets = targets.some(np.flatnonzero(~np.isin(_names(targets), proved)))
        ends = proofs.ends(targets, chosen.is_hidden)
        is_open = ends[0] + ends[1] < targets.need
        # Whatever more is hidden, what proves a count safe goes on proving it.
        proved = np.concatenate([proved, _names(targets)[~is_open]])
        failed = np.flatnonzero(is_open)
        if len(failed) and chosen.cover(targets, ends, failed):
            continue
        left = targets.some(failed)
        found = attack_world(world, chosen.is_hidden, left, exact=False)
        is_open = ~(found.width() >= left.need)  # what cannot be told is not proved
        proved, open_ = np.concatenate([proved, _names(left)[~is_open]]), np.flatnonzero(is_open)
        if not len(open_):
            break
        if not chosen.hide_around(left.row[open_]):
            hopeless |= set(left.row[open_].tolist())
    public = tuple(" ".join(world.keys.row(row)) for row in sorted(hopeless) if chosen.is_hidden[row])
    return Protection(_protected(counts, reasons), rounds, attacked, public)


def audit(world: World, table: pl.DataFrame, rules: Rules) -> tuple[Targets, Intervals]:
    """Return every hidden count's tightest interval in a protected table, whole, with what it needs to be."""
    reasons = [*table["reason"].to_list(), *([None] * (world.keys.height - world.size))]
    is_hidden = world.is_always_hidden.copy()
    is_hidden[: world.size] = ~table["is_shown"].to_numpy()
    targets = targets_of(world, reasons, rules, is_hidden)
    return targets, attack_world(world, is_hidden, targets, exact=True)


def _names(targets: Targets) -> Numbers:
    """Return a number for each target that no other has."""
    return np.asarray(targets.row * 16.0 + targets.weights @ np.arange(1.0, len(COUNTS) + 1.0) + 8.0)


def _but(targets: Targets, rows: set[int]) -> Targets:
    return targets.some(np.flatnonzero(~np.isin(targets.row, np.array(sorted(rows), dtype=np.int64))))


def _told_before(world: World, previous: Previous | None, rules: Rules) -> set[int]:
    """Return the rows that the previous edition showed and that have changed too little since to be hidden now."""
    if previous is None:
        return set()
    rows: Numbers = np.flatnonzero((world.before >= 0) & (world.edition == NOW) & (world.slack >= 0))
    rows = rows[~world.is_always_hidden[world.before[rows]] & (2 * world.slack[rows] < rules.threshold)]
    return set(rows.tolist())


def _protected(counts: pl.DataFrame, reasons: list[str | None]) -> pl.DataFrame:
    reason = pl.Series("reason", reasons[: counts.height], dtype=pl.String)
    shown = counts.with_columns(reason.is_null().alias("is_shown"), reason)
    hidden = [pl.when("is_shown").then(name).alias(name) for name in COUNTS]
    return shown.with_columns(hidden).select(PROTECTED_SCHEMA.names()).cast(PROTECTED_SCHEMA)


__all__ = ["Previous", "Protection", "Reason", "audit", "build_world", "protect"]

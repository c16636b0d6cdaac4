"""Retrofits are judged against homes like them, and a budget of visits by whom it reaches and whom it leaves out."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from small_city import city

from domain.errors import Refusal
from domain.observatory.guide import best, guide
from domain.observatory.permutation import effect_p_value
from domain.observatory.protection.suppress import protect
from domain.observatory.retrofits import Season, corrected, evaluate

COLD, MILD = Season(2400, 1.0), Season(2000, 1.3)


def complexes(treated: int, *, effect: float, seed: int = 1, untreated: int = 40) -> pl.DataFrame:
    """Complexes whose spend follows cold and prices, with chance, and the effect on the treated."""
    chance = np.random.default_rng(seed)
    count = treated + untreated
    before = chance.normal(1500, 150, count)
    after = before + chance.normal(0, 40, count) + np.where(np.arange(count) < treated, effect, 0.0)
    now = after * MILD.price_index * (0.6 * MILD.degree_days / COLD.degree_days + 0.4)
    return pl.DataFrame(
        {
            "complex": [f"c{place:02d}" for place in range(count)],
            "is_treated": [place < treated for place in range(count)],
            "built_in": chance.integers(1950, 1990, count),
            "heating": ["centralizzato" if place % 2 else "autonomo" for place in range(count)],
            "households": chance.integers(20, 200, count),
            "spend_before_eur": before,
            "spend_after_eur": now,
        }
    )


def judged(table: pl.DataFrame, seed: int = 7):  # type: ignore[no-untyped-def]
    return evaluate(table, before=COLD, after=MILD, reference=COLD, heating_share=0.6, seed=seed)


def test_spend_is_brought_back_to_the_references_cold_and_prices() -> None:
    spend = pl.DataFrame({"eur": [1300.0]}).select(corrected(pl.col("eur"), MILD, COLD, heating_share=0.5)).item()
    assert spend == pytest.approx(1000 * (0.5 * 2400 / 2000 + 0.5))
    with pytest.raises(Refusal, match="maggiori di 0"):
        corrected(pl.col("eur"), Season(0, 1), COLD, heating_share=0.5)


def test_a_true_reduction_is_proved_and_lies_in_the_interval() -> None:
    table = complexes(12, effect=-200)
    found = judged(table)
    assert (found.treated, found.matched, found.verdict) == (12, 12, "riduzione provata")
    assert found.least is not None and found.most is not None and found.euro is not None
    assert found.least < found.euro < found.most < 0 and found.least < -200 < found.most
    used = [control for _, controls in found.pairs for control in controls]
    assert len(used) == len(set(used)) == found.controls
    heating = dict(table.select("complex", "heating").iter_rows())
    assert all(heating[one] == heating[other] for one, others in found.pairs for other in others)
    assert judged(table.sample(fraction=1.0, shuffle=True, seed=3)) == found


def test_where_nothing_was_done_nothing_is_proved_more_than_one_time_in_twenty() -> None:
    verdicts = [judged(complexes(8, effect=0, seed=seed, untreated=60)).p_value or 0.0 for seed in range(60)]
    assert sum(p <= 0.05 for p in verdicts) <= 7
    assert len(set(verdicts)) > 30


def test_under_six_groups_the_data_are_not_enough() -> None:
    found = judged(complexes(5, effect=-500))
    assert (found.verdict, found.euro, found.least, found.most, found.p_value) == ("i dati non bastano", *(None,) * 4)


def test_six_pairs_all_one_way_are_two_arrangements_in_sixty_four() -> None:
    assert effect_p_value([[-5.0 - k, 0.0] for k in range(6)], 0.0, seed=1) == 2 / 64


def test_each_way_of_spending_visits_tells_whom_it_reaches_and_whom_it_leaves() -> None:
    counts, _ = city([300, 200, 100, 150, 120, 80, 60, 90], seed=3)
    table = protect(counts).table
    whole = counts.filter(level="city")
    sections = table.filter((pl.col("level") == "section") & pl.col("is_shown"))
    heating = pl.DataFrame(
        {
            "area": ["autonomo", "centralizzato"],
            "households": [500, 600],
            "certain": [90, 50],
            "poor": [120, 70],
            "possible": [150, 99],
        }
    )
    shrunk = sections.select("area", rate=pl.col("poor") / pl.col("valid"))
    found = guide(table, "ten-percent", 400, shrunk=shrunk, heating=heating)
    assert [one.title for one in found] == [
        "sezioni con la quota stimata più alta",
        "sezioni con più nuclei poveri",
        "NIL con la quota più alta",
        "tipo di riscaldamento con la quota più alta",
        "a caso in tutta la città",
    ]
    assert all(one.visits == pytest.approx(400) for one in found)
    chance = found[-1]
    part = 400 / whole["households"].item()
    assert chance.reached.poor == pytest.approx(part * whole["poor"].item())
    assert found[0].reached.poor >= chance.reached.poor
    for one in found:
        assert one.reached.certain <= one.reached.poor <= one.reached.possible
    for one in found[:2]:
        inside = counts.filter(pl.col("level") == "section", pl.col("area").is_in(one.areas))["poor"].sum()
        assert one.outside.poor == whole["poor"].item() - inside
    assert best(found).reached.certain == max(one.reached.certain for one in found)


def test_with_visits_for_all_every_shown_poor_household_is_reached() -> None:
    counts, _ = city([300, 200, 100, 150], seed=3)
    table = protect(counts).table
    by_count = guide(table, "ten-percent", 10**6)[0]
    shown = table.filter((pl.col("level") == "section") & pl.col("is_shown"))
    assert by_count.reached.poor == shown["poor"].sum()
    with pytest.raises(Refusal, match="maggiore di 0"):
        guide(table, "ten-percent", 0)

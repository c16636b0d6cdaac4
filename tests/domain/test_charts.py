"""Charts: the same bytes every time, and words that say the same as the picture."""

from __future__ import annotations

import io

from PIL import Image

from domain.documents import charts
from domain.documents.charts import Bar, Stack

SERIES = ("accolta", "non accolta")


def test_the_same_numbers_give_the_same_picture() -> None:
    stacks = [Stack("Premessa", (3, 1)), Stack("Azione 1", (0, 0))]
    first = charts.stacked_rows(stacks, SERIES, subject="contributi", title="per parte")
    assert charts.stacked_rows(stacks, SERIES, subject="contributi", title="per parte") == first


def test_series_stack_in_their_own_order_and_not_by_alphabet() -> None:
    drawn = charts.stacked_rows([Stack("Parte", (50, 50))], ("z", "a"), subject="n", title="t")
    picture = Image.open(io.BytesIO(drawn.png)).convert("RGB")
    colors = [picture.getpixel((x, picture.height // 2)) for x in range(picture.width)]
    first, second = (tuple(bytes.fromhex(color[1:])) for color in charts.PALETTE[:2])
    assert colors.index(first) < colors.index(second)


def test_few_bars_are_said_one_by_one_and_many_by_total_and_peak() -> None:
    assert charts.alt_of_bars([Bar("PEC", 1204), Bar("carta", 1)], title="per canale") == (
        "Grafico a barre, per canale: PEC 1.204 e carta 1."
    )
    many = [Bar(f"{day:02d}/02/2025", day) for day in range(1, 29)]
    assert charts.alt_of_bars(many, title="per giorno") == (
        "Grafico a barre, per giorno: 28 barre da 01/02/2025 a 28/02/2025, in tutto 406; "
        "la più alta è 28/02/2025 con 28."
    )
    assert charts.alt_of_bars([], title="per giorno") == "Grafico a barre, per giorno: nessun dato."


def test_stacks_are_said_without_their_zeros_and_the_rest_is_pointed_to() -> None:
    stacks = [Stack("Premessa", (3, 0)), Stack("Azione 1", (0, 0))]
    assert charts.alt_of_stacks(stacks, SERIES, title="per parte") == (
        "Grafico a barre divise, per parte. Premessa: 3 accolta; Azione 1: nessuno."
    )
    long = charts.alt_of_stacks([Stack(str(n), (n, 0)) for n in range(29)], SERIES, title="per parte")
    assert long.endswith("Altre 17 nella tabella che segue.")


def test_bars_of_every_kind_are_drawn_also_when_there_is_one_or_none() -> None:
    for bars in ([], [Bar("solo", 0)]):
        for draw in (charts.columns, charts.rows):
            assert Image.open(io.BytesIO(draw(bars, subject="n", title="t").png)).width > 500

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


def test_two_bands_of_one_name_stay_two() -> None:
    one = [charts.Band("M/2", 0.1, 0.2, 0.3, "a"), charts.Band("M/2", 0.5, 0.6, 0.9, "b")]
    drawn = charts.bands(one, subject="quota", alt="due fasce")
    picture = Image.open(io.BytesIO(drawn.png)).convert("RGB")
    dark = tuple(bytes.fromhex(charts.PALETTE[0][1:]))
    rows_of_dark = [
        sum(picture.getpixel((x, y)) == dark for x in range(picture.width)) for y in range(60, picture.height)
    ]
    lengths = {length for length in rows_of_dark if length > 40}
    assert drawn.alt == "due fasce"
    assert len({round(length, -1) for length in lengths}) == 2


def test_a_change_is_drawn_to_its_side_of_nothing() -> None:
    drawn = charts.shifts([charts.Shift("su", 2.0, "+2"), charts.Shift("giù", -2.0, "−2")], subject="punti", alt="")
    picture = Image.open(io.BytesIO(drawn.png)).convert("RGB")
    up, down = (
        [x for x in range(picture.width) for y in range(picture.height) if picture.getpixel((x, y)) == color]
        for color in ((0xB4, 0x53, 0x2A), (0x0B, 0x4F, 0x6C))
    )
    assert min(up) >= max(down) > 0


def test_a_map_has_a_color_for_what_is_hidden_and_only_when_something_is() -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 100], [100, 100], [100, 0], [0, 0]]]}
    hidden = tuple(bytes.fromhex("E9C9A8"))
    for in_class, is_there in (("oscurata", True), ("poco", False)):
        drawn = charts.area_map([charts.Area(square, in_class)], ["poco", "molto"], subject="quota", alt="mappa")
        picture = Image.open(io.BytesIO(drawn.png)).convert("RGB")
        assert (hidden in {color for _, color in picture.getcolors(1 << 24) or []}) is is_there

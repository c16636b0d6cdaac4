"""Published tables: whoever reads rows, columns and totals together finds no count of few people."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.assembly.small_cells import PublishedTable, merge_small, merged_responses, merged_seats

AGES = [("16-24", (41, 900)), ("25-34", (3, 800)), ("35-44", (60, 700)), ("45 e oltre", (2, 7600))]
ANSWERS = ("disponibili", "altri")


def test_a_small_class_of_age_merges_with_its_smaller_neighbor() -> None:
    assert merge_small(AGES, ANSWERS, is_ordered=True) == PublishedTable(
        ("16-24", "25-34, 35-44 e 45 e oltre"), ANSWERS, ((41, 900), (65, 9100))
    )


def test_small_classes_without_an_order_merge_with_each_other_first() -> None:
    assert merge_small(AGES, ANSWERS) == PublishedTable(
        ("16-24", "25-34 e 45 e oltre", "35-44"), ANSWERS, ((41, 900), (5, 8400), (60, 700))
    )


def test_one_small_class_takes_another_with_it_so_that_the_total_does_not_tell_it() -> None:
    assert merge_small([("donne", (20,)), ("uomini", (22,)), ("X", (1,))], ("posti",)).rows == ("donne e X", "uomini")


def test_a_table_of_few_people_is_not_published_and_a_larger_one_shrinks_to_its_total() -> None:
    assert merge_small([("a", (2, 1)), ("b", (1, 0))], ANSWERS) == PublishedTable((), (), ())
    assert merge_small([("a", (2, 1)), ("b", (1, 1))], ANSWERS) == PublishedTable(
        ("a e b",), ("disponibili e altri",), ((5,),)
    )
    assert merge_small([], ANSWERS) == PublishedTable((), (), ())


def test_many_merged_classes_are_named_by_the_first_ones() -> None:
    table = merge_small([(f"M{number}", (1,)) for number in range(1, 7)], ("persone",))
    assert table.rows == ("M1, M2, M3 e 3 altre classi",)


def test_those_who_are_not_available_are_protected_as_well() -> None:
    assert merged_responses([("a", 10, 8), ("b", 40, 9), ("c", 90, 6)]) == [("a e b", 50, 17), ("c", 90, 6)]
    assert merged_responses([("a", 40, 1), ("b", 40, 2)]) == []


def test_the_seats_of_a_class_with_few_in_any_group_are_told_with_a_neighbor_s_in_all_groups() -> None:
    seats = [("16-24", (7, 6)), ("25-34", (4, 8)), ("35-44", (6, 5)), ("45 e oltre", (28, 26))]
    table = merged_seats(seats, is_ordered=True)
    assert table == PublishedTable(("16-24", "25-34 e 35-44", "45 e oltre"), ("1", "2"), ((7, 6), (10, 13), (28, 26)))
    assert table.parts == ((0,), (1, 2), (3,))
    assert merged_seats([("F", (5, 2)), ("M", (5, 2))]) == PublishedTable((), (), ())


TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=7)
)


@given(TABLES, st.integers(1, 12), st.booleans())
def test_no_count_below_the_threshold_can_be_worked_out(
    counts: list[list[int]], threshold: int, is_ordered: bool
) -> None:
    width = len(counts[0])
    rows = [(f"r{place}", row) for place, row in enumerate(counts)]
    table = merge_small(rows, [f"c{place}" for place in range(width)], threshold=threshold, is_ordered=is_ordered)
    total = sum(map(sum, counts))
    assert sum(table.row_totals) == sum(table.column_totals) == (total if total >= threshold else 0)
    # Every region that published numbers can be added or subtracted into is a set of whole cells.
    assert all(cell >= threshold for row in table.cells for cell in row)
    assert all(number >= threshold for number in (*table.row_totals, *table.column_totals))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8), st.booleans())
def test_a_merged_row_is_the_sum_of_the_classes_that_it_names(rows: list[tuple[int, int]], is_ordered: bool) -> None:
    named = [(f"r{place}", row) for place, row in enumerate(rows)]
    table = merge_small(named, ANSWERS, is_ordered=is_ordered)
    if len(table.columns) < 2 or any("altr" in name for name in table.rows):
        return
    of = dict(named)
    for name, cells in zip(table.rows, table.cells, strict=True):
        parts = name.replace(" e ", ", ").split(", ")
        assert tuple(sum(of[part][column] for part in parts) for column in (0, 1)) == cells
    assert sorted(part for name in table.rows for part in name.replace(" e ", ", ").split(", ")) == sorted(of)

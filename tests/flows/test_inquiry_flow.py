"""The inquiry's flows: the engine leaves exactly what the acts leave without it, and refuses in the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from engine_hands import EngineHands
from small_case import small_case
from sqlalchemy import inspect, text

from flows.arrivals import FOLDER
from flows.edges import Desk
from flows.rehearsal import BareHands, Hands, Rehearsal

House = Callable[[str], Desk]


def rows(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order in which they were written."""
    with desk.engine.connect() as connection:
        return {
            table: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]  # noqa: S608
            for table in sorted(inspect(connection).get_table_names())
        }


def files(desk: Desk, folder: str) -> dict[str, str]:
    """Every file under a folder of the house, with the hash of its bytes."""
    top = desk.home / folder
    return {
        str(path.relative_to(top)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def play(desk: Desk, hands: Hands) -> None:
    Rehearsal(desk, hands, small_case().script).play()


def test_the_same_case_through_the_acts_and_through_the_engine_leaves_the_same(
    house: House, engine_at_hand: None
) -> None:
    bare = house("bare")
    play(bare, BareHands(bare))
    engine = house("engine")
    play(engine, EngineHands(engine))
    left, right = rows(bare), rows(engine)
    for table in left:
        assert right[table] == left[table], table
    assert right == left
    assert len(left["register_entry"]) > 100 and len(left["letter"]) > 10
    for folder in ("documenti", "acquisiti", "posta"):
        assert files(engine, folder) == files(bare, folder) != {}
    assert sorted(path.name for path in engine.home.iterdir() if path.name not in {one.name for one in bare.home.iterdir()}) == [FOLDER]

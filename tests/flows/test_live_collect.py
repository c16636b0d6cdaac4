"""Collecting from a live platform over a real connection: what it answers enters the register like any export."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_case import definition_text

from domain.errors import Refusal
from domain.vocabulary import Channel
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts import checking
from flows.inquiry_acts.case import load_views
from flows.inquiry_acts.collecting import collect_live
from flows.inquiry_acts.opening import open_inquiry
from flows.inquiry_acts.plan import advance_inquiry
from tests.decidim_server import Decidim, Node, serving

IN_THE_WINDOW = datetime(2025, 2, 10, 9, tzinfo=UTC)
ANNA: Node = {"__typename": "User", "name": "Anna Bianchi", "nickname": "anna"}


def post(number: int, *replies: Node) -> Node:
    return {
        "__typename": "Comment",
        "id": str(number),
        "body": f"Servono pannelli, dico io che abito al numero {number}",
        "createdAt": "2025-02-03T10:38:20+01:00",
        "alignment": 0,
        "upVotes": 3,
        "downVotes": 1,
        "author": ANNA,
        "comments": list(replies),
    }


def article(number: int, *comments: Node, amendments: tuple[int, ...] = ()) -> Node:
    return {
        "__typename": "Proposal",
        "id": str(number),
        "title": {"it": f"Articolo {number}"},
        "body": {"it": f"testo {number}"},
        "createdAt": "2025-02-02T10:00:00+01:00",
        "publishedAt": "2025-02-04T10:00:00Z",
        "likes": 5,
        "voteCount": None,
        "position": number,
        "author": ANNA,
        "comments": list(comments),
        "amendments": [{"emendation": {"__typename": "Proposal", "id": str(one)}} for one in amendments],
    }


def platform() -> Decidim:
    items = [article(11, post(501, post(502)), amendments=(101,)), article(21), article(101, post(503))]
    return Decidim("tetti", [{"__typename": "Proposals", "id": "7", "items": items}])


def opened(folder: Path, address: str) -> Desk:
    desk = open_rehearsal(folder, seed="dal vivo")
    text = definition_text().replace("https://partecipa.comune.example", address)
    open_inquiry(desk, text, name="tetti.yaml", as_of=datetime(2025, 1, 10, tzinfo=UTC))
    advance_inquiry(desk, "tetti", as_of=IN_THE_WINDOW)
    return desk


def test_a_live_platform_is_collected_once_and_verified(tmp_path: Path) -> None:
    with serving(platform()) as address:
        desk = opened(tmp_path, address)
        first = collect_live(desk, "tetti", as_of=IN_THE_WINDOW)
        again = collect_live(desk, "tetti", as_of=IN_THE_WINDOW)
    assert [(one.rows_in, one.new, len(one.set_aside)) for one in first] == [(3, 1, 0), (3, 3, 0)]
    assert all(one.known_before for one in again)
    views = {view.key: view for view in load_views(desk, "tetti")}
    assert {key: (view.channel, view.part, view.supports, view.against) for key, view in views.items()} == {
        "proposal:101": (Channel.AMENDMENT, "azione-1", 5, None),
        "comment:501": (Channel.COMMENT, "azione-1", 3, 1),
        "comment:502": (Channel.COMMENT, "azione-1", 3, 1),
        "comment:503": (Channel.COMMENT, "azione-1", 3, 1),
    }
    assert views["comment:502"].parent_number == views["comment:501"].number
    assert checking.verify(desk, "tetti").faults == []


def test_a_platform_that_does_not_answer_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with serving(platform()) as address:
        desk = opened(tmp_path, address)
    with pytest.raises(Refusal) as refusal:
        collect_live(desk, "tetti", as_of=IN_THE_WINDOW)
    assert "non risponde" in refusal.value.problem and "esportazione" in refusal.value.remedy
    assert load_views(desk, "tetti") == []

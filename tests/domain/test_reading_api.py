"""A live Decidim, asked over a real connection, says what its exports say, and the votes that they leave out."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from reading_desk import CODE_KEY, SITE, is_conserved

from domain.errors import Refusal
from domain.inquiry.reading import fetch_platform_api, read_platform_api
from domain.inquiry.views import ReadComment, ReadFile, ReadSection
from domain.text import digest
from domain.vocabulary import Channel
from tests.decidim_server import Decidim, Node, serving

ANNA: Node = {"__typename": "User", "name": "Anna Bianchi", "nickname": "anna"}
COMMITTEE: Node = {"__typename": "UserGroup", "name": "Comitato di quartiere", "nickname": "comitato"}


def comment(number: int, *replies: Node, **more: Any) -> Node:
    return {
        "__typename": "Comment",
        "id": str(number),
        "body": f"commento {number}",
        "createdAt": "2025-02-03T10:38:20+01:00",
        "alignment": 0,
        "upVotes": number,
        "downVotes": 1,
        "author": ANNA,
        "comments": list(replies),
    } | more


def proposal(number: int, position: int | None, *comments: Node, amendments: tuple[int, ...] = (), **more: Any) -> Node:
    return {
        "__typename": "Proposal",
        "id": str(number),
        "title": {"it": f"Articolo {number}", "en": f"Section {number}"},
        "body": {"it": f"<p>testo {number}</p>", "en": f"<p>text {number}</p>"},
        "createdAt": "2025-01-20T10:00:00+01:00",
        "publishedAt": "2025-02-04T10:00:00Z",
        "likes": number,
        "voteCount": None,
        "position": position,
        "author": ANNA,
        "comments": list(comments),
        "amendments": [{"emendation": {"__typename": "Proposal", "id": str(one)}} for one in amendments],
    } | more


THREAD = comment(1, comment(2, comment(3, comment(4))), author=COMMITTEE)
DEBATE = {
    "__typename": "Debate",
    "id": "30",
    "title": {"it": "Quale energia?"},
    "description": {"it": "<p>Parliamone</p>"},
    "comments": [comment(50)],
}


def platform(dialect: str = "newest", items: list[Node] | None = None) -> Decidim:
    sections = [proposal(11, 2, THREAD, amendments=(101, 102)), proposal(10, 1)]
    changes = [proposal(101, None, comment(9), author=COMMITTEE), proposal(102, None)]
    components = [
        {"__typename": "Meetings", "id": "6"},
        {"__typename": "Proposals", "id": "7", "items": sections + changes if items is None else items},
        {"__typename": "Debates", "id": "8", "items": [DEBATE]},
    ]
    return Decidim("energia", deepcopy(components), dialect)


def poster(address: str) -> Callable[[str, dict[str, Any]], dict[str, Any]]:
    """Return how the edge asks a platform, without the edge's library."""

    def post(query: str, variables: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{address}/api", body, {"Content-Type": "application/json"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
        return answer

    return post


def read_live(decidim: Decidim, space: str = "energia") -> list[ReadFile]:
    with serving(decidim) as address:
        files = read_platform_api(
            poster(address), space=space, code_key=CODE_KEY, timezone="Europe/Rome", host=f"{SITE}/"
        )
    assert all(is_conserved(file) and not file.set_aside for file in files)
    return files


@pytest.mark.parametrize("dialect", ["0.20", "0.27", "newest"])
def test_a_live_platform_of_any_age_is_read_whole(dialect: str) -> None:
    files = {file.name: file for file in read_live(platform(dialect))}
    assert {name: (file.rows_in, len(file.comments), len(file.sections)) for name, file in files.items()} == {
        "api-proposals-7.json": (4, 2, 2),
        "api-comments-7.json": (5, 5, 0),
        "api-debates-8.json": (1, 0, 1),
        "api-comments-8.json": (1, 1, 0),
    }
    sections = files["api-proposals-7.json"].sections
    link = f"{SITE}/processes/energia/f/7/proposals"
    assert sections == [
        ReadSection("10", "Articolo 10", "testo 10", f"{link}/10", 10),
        ReadSection("11", "Articolo 11", "testo 11", f"{link}/11", 11),
    ]
    debates = files["api-debates-8.json"].sections
    assert debates == [ReadSection("30", "Quale energia?", "Parliamone", f"{SITE}/processes/energia/f/8/debates/30")]
    assert [
        (one.key, one.section, one.title, one.supports, one.on_behalf_of)
        for one in files["api-proposals-7.json"].comments
    ] == [
        ("proposal:101", "11", "Articolo 101", 101, "Comitato di quartiere"),
        ("proposal:102", "11", "Articolo 102", 102, ""),
    ]


def test_threads_keep_their_depth_their_parents_and_their_votes() -> None:
    comments = [one for file in read_live(platform()) if file.subject == "comments" for one in file.comments]
    assert [(one.key, one.section, one.parent_key, one.depth, one.supports, one.against) for one in comments] == [
        ("comment:1", "11", "proposal:11", 0, 1, 1),
        ("comment:2", "11", "comment:1", 1, 2, 1),
        ("comment:3", "11", "comment:2", 2, 3, 1),
        ("comment:4", "11", "comment:3", 3, 4, 1),
        ("comment:9", "101", "proposal:101", 0, 9, 1),
        ("comment:50", "30", "debate:30", 0, 50, 1),
    ]
    assert comments[0] == ReadComment(
        key="comment:1",
        channel=Channel.COMMENT,
        section="11",
        text="commento 1",
        text_sha256=digest("commento 1"),
        author_code=comments[0].author_code,
        submitted_at=datetime(2025, 2, 3, 9, 38, 20, tzinfo=UTC),
        place="api-comments-7.json, elemento 1",
        parent_key="proposal:11",
        on_behalf_of="Comitato di quartiere",
        url=f"{SITE}/processes/energia/f/7/proposals/11?commentId=1#comment_1",
        supports=1,
        against=1,
    )


def test_many_proposals_are_asked_for_in_pages_that_the_platform_accepts() -> None:
    items = [proposal(number, number, comment(1000 + number)) for number in range(1, 131)]
    decidim = platform(items=items)
    proposals, comments, *_ = read_live(decidim)
    assert [section.id for section in proposals.sections] == [str(number) for number in range(1, 131)]
    assert [one.key for one in comments.comments] == [f"comment:{1000 + number}" for number in range(1, 131)]
    assert 20 < len(decidim.queries) < 50


def test_an_osservazione_that_the_platform_does_not_list_is_asked_for_by_its_id() -> None:
    items = [proposal(11, 1, amendments=(101,)), proposal(101, 0, unlisted=True)]
    proposals, *_ = read_live(platform(items=items))
    assert [(one.key, one.section) for one in proposals.comments] == [("proposal:101", "11")]


def test_what_the_platform_hides_is_missing_and_the_file_says_so() -> None:
    hidden = [proposal(11, 1, comment(1), comment(2, hidden=True))]
    hidden[0]["amendments"] = [{"emendation": None}]
    proposals, comments, *_ = read_live(platform(items=hidden))
    assert [one.key for one in comments.comments] == ["comment:1"]
    assert comments.lacks[0].startswith("L'API non restituisce i contenuti nascosti o cancellati")
    assert proposals.lacks == comments.lacks


def test_asking_twice_gives_the_same_bytes_and_no_name_of_a_person() -> None:
    with serving(platform()) as address:
        first, second = (fetch_platform_api(poster(address), space="energia", host=SITE) for _ in range(2))
    assert first == second
    assert b"Anna" not in b"".join(data for _, data in first)


def test_a_component_without_proposals_leaves_no_file() -> None:
    assert [file.name for file in read_live(platform(items=[]))] == ["api-debates-8.json", "api-comments-8.json"]


def test_an_unknown_process_is_refused() -> None:
    with pytest.raises(Refusal, match="non ha un processo «aria»"):
        read_live(platform(), "aria")


def test_a_process_with_nothing_to_comment_is_refused() -> None:
    with pytest.raises(Refusal, match="non ha proposte o dibattiti visibili"):
        read_live(Decidim("energia", [{"__typename": "Meetings", "id": "6"}]))


def test_a_thread_deeper_than_was_asked_for_is_refused_and_not_cut() -> None:
    deep = comment(1, comment(2, comment(3, comment(4, comment(5)))))
    with pytest.raises(Refusal, match="oltre il livello 3"):
        read_live(platform(items=[proposal(11, 1, deep)]))


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (
            {"errors": [{"message": "Rate limit\nexceeded"}]},
            "La piattaforma ha risposto con un errore: Rate limit exceeded",
        ),
        ({"errors": ["no"], "data": None}, "La piattaforma ha risposto con un errore: no"),
        ({"errors": {"code": 1}}, "La piattaforma ha risposto con un errore: "),
        ({"data": None}, "La risposta della piattaforma non ha la forma dell'API di Decidim"),
        ([], "La risposta della piattaforma non ha la forma dell'API di Decidim"),
        ({"data": {"decidim": "0.20"}}, "La risposta della piattaforma non ha la forma dell'API di Decidim"),
        (
            {
                "data": {
                    "decidim": None,
                    "participatoryProcess": {"components": [{"__typename": "Proposals", "id": "7"}]},
                }
            },
            "La risposta della piattaforma non ha la forma dell'API di Decidim",
        ),
        (
            {"data": {"participatoryProcess": {"components": [{"__typename": "Debates", "id": '7"){x'}]}}},
            "La risposta della piattaforma non ha la forma dell'API di Decidim",
        ),
    ],
)
def test_an_answer_that_is_an_error_or_no_answer_is_refused(answer: Any, problem: str) -> None:
    decidim = platform()
    decidim.answers_instead = answer
    with pytest.raises(Refusal) as refused:
        read_live(decidim)
    assert refused.value.problem == problem
    assert refused.value.remedy


def test_a_platform_that_repeats_its_page_for_ever_is_refused() -> None:
    page = {"pageInfo": {"hasNextPage": True, "endCursor": "Mg"}, "edges": []}
    decidim = platform()
    process = {"components": [{"__typename": "Proposals", "id": "7"}]}
    decidim.answers_instead = {"data": {"participatoryProcess": process, "component": {"proposals": page}}}
    with pytest.raises(Refusal, match="ripete sempre la stessa pagina"):
        read_live(decidim)


def test_the_server_of_these_tests_enforces_the_limits_of_the_platform() -> None:
    def error(inside: str) -> str:
        query = f'{{ component(id: "7") {{ ... on Proposals {{ {inside} }} }} }}'
        return str(platform("0.20").answer({"query": query})["errors"][0]["message"])

    deep = 'proposal(id: "11") ' + "{ comments " * 14 + "{ id }" + "} " * 14
    wide = "proposals(first: 50) { edges { node { id createdAt publishedAt position } } }"
    assert error(deep) == "Query has depth of 17, which exceeds max depth of 15"
    assert error(wide) == "Query has complexity of 302, which exceeds max complexity of 300"
    assert error('proposal(id: "11") { likesCount }') == "Field 'likesCount' doesn't exist on type 'Proposal'"

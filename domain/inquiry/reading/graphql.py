"""Asking a live Decidim, through its GraphQL API and within its limits, for the rows of its exports and the votes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from domain.errors import Refusal
from domain.inquiry.reading.answers import (
    ASK_THE_MANAGER,
    COMMENT,
    DEBATE,
    LARGEST_PAGE,
    REPLY_LEVELS,
    at,
    author_of,
    comment_rows,
    dialects_for,
    how_many,
    node_id,
    nodes,
    unexpected,
    words,
)
from domain.inquiry.reading.files import read_single
from domain.inquiry.reading.layouts import PLATFORM
from domain.inquiry.reading.rows import Authors
from domain.inquiry.views import ReadFile
from domain.tabular import open_table
from domain.text import clean_line

Post = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Sends a query and its variables, gives back the whole answer (`data`, `errors`); the wire is the edge's business."""

_MOST_PAGES = 20_000


class _UnknownField(Refusal):
    """The API does not know a field of the query: another dialect may."""


def read_platform_api(post: Post, *, space: str, code_key: bytes, timezone: str, host: str) -> list[ReadFile]:
    """Read a participatory process of a live Decidim: the files of `fetch_platform_api`, read like any export.

    Raises: Refusal, when the platform answers with an error or holds no such process.
    """
    return [
        read_single(data, open_table(data, name, ZoneInfo(timezone), PLATFORM), Authors(code_key))
        for name, data in fetch_platform_api(post, space=space, host=host)
    ]


def fetch_platform_api(post: Post, *, space: str, host: str) -> list[tuple[str, bytes]]:
    """Ask for all sections, osservazioni, debates and comments of the process with slug `space`.

    Shape: (name, JSON) per component and subject, same rows in the same order whatever the paging, so that asking twice
    gives the same bytes. `host` is the platform's address, for the links.
    Raises: Refusal, when the platform answers with an error or holds no such process.
    """
    api = _Api(post, space, host.rstrip("/"))
    files = []
    for component, kind in api.components():
        items = sorted(api.items(component, kind), key=_in_text_order)
        comments = sorted(api.comments(component, kind, items), key=lambda row: int(row["id"]))
        if items:
            files.append((f"api-{kind}-{component}.json", _written(api.rows(component, kind, items))))
        if comments:
            files.append((f"api-comments-{component}.json", _written(comments)))
    if not files:
        raise Refusal(
            f"Il processo «{space}» non ha proposte o dibattiti visibili",
            "Controllare il processo nella definizione, e che i suoi componenti siano pubblicati.",
        )
    return files


class _Api:
    """One conversation with one platform about one process."""

    def __init__(self, post: Post, space: str, host: str) -> None:
        self._post = post
        self._space = space
        self._host = host
        version = at(self._ask("{ decidim { version } }", {}), "decidim", "version")
        self._dialects = dialects_for(version if isinstance(version, str) else "")

    def components(self) -> list[tuple[str, str]]:
        """Return (id, "proposals" or "debates") of the components that an inquiry reads, in the platform's order."""
        query = "query($slug: String!) { participatoryProcess(slug: $slug) { components { id __typename } } }"
        process = at(self._ask(query, {"slug": self._space}), "participatoryProcess")
        if process is None:
            raise Refusal(
                f"La piattaforma non ha un processo «{self._space}»",
                "Correggere «space» nella definizione dell'istruttoria.",
            )
        kinds = {"Proposals": "proposals", "Debates": "debates"}
        found = [(node_id(node), kinds.get(str(node.get("__typename")))) for node in nodes(process, "components")]
        return [(component, kind) for component, kind in found if kind]

    def items(self, component: str, kind: str) -> list[dict[str, Any]]:
        """Return every proposal or debate of a component; each osservazione carries the id of what it amends."""
        if kind == "debates":
            return list(self._pages(component, kind, DEBATE))
        found = self._proposals(component)
        amended = {
            node_id(change["emendation"]): node_id(node)
            for node in found
            for change in nodes(node, "amendments")
            if change.get("emendation")  # null where the osservazione is hidden
        }
        missing = [number for number in amended if number not in {node_id(node) for node in found}]
        found += self._by_id(component, kind, missing, self._dialects[0].proposal)
        for node in found:
            node["amends"] = amended.get(node_id(node), "")
        return found

    def comments(self, component: str, kind: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows of all comments and replies under these items."""
        one = kind.removesuffix("s")
        tree = "hasComments"
        for _ in range(REPLY_LEVELS):
            tree = f"comments {{ {COMMENT} {tree} }}"
        commented = [node_id(node) for node in items if node.get("totalCommentsCount") != 0]
        rows: list[dict[str, Any]] = []
        for node in self._by_id(component, kind, commented, f"id {tree}"):
            root = self._url(component, kind, node_id(node))
            rows += comment_rows(node, f"Decidim::{kind.capitalize()}::{one.capitalize()}", root)
        return rows

    def rows(self, component: str, kind: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows that an export would hold for these items."""
        return [self._row(component, kind, node) for node in items]

    def _row(self, component: str, kind: str, node: dict[str, Any]) -> dict[str, Any]:
        row = {
            "id": node_id(node),
            "title": words(node.get("title")),
            "created_at": node.get("createdAt"),
            "url": self._url(component, kind, node_id(node)),
        }
        if kind == "debates":
            return row | author_of(node) | {"description": words(node.get("description"))}
        likes = node.get("likesCount", node.get("endorsementsCount"))
        amended = self._url(component, kind, node["amends"]) if node["amends"] else ""
        return (
            row
            | author_of(node)
            | {
                "body": words(node.get("body")),
                "published_at": node.get("publishedAt"),
                "likes": {"total_count": likes},
                "votes": node.get("voteCount"),
                "position": node.get("position"),
                "is_amend": bool(amended),
                "original_proposal": {"url": amended},
            }
        )

    def _url(self, component: str, kind: str, number: str) -> str:
        return f"{self._host}/processes/{self._space}/f/{component}/{kind}/{number}"

    def _proposals(self, component: str) -> list[dict[str, Any]]:
        for _ in range(len(self._dialects) - 1):
            try:
                return list(self._pages(component, "proposals", self._dialects[0].proposal))
            except _UnknownField:
                self._dialects.pop(0)
        return list(self._pages(component, "proposals", self._dialects[0].proposal))

    def _pages(self, component: str, kind: str, fields: str) -> Iterator[dict[str, Any]]:
        size = min(LARGEST_PAGE, how_many(fields))
        query = (
            f"query($id: ID!, $after: String) {{ component(id: $id) {{ ... on {kind.capitalize()} {{ "
            f"{kind}(first: {size}, after: $after) {{ pageInfo {{ hasNextPage endCursor }} "
            f"edges {{ node {{ {fields} }} }} }} }} }} }}"
        )
        after: str | None = None
        for _ in range(_MOST_PAGES):
            page = at(self._ask(query, {"id": component, "after": after}), "component", kind)
            if not isinstance(page, dict):
                raise unexpected()
            yield from (edge["node"] for edge in nodes(page, "edges") if isinstance(edge.get("node"), dict))
            if not at(page, "pageInfo", "hasNextPage"):
                return
            before, after = after, at(page, "pageInfo", "endCursor")
            if after is None or after == before:
                break
        raise Refusal("La piattaforma ripete sempre la stessa pagina di risultati", ASK_THE_MANAGER)

    def _by_id(self, component: str, kind: str, numbers: list[str], fields: str) -> Iterator[dict[str, Any]]:
        one, size = kind.removesuffix("s"), how_many(fields)
        for start in range(0, len(numbers), size):
            wanted = " ".join(
                f'r{number}: {one}(id: "{number}") {{ {fields} }}' for number in numbers[start : start + size]
            )
            query = f"query($id: ID!) {{ component(id: $id) {{ ... on {kind.capitalize()} {{ {wanted} }} }} }}"
            found = at(self._ask(query, {"id": component}), "component")
            if not isinstance(found, dict):
                raise unexpected()
            yield from (node for node in found.values() if isinstance(node, dict))

    def _ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        answer = self._post(query, variables)
        if not isinstance(answer, dict):
            raise unexpected()
        if errors := answer.get("errors"):
            first = errors[0] if isinstance(errors, list) else errors
            message = clean_line(str(first.get("message", "") if isinstance(first, dict) else first), 200)
            refusal = _UnknownField if "doesn't exist on type" in message else Refusal
            raise refusal(f"La piattaforma ha risposto con un errore: {message}", ASK_THE_MANAGER)
        data = answer.get("data")
        if not isinstance(data, dict):
            raise unexpected()
        return data


def _in_text_order(node: dict[str, Any]) -> tuple[int, int]:
    position = node.get("position")
    return (position if isinstance(position, int) else 0), int(node_id(node))


def _written(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace")

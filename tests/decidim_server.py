"""A small Decidim for tests: it answers GraphQL over HTTP as the platform's schema says, and enforces its limits."""

from __future__ import annotations

import json
import re
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MAX_PAGE_SIZE, MAX_DEPTH, MAX_COMPLEXITY = 50, 15, 300

Node = dict[str, Any]
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|[{}()\[\]:$!,=]|-?\d+|\w+')


class GraphQLError(Exception):
    """What the platform puts in `errors`."""


@dataclass
class Selection:
    """A field of a query, or a fragment on a type (`on`)."""

    name: str = ""
    alias: str = ""
    on: str = ""
    arguments: Node = field(default_factory=dict)
    inside: list[Selection] = field(default_factory=list)


@dataclass
class Decidim:
    """A platform with one process; `components` hold items in the newest form, `dialect` is 0.20, 0.27 or newest."""

    slug: str
    components: list[Node]
    dialect: str = "newest"
    answers_instead: Any = None
    queries: list[str] = field(default_factory=list)

    def answer(self, request: Node) -> Any:
        self.queries.append(request["query"])
        if self.answers_instead is not None:
            return self.answers_instead
        try:
            operation = _Parser(request["query"], request.get("variables") or {}).operation()
            types = _schema(self.dialect)
            if (depth := _depth(operation)) > MAX_DEPTH:
                raise GraphQLError(f"Query has depth of {depth}, which exceeds max depth of {MAX_DEPTH}")
            if (complexity := _complexity(operation, types, "Query")) > MAX_COMPLEXITY:
                limit = f"which exceeds max complexity of {MAX_COMPLEXITY}"
                raise GraphQLError(f"Query has complexity of {complexity}, {limit}")
            return {"data": self._select(operation, types, "Query", self._root())}
        except GraphQLError as error:
            return {"errors": [{"message": str(error)}]}

    def _root(self) -> Node:
        version = {"0.20": "0.20.0", "0.27": "0.27.4", "newest": None}[self.dialect]
        process = {"id": "1", "slug": self.slug, "components": self.components}
        return {
            "decidim": {"version": version},
            "participatoryProcess": lambda asked: process if asked.get("slug") == self.slug else None,
            "component": lambda asked: next((c for c in self.components if c["id"] == asked["id"]), None),
        }

    def _select(self, selections: list[Selection], types: dict[str, Node], kind: str, value: Node) -> Node:
        chosen: Node = {}
        for selection in selections:
            if selection.on:
                if selection.on == value.get("__typename"):
                    chosen |= self._select(selection.inside, types, selection.on, value)
            elif selection.name == "__typename":
                chosen[selection.alias] = value.get("__typename", kind)
            else:
                found_type = _field_type(types, kind, selection.name)
                chosen[selection.alias] = self._value(selection, types, found_type, value)
        return chosen

    def _value(self, selection: Selection, types: dict[str, Node], found_type: str, owner: Node) -> Any:
        found = _resolve(selection, owner, self.dialect)
        if not found_type or found is None:
            return found
        if found_type.startswith("*"):
            return self._page(selection, types, found_type[1:], found)
        if isinstance(found, list):
            return [
                None if item.get("hidden") else self._select(selection.inside, types, found_type, item)
                for item in found
            ]
        return self._select(selection.inside, types, found_type, found)

    def _page(self, selection: Selection, types: dict[str, Node], kind: str, items: list[Node]) -> Node:
        start = int(b64decode(selection.arguments["after"])) if selection.arguments.get("after") else 0
        end = min(start + min(selection.arguments.get("first", MAX_PAGE_SIZE), MAX_PAGE_SIZE), len(items))
        nodes = next(edges for edges in selection.inside if edges.name == "edges").inside[0].inside
        cursor = b64encode(str(end).encode()).decode()
        return {
            "pageInfo": {"hasNextPage": end < len(items), "endCursor": cursor},
            "edges": [{"node": self._select(nodes, types, kind, item)} for item in items[start:end]],
        }


def _schema(dialect: str) -> dict[str, Node]:
    """Return type -> field -> type of its value: "" a scalar, "*X" a connection of X."""
    words = "" if dialect == "0.20" else "TranslatedField"
    likes = "likesCount" if dialect == "newest" else "endorsementsCount"
    commentable = {"id": "", "comments": "Comment", "hasComments": "", "totalCommentsCount": "", "createdAt": ""}
    return {
        "Query": {"decidim": "Decidim", "participatoryProcess": "ParticipatoryProcess", "component": "Component"},
        "Decidim": {"version": ""},
        "ParticipatoryProcess": {"id": "", "slug": "", "components": "Component"},
        "Component": {"id": ""},
        "Proposals": {"id": "", "proposals": "*Proposal", "proposal": "Proposal"},
        "Debates": {"id": "", "debates": "*Debate", "debate": "Debate"},
        "Proposal": commentable
        | {"title": words, "body": words, "publishedAt": "", likes: "", "voteCount": "", "position": ""}
        | {"participatoryTextLevel": "", "author": "Author", "amendments": "Amendment"},
        "Debate": commentable | {"title": "TranslatedField", "description": "TranslatedField"},
        "Comment": commentable | {"body": "", "alignment": "", "upVotes": "", "downVotes": "", "author": "Author"},
        "Amendment": {"state": "", "emendation": "Proposal"},
        "Author": {"name": "", "nickname": ""},
        "TranslatedField": {"translations": "Translation"},
        "Translation": {"locale": "", "text": ""},
    }


def _field_type(types: dict[str, Node], kind: str, name: str) -> str:
    if name not in types[kind]:
        raise GraphQLError(f"Field '{name}' doesn't exist on type '{kind}'")
    return str(types[kind][name])


def _resolve(selection: Selection, owner: Node, dialect: str) -> Any:
    name = selection.name
    if name in ("proposal", "debate"):
        return next((item for item in owner["items"] if item["id"] == selection.arguments["id"]), None)
    if name in ("proposals", "debates"):
        return [item for item in owner["items"] if not item.get("unlisted")]
    if name in ("hasComments", "totalCommentsCount"):
        count = _count(owner)
        return bool(count) if name == "hasComments" else count
    if name in ("likesCount", "endorsementsCount"):
        return owner.get("likes", 0)
    found = owner.get(name, [] if name in ("comments", "amendments") else None)
    if name in ("title", "body", "description") and isinstance(found, dict):
        is_plain = dialect == "0.20" and name != "description" and owner["__typename"] == "Proposal"
        texts = [{"locale": locale, "text": text} for locale, text in found.items()]
        return texts[0]["text"] if is_plain else {"translations": texts}
    return found(selection.arguments) if callable(found) else found


def _count(node: Node) -> int:
    return sum(1 + _count(reply) for reply in node.get("comments", []))


def _depth(selections: list[Selection]) -> int:
    return max((_depth(found.inside) + (not found.on) for found in selections), default=0)


def _complexity(selections: list[Selection], types: dict[str, Node], kind: str) -> int:
    """Return one for each field; what stands in a connection counts once for each item of the page asked."""
    total = 0
    for selection in selections:
        if selection.on:
            total += _complexity(selection.inside, types, selection.on)
            continue
        inner = types[kind].get(selection.name, "")
        if inner.startswith("*"):
            parts = {part.name: part.inside for part in selection.inside}
            nodes = _complexity(parts["edges"][0].inside, types, inner[1:])
            first = selection.arguments.get("first", MAX_PAGE_SIZE)
            total += 1 + len(parts.get("pageInfo", [])) + first * (nodes + 2)
        else:
            total += 1 + _complexity(selection.inside, types, inner)
    return total


class _Parser:
    """Reads the part of GraphQL that clients of this schema use."""

    def __init__(self, query: str, variables: Node) -> None:
        self._tokens = _TOKEN.findall(query)
        self._variables = variables

    def operation(self) -> list[Selection]:
        if self._tokens[0] == "query":
            while self._tokens[0] != "{":
                self._tokens.pop(0)
        selections = self._selections()
        if self._tokens:
            raise GraphQLError(f"Parse error on {self._tokens[0]!r}")
        return selections

    def _selections(self) -> list[Selection]:
        self._expect("{")
        found = []
        while self._tokens and self._tokens[0] != "}":
            found.append(self._selection())
        self._expect("}")
        return found

    def _selection(self) -> Selection:
        name = self._tokens.pop(0)
        if name == "...":
            self._expect("on")
            return Selection(on=self._tokens.pop(0), inside=self._selections())
        alias = name
        if self._tokens[0] == ":":
            self._tokens.pop(0)
            name = self._tokens.pop(0)
        selection = Selection(name, alias)
        if self._tokens[0] == "(":
            selection.arguments = self._arguments()
        if self._tokens and self._tokens[0] == "{":
            selection.inside = self._selections()
        return selection

    def _arguments(self) -> Node:
        self._expect("(")
        found = {}
        while self._tokens[0] != ")":
            name = self._tokens.pop(0)
            self._expect(":")
            token = self._tokens.pop(0)
            found[name] = self._variables.get(self._tokens.pop(0)) if token == "$" else json.loads(token)
            if self._tokens[0] == ",":
                self._tokens.pop(0)
        self._expect(")")
        return found

    def _expect(self, token: str) -> None:
        if not self._tokens or self._tokens.pop(0) != token:
            raise GraphQLError(f"Parse error: expected {token!r}")


@contextmanager
def serving(platform: Decidim) -> Iterator[str]:
    """Serve the platform on a port of this machine; give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = json.dumps(platform.answer(json.loads(body))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Say nothing: the tests read what was asked from `queries`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

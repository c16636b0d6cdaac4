"""The shape of a Decidim API: what it is asked for, by its age, and what its answers say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.errors import Refusal

LARGEST_PAGE = 50
MOST_COMPLEX = 300
"""The limits of Decidim 0.20; newer ones allow more. Complexity: one for each field, times the size of the page."""
REPLY_LEVELS = 4
"""A comment and three levels of replies: the platform allows no more."""
_FRAME = 12
"""Complexity of what stands around the items of a page."""

ASK_THE_MANAGER = (
    "Riprovare più tardi; se l'errore resta, chiedere a chi gestisce la piattaforma o usare l'esportazione."
)
_TRANSLATED = "{ translations { locale text } }"
_AUTHOR = "author { __typename name nickname }"
COMMENT = f"id body createdAt alignment upVotes downVotes {_AUTHOR}"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the API calls the same things, by its age."""

    texts: str
    likes: str

    @property
    def proposal(self) -> str:
        return (
            f"id title {self.texts} body {self.texts} publishedAt createdAt {self.likes} voteCount totalCommentsCount "
            f"position participatoryTextLevel {_AUTHOR} amendments {{ emendation {{ ... on Proposal {{ id }} }} }}"
        )


_OLD = Dialect("", "endorsementsCount")
_MIDDLE = Dialect(_TRANSLATED, "endorsementsCount")
_NEW = Dialect(_TRANSLATED, "likesCount")
DEBATE = f"id title {_TRANSLATED} description {_TRANSLATED} createdAt totalCommentsCount"


def dialects_for(version: str) -> list[Dialect]:
    """Return the dialects to try, the likeliest first; newer platforms keep their version to themselves."""
    found = re.match(r"0\.(\d{1,3})\b", version)
    minor = int(found[1]) if found else 999
    if minor < 23:
        return [_OLD, _MIDDLE, _NEW]
    return [_MIDDLE, _NEW, _OLD] if minor < 31 else [_NEW, _MIDDLE, _OLD]


def how_many(fields: str) -> int:
    """Return how many items with these fields one query may ask for."""
    names = re.findall(r"\w+", re.sub(r"\.\.\. on \w+", "", fields))
    return max(1, (MOST_COMPLEX - _FRAME) // (len(names) + 2))


def comment_rows(root: dict[str, Any], root_type: str, root_url: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of an export for all comments under a proposal or debate, with what each one answers.

    Raises: Refusal, when the thread goes deeper than was asked for.
    """
    waiting = [(node, 0, root_type, node_id(root)) for node in nodes(root, "comments")]
    while waiting:
        node, depth, parent_type, parent_id = waiting.pop()
        if depth == REPLY_LEVELS - 1 and node.get("hasComments"):
            raise Refusal(f"La piattaforma ha risposte oltre il livello {REPLY_LEVELS - 1}", ASK_THE_MANAGER)
        yield author_of(node) | {
            "id": node_id(node),
            "body": node.get("body"),
            "created_at": node.get("createdAt"),
            "alignment": node.get("alignment"),
            "depth": depth,
            "up_votes": node.get("upVotes"),
            "down_votes": node.get("downVotes"),
            "commentable_id": parent_id,
            "commentable_type": parent_type,
            "root_commentable_url": root_url,
        }
        waiting += [
            (reply, depth + 1, "Decidim::Comments::Comment", node_id(node)) for reply in nodes(node, "comments")
        ]


def author_of(node: dict[str, Any]) -> dict[str, Any]:
    """Return the author columns of a row: the user name, and the name of the group where a group speaks."""
    author = node.get("author")
    if not isinstance(author, dict):
        return {"author": {"nickname": ""}}
    name = author.get("name") if author.get("__typename") == "UserGroup" else ""
    return {"author": {"nickname": author.get("nickname") or author.get("name")}, "user_group": {"name": name}}


def words(value: Any) -> Any:
    """Return a plain text, or the texts of a translated field by locale."""
    if not isinstance(value, dict):
        return value
    return {str(found.get("locale")): found.get("text") for found in nodes(value, "translations")}


def nodes(value: Any, key: str) -> list[dict[str, Any]]:
    """Return the objects of a list; the platform puts null where something is hidden."""
    found = value.get(key) if isinstance(value, dict) else None
    return [node for node in found if isinstance(node, dict)] if isinstance(found, list) else []


def at(value: Any, *keys: str) -> Any:
    """Return what stands at the end of these keys, None where an object on the way is null.

    Raises: Refusal, when something on the way is no object.
    """
    for key in keys:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise unexpected()
        value = value.get(key)
    return value


def node_id(node: Any) -> str:
    """Return the id of an object.

    Raises: Refusal, when it has none.
    """
    found = str(at(node, "id") or "")
    if not (found.isascii() and found.isdigit()):
        raise unexpected()
    return found


def unexpected() -> Refusal:
    """Return the refusal of an answer that is not of this API."""
    return Refusal("La risposta della piattaforma non ha la forma dell'API di Decidim", ASK_THE_MANAGER)

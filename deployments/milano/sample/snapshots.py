"""What the platform's two exports hold at a moment: their columns, their rows, and what changes between them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deployments.milano.sample.posts import HIDDEN_COMMENT, Forum, Post, Section
from domain.vocabulary import Channel

COMPONENT, SPACE = 412, 57
ANSWERED = 12
LOCALES = ("it", "en", "ca", "es")
CORRECTION = " Correggo: intendevo anche gli alloggi in affitto."
INTERIM_ANSWER = "Osservazione presa in carico dagli uffici."
BAD_DATE = "2025-02-30 18:75:00 +0100"

PROPOSAL_COLUMNS = (
    *("id", "category/id", *(f"category/name/{locale}" for locale in LOCALES)),
    *("scope/id", *(f"scope/name/{locale}" for locale in LOCALES)),
    *("participatory_space/id", "participatory_space/url", "component/id", "title", "body", "state", "reference"),
    *(f"answer/{locale}" for locale in LOCALES),
    *("supports", "endorsements/total_count", "endorsements/user_endorsements", "author", "comments", "attachments"),
    *("followers", "published_at", "url", "meeting_urls", "related_proposals"),
    *("is_amend", "original_proposal/title", "original_proposal/url"),
)
COMMENT_COLUMNS = (
    *("id", "created_at", "body", "author/id", "author/name", "alignment", "depth", "user_group/id"),
    *("user_group/name", "commentable_id", "commentable_type", "root_commentable_url"),
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to some posts between the two exports."""

    changed: list[Post]
    answered: list[Post]
    vanished: list[Post]


def fate_of(made: Forum, moment: datetime) -> Fate:
    """Draw the posts, already in the export of this moment, that the next export shows otherwise."""
    earlier = [post for post in made.posts if post.sent_at < moment and not post.tag]
    amendments = [post for post in earlier if post.channel is Channel.AMENDMENT]
    parents = {id(post.parent) for post in made.posts}
    leaves = [post for post in earlier if post.channel is Channel.COMMENT and id(post) not in parents and not post.body]
    changed_amendment, *answered = made.random.sample(amendments, 1 + ANSWERED)
    changed_comment, vanished = made.random.sample(leaves, 2)
    return Fate([changed_amendment, changed_comment], answered, [vanished])


@dataclass(frozen=True, slots=True)
class Export:
    """One export as it looks at a moment."""

    made: Forum
    fate: Fate
    moment: datetime
    is_final: bool
    endorsers: dict[int, list[int]]

    def proposals(self) -> list[dict[str, object]]:
        threads = Counter(post.root for post in self._posts(Channel.COMMENT))
        rows = [self._section(section) for section in self.made.sections]
        rows += [self._amendment(post) for post in self._posts(Channel.AMENDMENT)]
        for row in rows:
            row["comments"] = threads[int(str(row["id"]))]
        return rows

    def comments(self) -> list[dict[str, object]]:
        return [self._comment(post) for post in self._posts(Channel.COMMENT)]

    def _posts(self, channel: Channel) -> list[Post]:
        gone = {post.id for post in self.fate.vanished if post.channel is channel} if self.is_final else set()
        return [post for post in self.made.of(channel) if post.sent_at < self.moment and post.id not in gone]

    def _standing(self, number: int) -> dict[str, object]:
        """Return what every row of the proposals has: the space, the component, the address."""
        return {
            "id": number,
            "participatory_space/id": SPACE,
            "participatory_space/url": self._space,
            "component/id": COMPONENT,
            "reference": f"MIPART-PROP-2025-02-{number}",
            "supports": 0,
            "attachments": 0,
            "url": self._url(number),
            "endorsements/total_count": 0,
            "followers": 1,
        }

    def _section(self, section: Section) -> dict[str, object]:
        # The platform prints here the user whose id equals the organization's: a name that wrote nothing.
        return self._standing(section.id) | {
            "title": section.title,
            "body": section.text,
            "author": "Utente 0001",
            "published_at": "2025-01-31 12:00:00 +0100",
            "is_amend": "false",
        }

    def _amendment(self, post: Post) -> dict[str, object]:
        original = next(section for section in self.made.sections if section.id == post.target)
        known = self.endorsers[post.id]
        supporters = known if self.is_final else known[: len(known) // 2]
        answered = self.is_final and post in self.fate.answered
        return self._standing(post.id) | {
            "title": post.title,
            "body": self._text(post),
            "state": "evaluating" if answered else "",
            "answer/it": INTERIM_ANSWER if answered else "",
            "endorsements/total_count": len(supporters),
            "endorsements/user_endorsements": ", ".join(f"Utente {number}" for number in supporters),
            "author": f"Utente {post.author}",
            "followers": 1 + len(supporters),
            "published_at": _written(post.sent_at),
            "is_amend": "true",
            "original_proposal/title": original.title,
            "original_proposal/url": self._url(original.id),
        }

    def _comment(self, post: Post) -> dict[str, object]:
        reply_to = HIDDEN_COMMENT if post.tag == "orphan" else post.parent.id if post.parent else None
        bodies = self.made.phrases.bodies
        return {
            "id": post.id,
            "created_at": BAD_DATE if post.tag == "bad-date" else _written(post.sent_at),
            "body": self._text(post),
            "author/id": post.author,
            "author/name": f"Utente {post.author}",
            "alignment": post.alignment,
            "depth": post.depth,
            "user_group/id": 31 + bodies.index(post.body) if post.body else "",
            "user_group/name": post.body,
            "commentable_id": post.root if reply_to is None else reply_to,
            "commentable_type": "Decidim::Proposals::Proposal" if reply_to is None else "Decidim::Comments::Comment",
            "root_commentable_url": self._url(post.root),
        }

    def _text(self, post: Post) -> str:
        if self.is_final and post in self.fate.changed:
            return post.text + CORRECTION
        return post.text + " " if self.is_final and post in self.fate.answered else post.text

    @property
    def _space(self) -> str:
        platform = self.made.definition.platform
        return f"{platform.url}/processes/{platform.space}"

    def _url(self, number: int) -> str:
        return f"{self._space}/f/{COMPONENT}/proposals/{number}"


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S %z")


def csv_bytes(columns: Sequence[str], rows: list[dict[str, object]]) -> bytes:
    """Write the platform's dialect: semicolons, LF row ends, whatever line ends the bodies have."""
    sheet = io.StringIO(newline="")
    table = csv.DictWriter(sheet, columns, restval="", delimiter=";", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return sheet.getvalue().encode()

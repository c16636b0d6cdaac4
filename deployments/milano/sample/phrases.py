"""The written material of the sample: which sentences there are, and how they become distinct texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251 - the type only: the generator is always an argument

from pydantic import BaseModel, ConfigDict, Field

from domain.definition_file import Day, load_definition
from domain.vocabulary import Channel, Ground

FOLDER = Path(__file__).parent
MOST_ALIKE = 0.4
"""Texts of different people share fewer of their runs of three words than this; campaigns start at one half."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartPhrases(_Written):
    """The draft's paragraphs and the sentences of the people for one part of the plan."""

    subsections: list[str]
    articles: list[str]
    titles: list[str]
    facts: list[str]
    reasons: list[str]
    asks: list[str]
    details: list[str]


class Replies(_Written):
    """What people answer to each other, by tone."""

    openings: list[str]
    texts: list[str]


class Campaign(_Written):
    """One text that many send (campagna)."""

    name: str
    part: str
    channel: Channel
    members: int = Field(ge=2)
    title: str
    text: str


class Special(_Written):
    """One text written to try the readers, or to be moderated."""

    name: str
    part: str
    channel: Channel
    text: str
    title: str = ""
    moderation: Ground | None = None
    why: str = ""


class Phrases(_Written):
    """Every text of the sample, as `phrases.yaml` holds it."""

    places: list[str]
    bodies: list[str]
    openings: list[str]
    closings: list[str]
    replies: Replies
    parts: dict[str, PartPhrases]
    campaigns: list[Campaign]
    added_sentences: list[str]
    specials: list[Special]


class ContributionRow(_Written):
    """A contribution of the other channels, as the spreadsheet form asks for it."""

    channel: Channel
    part: str
    happened_on: Day
    title: str
    text: str
    event: str = ""
    on_behalf_of: str = ""


class ContributionRows(_Written):
    """The rows of the other channels, as `contributions.yaml` holds them."""

    rows: list[ContributionRow]


def phrases() -> Phrases:
    """Return the texts of the sample."""
    return load_definition((FOLDER / "phrases.yaml").read_text(encoding="utf-8"), Phrases, name="phrases.yaml")


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of three words of a text, lower case: what near-duplicates share."""
    words = text.lower().split()
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset({tuple(words)})


def alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return the Jaccard similarity (0 to 1) of two sets of shingles."""
    return len(one & other) / len(one | other)


def filled(sentence: str, places: list[str], random: Random) -> str:
    """Return the sentence with its blanks filled; the same draws are made whether or not it has any."""
    values = {
        "{luogo}": random.choice(places),
        "{mesi}": str(random.randint(2, 11)),
        "{persone}": str(random.randint(12, 90)),
        "{euro}": str(random.randint(70, 310)),
    }
    for blank, value in values.items():
        sentence = sentence.replace(blank, value)
    return sentence


@dataclass(slots=True)
class Writer:
    """Composes texts from the phrases, none of which is near another (`MOST_ALIKE`)."""

    phrases: Phrases
    random: Random
    written: list[frozenset[tuple[str, ...]]] = field(default_factory=list)

    def text(self, part: str, *, body: str = "") -> str:
        """Return a new text about a part; `body` is the association that speaks, if any."""
        return self._new(lambda: self._statement(part, body))

    def reply(self) -> str:
        """Return a new short answer to another comment."""
        replies = self.phrases.replies
        choose = self.random.choice
        return self._new(lambda: " ".join([choose(replies.openings), *self.random.sample(replies.texts, 2)]))

    def keep(self, text: str) -> str:
        """Remember a text written elsewhere, so that no later one comes near it."""
        self.written.append(shingles(text))
        return text

    def _statement(self, part: str, body: str) -> str:
        own, choose = self.phrases.parts[part], self.random.choice
        opening = f"A nome di {body}." if body else choose([*self.phrases.openings, ""])
        middle = [choose(own.facts), choose(own.reasons), choose(own.asks)]
        if self.random.random() < 0.6:
            middle.append(choose(own.details))
        if self.random.random() < 0.3:
            middle[0], middle[1] = middle[1], middle[0]
        return " ".join(sentence for sentence in (opening, *middle, choose([*self.phrases.closings, ""])) if sentence)

    def _new(self, compose: Callable[[], str]) -> str:
        for _ in range(2000):
            text = filled(compose(), self.phrases.places, self.random)
            found = shingles(text)
            if all(alike(found, other) < MOST_ALIKE for other in self.written):
                self.written.append(found)
                return text
        raise RuntimeError("the phrases are too few for so many distinct texts: add sentences to phrases.yaml")

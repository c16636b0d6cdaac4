"""A hundred thousand comments with planted campaigns, and their truth: the shared ones if present, else generated."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "inquiry"
COMMENTS, TRUTH = SHARED / "scale-comments-100k.csv.gz", SHARED / "scale-truth-100k.csv.gz"
HEADER = (
    "id;created_at;body;author/id;author/name;alignment;depth;user_group/id;user_group/name/it;"
    "commentable_id;commentable_type;root_commentable_url"
)
SEED = 20250201
CAMPAIGN_SHARE = 0.18
KINDS = {"exact": 40, "case": 15, "wrap": 20, "sub": 15, "trunc": 10}

_SYLLABLES = ["a", "ba", "ca", "da", "e", "fa", "ga", "i", "la", "ma", "na", "o", "pa", "ra", "sa", "ta", "u", "va"]
_SYLLABLES += ["zi", "co", "di", "lo", "me", "ni", "re", "so", "te", "vo", "chi", "gli"]
_WORDS = 12_000
_LEAN = 2.5
"""How much the common words prevail: chance to this power picks the rank, about as in written Italian."""
_OPENINGS = ["Buongiorno,", "Gentile Comune,", "Salve a tutti,", "Scrivo perché ci tengo:"]
_CLOSINGS = ["Grazie.", "Cordiali saluti", "Per favore ascoltateci!", "Distinti saluti, un residente"]
_OTHER_WORDS = ["davvero", "anche", "molto", "proprio", "forse"]


@dataclass(frozen=True, slots=True)
class Row:
    """One comment of the scale data: `campaign` and `kind` (of copy) are empty for who writes alone."""

    id: int
    body: str
    campaign: str
    kind: str


def is_shared() -> bool:
    return COMMENTS.is_file() and TRUTH.is_file()


def rows(n: int) -> list[Row]:
    """Return the first n comments with their truth."""
    if not is_shared():
        return list(generated(n))
    with gzip.open(COMMENTS, "rt", encoding="utf-8", newline="") as said, gzip.open(TRUTH, "rt", newline="") as known:
        pairs = zip(csv.DictReader(said, delimiter=";"), csv.DictReader(known), strict=True)
        return [Row(int(row["id"]), row["body"], true["campaign"], true["kind"]) for row, true in islice(pairs, n)]


def export(n: int) -> bytes:
    """Return the first n comments as the platform exports them: CSV in the 0.20 layout."""
    target = io.StringIO(newline="")
    if is_shared():
        with gzip.open(COMMENTS, "rt", encoding="utf-8", newline="") as said:
            csv.writer(target, delimiter=";", lineterminator="\n").writerows(
                islice(csv.reader(said, delimiter=";"), n + 1)
            )
    else:
        write = csv.writer(target, delimiter=";", lineterminator="\n")
        write.writerow(HEADER.split(";"))
        write.writerows(_cells(row) for row in generated(n))
    return target.getvalue().encode()


def generated(n: int, seed: int = SEED) -> Iterator[Row]:
    """Yield n comments by chance: lone ones from a pool of sentences, some quoting a campaign, and campaign copies."""
    chance = Random(seed)  # noqa: S311 - reproducible data, not secrets
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 5))) for _ in range(_WORDS)]
    pool = [_sentence(words, chance) for _ in range(max(500, n // 3))]
    campaigns = {
        f"C{at:02}": " ".join(_sentence(words, chance) for _ in range(chance.randint(2, 6))) for at in range(30)
    }
    sizes = [1 / (at + 1) for at in range(len(campaigns))]
    for id_ in range(1, n + 1):
        if chance.random() < CAMPAIGN_SHARE:
            code = chance.choices(list(campaigns), sizes)[0]
            kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
            yield Row(id_, _copy(campaigns[code], kind, chance), code, kind)
        else:
            body = chance.sample(pool, chance.randint(1, 5))
            if chance.random() < 0.01:
                quoted = chance.choice(list(campaigns.values())).split(". ")
                body.insert(1, chance.choice(quoted).rstrip(".") + ".")
            yield Row(id_, " ".join(body), "", "")


def _sentence(words: list[str], chance: Random) -> str:
    ranks = [int(len(words) * chance.random() ** _LEAN) for _ in range(chance.randint(6, 20))]
    return " ".join(words[rank] for rank in ranks).capitalize() + "."


def _copy(text: str, kind: str, chance: Random) -> str:
    words = text.split()
    if kind == "case":
        return chance.choice([text.upper(), text.lower(), text.replace(".", "!")])
    if kind == "wrap":
        return f"{chance.choice(_OPENINGS)} {text} {chance.choice(_CLOSINGS)}"
    if kind == "sub":
        return " ".join(chance.choice(_OTHER_WORDS) if chance.random() < 0.06 else word for word in words)
    if kind == "trunc":
        return " ".join(words[: int(len(words) * chance.uniform(0.6, 0.95))])
    return text


def _cells(row: Row) -> list[str]:
    created_at = datetime(2025, 2, 1, tzinfo=UTC) + timedelta(seconds=20 * row.id)
    section = str(row.id % 60 + 1)
    url = f"https://partecipazione.example.org/processes/x/f/1/proposals/{section}"
    person = [str(row.id % 70_000 + 1), f"Partecipante {row.id:06}"]
    origin = [section, "Decidim::Proposals::Proposal", url]
    return [str(row.id), f"{created_at:%Y-%m-%d %H:%M:%S} UTC", row.body, *person, "0", "0", "", "", *origin]

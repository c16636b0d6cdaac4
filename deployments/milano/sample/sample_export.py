"""Writes the sample as the platform would export it: two snapshots of proposals and of comments, layout 0.20."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from random import Random  # noqa: TID251 - the generator is an argument; its seed is this command's own

from deployments.milano.sample.phrases import FOLDER, ContributionRows, Phrases, filled, phrases
from deployments.milano.sample.posts import Forum, Post, forum
from deployments.milano.sample.snapshots import COMMENT_COLUMNS, PROPOSAL_COLUMNS, Export, Fate, csv_bytes, fate_of
from deployments.milano.sample.truth import ToModerate
from domain.definition_file import load_definition
from domain.inquiry.definition import InquiryDefinition
from domain.vocabulary import Channel

SEED = 20250201
SNAPSHOTS = (date(2025, 2, 17), date(2025, 3, 4))
"""Days of the two exports, taken at eight in the morning: half way, and the day after the close."""
EXPORTED_AT = time(8)


@dataclass(frozen=True, slots=True)
class Sample:
    """The exports by file name, and the truth about what they hold (keys as the readers give them)."""

    files: dict[str, bytes]
    to_moderate: tuple[ToModerate, ...]
    campaigns: dict[str, tuple[str, ...]]
    late: tuple[str, ...]
    changed: tuple[str, ...]
    answered: tuple[str, ...]
    vanished: tuple[str, ...]
    orphans: tuple[str, ...]
    unknown_section: tuple[str, ...]
    bad_date: tuple[str, ...]
    for_bodies: tuple[str, ...]


def definition() -> InquiryDefinition:
    """Return the energy inquiry's definition, whose sections the sample comments on."""
    path = FOLDER.parent / "energy-inquiry.yaml"
    return load_definition(path.read_text(encoding="utf-8"), InquiryDefinition, name=path.name)


def sample(random: Random) -> Sample:
    """Return the two snapshots and their truth; the same generator state gives the same bytes."""
    written = phrases()
    made = forum(definition(), written, random)
    moments = [datetime.combine(on, EXPORTED_AT, tzinfo=made.calendar.zone) for on in SNAPSHOTS]
    fate = fate_of(made, moments[0])
    endorsers = {post.id: random.sample(range(1000, 9900), post.supports) for post in made.of(Channel.AMENDMENT)}
    files: dict[str, bytes] = {}
    for on, moment in zip(SNAPSHOTS, moments, strict=True):
        export = Export(made, fate, moment, is_final=on == SNAPSHOTS[-1], endorsers=endorsers)
        files[f"proposte-{on.isoformat()}.csv"] = csv_bytes(PROPOSAL_COLUMNS, export.proposals())
        files[f"commenti-{on.isoformat()}.csv"] = csv_bytes(COMMENT_COLUMNS, export.comments())
    return _truth(made, fate, files, written)


def contribution_rows(random: Random) -> list[dict[str, object]]:
    """Return the contributions of the other channels, one dict for each row of the spreadsheet form.

    Shape: channel (Italian term), part (code), event, on_behalf_of, happened_on (date), title, text.
    """
    path = FOLDER / "contributions.yaml"
    listed = load_definition(path.read_text(encoding="utf-8"), ContributionRows, name=path.name)
    places = phrases().places
    return [
        row.model_dump() | {"channel": row.channel.value, "text": filled(row.text, places, random)}
        for row in listed.rows
    ]


def _truth(made: Forum, fate: Fate, files: dict[str, bytes], written: Phrases) -> Sample:
    ordered = made.of(Channel.AMENDMENT) + made.of(Channel.COMMENT)

    def tagged(tag: str) -> tuple[str, ...]:
        return tuple(post.key for post in ordered if post.tag == tag)

    return Sample(
        files=files,
        to_moderate=tuple(
            ToModerate(key, special.moderation, special.why)
            for special in written.specials
            if special.moderation
            for key in tagged(f"special:{special.name}")
        ),
        campaigns={campaign.name: tagged(f"campaign:{campaign.name}") for campaign in written.campaigns},
        late=tagged("late"),
        changed=_keys(fate.changed),
        answered=_keys(fate.answered),
        vanished=_keys(fate.vanished),
        orphans=tagged("orphan"),
        unknown_section=tagged("unknown-section"),
        bad_date=tagged("bad-date"),
        for_bodies=tuple(post.key for post in ordered if post.body),
    )


def _keys(posts: Sequence[Post]) -> tuple[str, ...]:
    return tuple(sorted(post.key for post in posts))


def main(folder: Path) -> None:
    """Write the exports into a folder."""
    for name, content in sample(Random(SEED)).files.items():  # noqa: S311 - invented texts, nothing to protect
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

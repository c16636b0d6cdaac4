"""The shipped export holds what the demonstration needs, and the generator writes it byte for byte."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from deployments.milano.sample import truth
from deployments.milano.sample.phrases import FOLDER, MOST_ALIKE, ContributionRow, alike, phrases, shingles
from deployments.milano.sample.sample_export import SEED, Sample, contribution_rows, definition, sample
from deployments.milano.sample.snapshots import CORRECTION
from domain.inquiry.calendar_of_inquiry import calendar_of
from domain.vocabulary import Channel

Row = dict[str, str]
EARLIER, FINAL = "2025-02-17", "2025-03-04"


@cache
def made() -> Sample:
    return sample(Random(SEED))


@cache
def rows(name: str) -> list[Row]:
    text = (FOLDER / f"{name}.csv").read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def by_key(day: str) -> dict[str, Row]:
    found = {f"comment:{row['id']}": row for row in rows(f"commenti-{day}")}
    return found | {f"proposal:{row['id']}": row for row in rows(f"proposte-{day}") if row["is_amend"] == "true"}


def test_the_generator_writes_the_committed_files_byte_for_byte() -> None:
    assert {path.name: path.read_bytes() for path in FOLDER.glob("*.csv")} == made().files


def test_another_seed_writes_other_texts() -> None:
    assert sample(Random(SEED + 1)).files != made().files


def test_the_written_truth_is_what_the_generator_made() -> None:
    assert made().to_moderate == truth.TO_MODERATE
    assert made().late == truth.LATE
    assert made().changed == truth.CHANGED
    assert made().answered == truth.ANSWERED
    assert made().vanished == truth.VANISHED
    assert made().orphans == truth.ORPHANS
    assert made().unknown_section == truth.UNKNOWN_SECTION
    assert made().bad_date == truth.BAD_DATE
    assert {name: len(keys) for name, keys in made().campaigns.items()} == truth.CAMPAIGN_SIZES


def test_the_headers_are_those_of_the_platform_at_0_20() -> None:
    assert ";".join(rows(f"commenti-{FINAL}")[0]) == (
        "id;created_at;body;author/id;author/name;alignment;depth;user_group/id;user_group/name;commentable_id"
        ";commentable_type;root_commentable_url"
    )
    assert ";".join(rows(f"proposte-{FINAL}")[0]) == (
        "id;category/id;category/name/it;category/name/en;category/name/ca;category/name/es;scope/id;scope/name/it"
        ";scope/name/en;scope/name/ca;scope/name/es;participatory_space/id;participatory_space/url;component/id;title"
        ";body;state;reference;answer/it;answer/en;answer/ca;answer/es;supports;endorsements/total_count"
        ";endorsements/user_endorsements;author;comments;attachments;followers;published_at;url;meeting_urls"
        ";related_proposals;is_amend;original_proposal/title;original_proposal/url"
    )
    assert rows(f"commenti-{FINAL}")[0]["user_group/name"]  # or the header would have lost the groups' names


def test_sixty_sections_of_the_draft_carry_260_osservazioni_and_179_comments() -> None:
    proposals = Counter(row["is_amend"] for row in rows(f"proposte-{FINAL}"))
    assert proposals == {"false": 60, "true": 260}
    assert Counter(row["depth"] for row in rows(f"commenti-{FINAL}")) == {"0": 124, "1": 28, "2": 17, "3": 10}
    parts = Counter(definition().part_of(row["id"]) for row in rows(f"proposte-{FINAL}") if row["is_amend"] == "false")
    assert parts == {"premessa": 9, "azione-1": 14, "azione-2": 14, "azione-3": 13, "azione-4": 10}


def test_every_osservazione_and_every_thread_hangs_from_something_that_is_there() -> None:
    proposals = {row["id"]: row for row in rows(f"proposte-{FINAL}")}
    comments = {row["id"]: row for row in rows(f"commenti-{FINAL}")}
    for row in proposals.values():
        original = row["original_proposal/url"].rpartition("/")[2]
        assert (original in proposals) == (row["is_amend"] == "true")
    lost = set()
    for row in comments.values():
        is_reply = row["commentable_type"] == "Decidim::Comments::Comment"
        parent = comments.get(row["commentable_id"]) if is_reply else None
        root = row["root_commentable_url"].rpartition("/")[2]
        if root not in proposals or (is_reply and parent is None):
            lost.add(f"comment:{row['id']}")
        if parent is not None:
            assert int(row["depth"]) == int(parent["depth"]) + 1
            assert row["root_commentable_url"] == parent["root_commentable_url"]
            assert row["created_at"] > parent["created_at"]
        elif not is_reply:
            assert (row["depth"], row["commentable_id"]) == ("0", root)
    assert lost == {*truth.ORPHANS, *truth.UNKNOWN_SECTION}


def test_the_final_export_differs_from_the_earlier_one_only_as_told() -> None:
    earlier, final = by_key(EARLIER), by_key(FINAL)
    assert set(earlier) - set(final) == set(truth.VANISHED)
    differing = {key for key in earlier if key in final and earlier[key]["body"] != final[key]["body"]}
    assert differing == {*truth.CHANGED, *truth.ANSWERED}
    for key in truth.CHANGED:
        assert final[key]["body"] == earlier[key]["body"] + CORRECTION
    for key in truth.ANSWERED:
        assert final[key]["body"] == earlier[key]["body"] + " "
    moment = f"{EARLIER} 08:00:00 +0100"
    newer = {key for key, row in final.items() if (row.get("created_at") or row["published_at"]) >= moment}
    assert newer - {*truth.BAD_DATE} == set(final) - set(earlier) - {*truth.BAD_DATE}


def test_only_the_late_ones_come_after_the_window_and_only_by_minutes() -> None:
    calendar = calendar_of(definition())
    late = {}
    for key, row in by_key(FINAL).items():
        if key in truth.BAD_DATE:
            continue
        sent_at = datetime.strptime(row.get("created_at") or row["published_at"], "%Y-%m-%d %H:%M:%S %z")
        assert sent_at >= calendar.opens_at
        if not calendar.is_open(sent_at):
            late[key] = sent_at - calendar.closes_at
    assert set(late) == set(truth.LATE)
    assert max(late.values()) < timedelta(minutes=15)


def test_campaigns_are_near_their_first_text_and_all_other_texts_are_far_from_each_other() -> None:
    final = by_key(FINAL)
    found = {key: shingles(row["body"]) for key, row in final.items()}
    of_campaigns = {key for keys in made().campaigns.values() for key in keys}
    for campaign in phrases().campaigns:
        keys = made().campaigns[campaign.name]
        bodies = Counter(final[key]["body"] for key in keys)
        assert all(alike(shingles(campaign.text), found[key]) >= 0.5 for key in keys)
        assert bodies[campaign.text] >= 2
        assert any(body != campaign.text and body.lower() == campaign.text.lower() for body in bodies)
        assert any(body != campaign.text and body in campaign.text for body in bodies)
        assert any(body != campaign.text and campaign.text in body for body in bodies)
    others = [key for key in found if key not in of_campaigns]
    near = [
        (one, other)
        for place, one in enumerate(others)
        for other in [*others[:place], *of_campaigns]
        if alike(found[one], found[other]) >= MOST_ALIKE + 0.06  # a correction between the exports moves it a little
    ]
    assert near == []


def test_the_awkward_characters_that_readers_must_survive_are_all_there() -> None:
    text = "".join(row["body"] for row in by_key(FINAL).values())
    for mark in ("gid://", "<p>", "\r\n", "💡", '"', "{{ ", "{% ", "</w:p>", "&", "< 15", ";", "«"):
        assert mark in text, mark
    bodies = [row["body"] for row in by_key(FINAL).values()]
    assert {body[0] for body in bodies} >= set("=-.")
    assert max(len(row["body"]) for row in rows(f"commenti-{FINAL}")) <= 1000  # the platform's own limit


def test_associations_speak_and_authors_are_only_codes() -> None:
    comments = rows(f"commenti-{FINAL}")
    assert sum(bool(row["user_group/name"]) for row in comments) >= 15
    assert {row["user_group/name"] for row in comments} <= {"", *phrases().bodies}
    names = {row["author/name"] for row in comments} | {row["author"] for row in rows(f"proposte-{FINAL}")}
    assert all(name.startswith("Utente ") and name[7:].isdigit() for name in names)


def test_every_part_has_at_least_forty_sentences_to_compose_from() -> None:
    for part in phrases().parts.values():
        sentences = [*part.facts, *part.reasons, *part.asks, *part.details]
        assert len(set(sentences)) == len(sentences) >= 40


def test_the_other_channels_bring_contributions_on_every_part() -> None:
    contributions = [ContributionRow.model_validate(row) for row in contribution_rows(Random(SEED))]
    assert contribution_rows(Random(SEED)) == contribution_rows(Random(SEED))
    assert Counter(row.channel for row in contributions) == {
        Channel.WORKSHOP: 6,
        Channel.DISTRICT_MEETING: 9,
        Channel.DEPARTMENT: 4,
        Channel.PEC: 3,
        Channel.PAPER: 3,
    }
    assert {row.part for row in contributions} == set(definition().part_titles)
    districts = {row.event for row in contributions if row.channel is Channel.DISTRICT_MEETING}
    assert districts == {f"Municipio {number}" for number in range(1, 10)}
    phases = definition().phases
    for row in contributions:
        assert phases.preparation.starts_on <= row.happened_on <= phases.window.ends_on
        assert row.channel not in (Channel.PEC, Channel.PAPER) or row.happened_on >= date(2025, 2, 1)
        assert "{" not in row.text

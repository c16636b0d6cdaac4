"""The register: chained so that nothing can be changed unseen, kept by the database, numbered without a gap."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.errors import Refusal
from domain.minutes import Minutes
from domain.models import APPEND_ONLY, RegisterEntry
from domain.register import GENESIS, RESTORE, ChainHead, EntryDraft, canonical, chain, digest, verify_chain
from domain.store import registry
from domain.store.database import transaction
from domain.vocabulary import EntryKind
from tests.people import NOON, keep, open_house

DRAFTS = st.builds(
    EntryDraft,
    kind=st.sampled_from(EntryKind),
    subject=st.text(st.characters(codec="utf-8"), max_size=12),
    happened_at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))])),
    actor=st.sampled_from(["calendario", "ufficio", "Città di Valsorda"]),
    payload=st.dictionaries(
        st.text(st.characters(codec="utf-8"), max_size=4), st.integers() | st.booleans(), max_size=3
    ),
)
REGISTERS = st.lists(DRAFTS, min_size=2, max_size=6)


def written(drafts: Sequence[EntryDraft]) -> list[RegisterEntry]:
    return [RegisterEntry(**row) for row in chain("orti", ChainHead(), drafts, recorded_at=NOON)]


def places(entries: Sequence[RegisterEntry]) -> list[tuple[str, str]]:
    faults = verify_chain(entries)
    assert all(fault.remedy == RESTORE for fault in faults)
    return [(fault.place, fault.problem) for fault in faults]


def test_the_hash_of_an_entry_never_changes_from_one_version_of_the_program_to_the_next() -> None:
    """A register written today is read in ten years: these very hashes must come out."""
    draft = EntryDraft(EntryKind.DECISION, "proroga: «città»", NOON, "Ufficio", {"b": 1, "a": ["è", None, True]})
    (first, second) = chain("orti", ChainHead(), [draft, EntryDraft(EntryKind.STEP, "open", NOON)], recorded_at=NOON)
    assert first["payload"] == '{"a":["è",null,true],"b":1}'
    assert (first["number"], first["previous_hash"], second["number"], second["previous_hash"]) == (
        1,
        GENESIS,
        2,
        first["hash"],
    )
    assert first["hash"] == "f55251a2a1bf2c091a77baace86ee485e1f695a6939fbec778bed470bf0b479c"
    assert second["hash"] == "a01d83abc34b6781b9c0d7485cb8a8091e0c54806b52db571bbb191f9c3bd97e"


@settings(max_examples=20)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner)))
def test_the_canonical_form_does_not_depend_on_the_order_in_which_things_were_put_in(value: object) -> None:
    one = {"a": value, "b": {"x": 1, "y": value}}
    other = {"b": {"y": value, "x": 1}, "a": value}
    assert canonical(one) == canonical(other) and digest(one) == digest(other)
    assert digest(one) != digest({"a": value, "b": {"x": 2, "y": value}})


@given(REGISTERS)
def test_a_register_as_it_was_written_is_in_order(drafts: list[EntryDraft]) -> None:
    assert verify_chain(written(drafts)) == []


@given(REGISTERS)
def test_the_zone_in_which_an_instant_is_told_does_not_matter(drafts: list[EntryDraft]) -> None:
    entries = written(drafts)
    for entry in entries:
        entry.happened_at = entry.happened_at.astimezone(timezone(timedelta(hours=-7)))
    assert verify_chain(entries) == []


CHANGES = {
    "process_id": "altro",
    "kind": EntryKind.SEAL,
    "subject": "altro, più lungo di ogni altro",
    "happened_at": datetime(1999, 1, 1, tzinfo=UTC),
    "recorded_at": datetime(1999, 1, 1, tzinfo=UTC),
    "actor": "qualcun altro",
    "payload": '{"altro":1}',
    "hash": "f" * 64,
}


@given(REGISTERS, st.data())
def test_any_altered_entry_is_found_and_named(drafts: list[EntryDraft], data: st.DataObject) -> None:
    entries = written(drafts)
    victim = data.draw(st.sampled_from(entries))
    name = data.draw(st.sampled_from(sorted(CHANGES)))
    if getattr(victim, name) == CHANGES[name]:
        return
    setattr(victim, name, CHANGES[name])
    here = (f"protocollo n. {victim.number}", "il contenuto è stato alterato dopo la registrazione")
    after = (f"protocollo n. {victim.number + 1}", "non segue la registrazione precedente")
    breaks_the_next = name == "hash" and victim.number < len(entries)
    assert places(entries) == ([here, after] if breaks_the_next else [here])


@given(REGISTERS, st.data())
def test_whoever_rewrites_an_entry_and_its_hash_is_betrayed_by_the_next_one(
    drafts: list[EntryDraft], data: st.DataObject
) -> None:
    entries = written(drafts)
    place = data.draw(st.integers(0, len(entries) - 2))
    forged = EntryDraft(EntryKind.DECISION, "un'altra storia, mai avvenuta", NOON)
    head = ChainHead(place, entries[place].previous_hash)
    (row,) = chain("orti", head, [forged], recorded_at=NOON)
    entries[place] = RegisterEntry(**row)
    assert places(entries) == [(f"protocollo n. {place + 2}", "non segue la registrazione precedente")]


@given(REGISTERS, st.data())
def test_any_removed_entry_but_the_last_is_found_and_named(drafts: list[EntryDraft], data: st.DataObject) -> None:
    entries = written(drafts)
    gone = entries.pop(data.draw(st.integers(0, len(entries) - 2)))
    assert places(entries) == [
        (f"protocollo n. {gone.number + 1}", f"mancano registrazioni (dal n. {gone.number} al n. {gone.number})")
    ]


@given(REGISTERS, st.data())
def test_two_entries_that_changed_places_are_both_found(drafts: list[EntryDraft], data: st.DataObject) -> None:
    entries = written(drafts)
    first, second = sorted(data.draw(st.sets(st.sampled_from(range(len(entries))), min_size=2, max_size=2)))
    one, other = entries[first], entries[second]
    one.number, other.number = other.number, one.number
    entries[first], entries[second] = other, one
    altered = "il contenuto è stato alterato dopo la registrazione"
    found = places(entries)
    assert {(f"protocollo n. {first + 1}", altered), (f"protocollo n. {second + 1}", altered)} <= set(found)


@given(REGISTERS)
def test_the_root_hash_stands_for_every_entry_and_for_their_order(drafts: list[EntryDraft]) -> None:
    root = written(drafts)[-1].hash
    assert root == written(list(drafts))[-1].hash
    assert root != written(drafts[1:])[-1].hash
    if drafts[0] != drafts[-1]:
        assert root != written([drafts[-1], *drafts[1:-1], drafts[0]])[-1].hash


def assembly_rows(at: str) -> dict[str, dict[str, object]]:
    """One row in every table of the assembly that keeps facts."""
    ours: dict[str, object] = {"process_id": "orti"}
    recorded: dict[str, object] = {"recorded_at": at}
    votes = {"votes_for": 2, "votes_against": 1, "abstained": 0, "is_adopted": True}
    return {
        "commitment": ours | {"kind": "FIRST", "manifest_sha256": "a", "document": "x", "committed_at": at},
        "public_seed": ours | {"kind": "FIRST", "seed": "a", "sources": "{}"} | recorded,
        "seat": ours
        | {"cohort": 1, "number": 1, "code": "c", "origin": "SELECTED", "replaces": ""}
        | {"enters_on": "2025-01-13", "leaves_on": "2025-07-13"}
        | recorded,
        "seat_ending": {"seat_id": 1, "reason": "RESIGNED", "leaves_on": "2025-03-01"} | recorded,
        "replacement_call": ours
        | {"vacated": "c", "code": "d", "effect": "{}", "called_at": at, "answer_by": "2025-03-10"},
        "replacement_reply": {"call_id": 1, "accepts": True} | recorded,
        "erasure": ours | {"what": "inviti", "rows": 1, "erased_at": at},
        "meeting": ours
        | {"number": 1, "sequence": 0, "kind": "PLENARY", "group": "", "cohort": 0, "starts_at": at, "ends_at": at}
        | {"place": "x", "agenda": "[]", "is_cancelled": False, "convened_at": at},
        "meeting_minutes": ours
        | {"meeting_number": 1, "opened_at": at, "closed_at": at, "chair": "x", "guests": "[]", "points": "[]"}
        | {"entitled": 2, "present": 1, "is_quorate": True}
        | recorded,
        "attendance": ours | {"meeting_number": 1, "code": "c", "is_present": True},
        "group_place": ours | {"group": "verde", "code": "c", "assigned_at": at},
        "action_choice": ours | {"action": "1-1", "meeting_number": 1} | recorded,
        "recommendation": ours
        | {"number": 1, "meeting_number": 1, "group": "verde", "action": "", "title": "x", "text": ""}
        | votes
        | recorded,
        "answer_owner": {"recommendation_id": 1, "department": "verde", "reason": "", "assigned_at": at},
        "recommendation_answer": {"recommendation_id": 1, "source_file_id": 1, "department": "verde"}
        | {"outcome": "ACCEPTED", "reason": "", "follow_up": "", "answered_at": at},
    }


def observatory_rows(at: str) -> dict[str, dict[str, object]]:
    """One row in every table of the observatory that keeps facts."""
    ours: dict[str, object] = {"process_id": "orti", "year": 2024}
    return {
        "extract": ours
        | {"number": 1, "source_file_id": 1, "kind": "HOUSEHOLDS", "sender": "x", "name": "f", "is_addition": False}
        | {"rows_in": 1, "rows_accepted": 1, "rows_set_aside": 0, "received_at": at},
        "edition_draft": ours
        | {"number": 1, "inputs_sha256": "a", "manifest_sha256": "b", "replaces": "", "reason": "", "prepared_at": at},
        "edition": ours
        | {"draft_id": 1, "revision": 0, "manifest_sha256": "b", "act": "x", "act_on": "2025-02-10", "officer": "x"}
        | {"published_at": at},
    }


def everything(engine: Engine) -> None:
    """One row in every table that keeps facts, written as the database sees them."""
    at = "2025-02-10 12:00:00+00" if engine.dialect.name == "postgresql" else "2025-02-10 12:00:00"
    open_house(engine)
    rows: dict[str, dict[str, object]] = {
        "step": {"process_id": "orti", "name": "open", "due_at": at, "done_at": at},
        "source_file": {"process_id": "orti", "sha256": "a", "name": "f", "size_bytes": 1, "layout": "", "subject": ""}
        | {"collected_at": at, "rows_in": 1, "rows_accepted": 1, "rows_set_aside": 0, "lacks": ""},
        "set_aside_row": {"source_file_id": 1, "place": "", "problem": "", "remedy": "", "raw": ""},
        "comment": {"process_id": "orti", "number": 2, "key": "comment:1", "source_file_id": 1, "channel": "COMMENT"}
        | {"part": "premessa", "section": "", "parent_key": "", "parent_missing": False, "depth": 0, "alignment": 0}
        | {"author_code": "x", "on_behalf_of": "", "event": "", "title": "", "text": "", "text_sha256": "", "url": ""}
        | {"locale": "", "submitted_at": at, "received_at": at, "admission": "ADMITTED"},
        "export_difference": {"comment_id": 1, "source_file_id": 1, "kind": "CHANGED"}
        | {"later_text": "", "later_sha256": ""},
        "moderation": {"comment_id": 1, "ground": "INSULT", "officer": "x", "decided_on": "2025-02-10"}
        | {"recorded_at": at},
        "group_member": {"comment_id": 1, "process_id": "orti", "group_number": 1, "likeness": "MODEL"}
        | {"similarity": 1.0, "added_text": ""},
        "assignment": {"comment_id": 1, "department": "verde", "reason": "", "assigned_at": at},
        "sheet_row": {"comment_id": 1, "department": "verde", "document": "x"},
        "evaluation": {"comment_id": 1, "source_file_id": 1, "department": "verde", "outcome": "ACCEPTED"}
        | {"reason": "", "plan_change": "", "evaluated_at": at},
        "decision": {"process_id": "orti", "kind": "SEAL", "act": "x", "act_on": "2025-02-10", "officer": "x"}
        | {"value": "", "recorded_at": at},
        "document": {"process_id": "orti", "kind": "PACT", "name": "x", "title": "", "sha256": "", "size_bytes": 1}
        | {"public_from_stage": "", "written_at": at},
        "incoming_message": {"sha256": "a", "kind": "UNKNOWN", "received_at": at, "attachments": 0, "told": ""},
    }
    rows |= assembly_rows(at) | observatory_rows(at)
    assert {*rows, "register_entry"} == set(APPEND_ONLY)
    with engine.begin() as connection:
        for table, row in rows.items():
            names, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)  # noqa: S608


def test_the_database_itself_refuses_to_change_or_delete_what_was_recorded(engine: Engine) -> None:
    everything(engine)
    verbs = ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"]
    if engine.dialect.name == "postgresql":
        verbs.append("TRUNCATE {0} CASCADE")
    for table in APPEND_ONLY:
        column = next(column["name"] for column in inspect(engine).get_columns(table))
        for verb in verbs:
            with pytest.raises(DBAPIError, match=f"{table} is append-only"), engine.begin() as connection:
                connection.execute(text(verb.format(table, column)))
        with engine.connect() as connection:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() >= 1  # noqa: S608


def test_two_entries_never_share_a_number_even_if_a_program_tries(engine: Engine) -> None:
    open_house(engine)
    (row,) = chain("orti", ChainHead(), [EntryDraft(EntryKind.STEP, "open", NOON)], recorded_at=NOON)
    with pytest.raises(IntegrityError), transaction(engine) as session:
        session.execute(insert(RegisterEntry), [row])


def test_writers_at_the_same_time_leave_a_register_without_a_gap(engine: Engine) -> None:
    open_house(engine)
    open_house(engine, "tetti")
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            start.wait()
            for turn in range(12):
                process_id = "orti" if writer < 3 else "tetti"
                entries = [EntryDraft(EntryKind.IMPORT, f"{writer}-{turn}-{place}", NOON) for place in range(2)]
                keep(engine, Minutes(entries=entries), process_id=process_id)
        except BaseException as failure:
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    with transaction(engine) as session:
        for process_id, entries in (("orti", 3 * 12 * 2), ("tetti", 12 * 2)):
            kept = list(registry.entries(session, process_id))
            assert [entry.number for entry in kept] == list(range(1, 1 + entries + 1))
            assert verify_chain(kept) == []
            # Each act is whole: its two entries stand one after the other.
            subjects = [entry.subject for entry in kept[1:]]
            assert all(a[:-1] == b[:-1] for a, b in zip(subjects[::2], subjects[1::2], strict=True))


def test_an_entry_comes_back_from_the_database_as_it_went_in(engine: Engine) -> None:
    open_house(engine)
    at = datetime(2025, 3, 30, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    keep(engine, Minutes(entries=[EntryDraft(EntryKind.DECISION, "«è»", at, "Ufficio", {"b": "x\n", "a": 1})]), at=at)
    with transaction(engine) as session:
        (entry,) = registry.entries_of_kind(session, "orti", EntryKind.DECISION)
        assert registry.entry_of(session, "orti", EntryKind.DECISION, "«è»") == entry
        assert registry.head(session, "orti") == ChainHead(2, entry.hash)
        assert registry.hashes(session, "orti")[2] == entry.hash
        assert verify_chain(registry.entries(session, "orti")) == []
    assert (entry.happened_at, entry.happened_at.utcoffset(), entry.payload) == (at, timedelta(0), '{"a":1,"b":"x\\n"}')


def test_a_register_without_its_process_is_refused(engine: Engine) -> None:
    with pytest.raises(Refusal, match="non esiste alcun procedimento «nessuno»"):
        keep(engine, Minutes(), process_id="nessuno")

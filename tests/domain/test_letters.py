"""The outbox in the database: entered once, claimed by one, settled by a person on record."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.errors import Refusal
from domain.minutes import NewLetter
from domain.models import Letter, Process
from domain.outbox.fate import Verdict
from domain.outbox.message import Claim
from domain.store import letters
from domain.store.database import open_engine, transaction
from domain.store.turns import sole_turn
from domain.vocabulary import LetterState, ProcessKind

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def engine(engine: Engine) -> Engine:
    with transaction(engine) as session:
        session.add(
            Process(
                id="energia",
                kind=ProcessKind.INQUIRY,
                title="Energia",
                stage="EVALUATION",
                definition="",
                definition_sha256="0" * 64,
                opened_at=NOON,
            )
        )
    return engine


def draft(key: str) -> NewLetter:
    return NewLetter(key, "Direzione Casa", "casa@comune.example", "Oggetto", f"Testo di {key}\n", ("scheda.xlsx",))


def enqueue(engine: Engine, *keys: str, at: datetime = NOON) -> list[int]:
    ids = []
    for key in keys:
        with transaction(engine) as session:
            letter = letters.enqueue(session, draft(key), process_id="energia", domain="comune.example", queued_at=at)
            ids.append(letter.id or 0)
    return ids


def claim(engine: Engine, limit: int = 1, as_of: datetime = NOON) -> list[Claim]:
    with transaction(engine) as session:
        return letters.claim_due(session, as_of=as_of, limit=limit)


def letter(engine: Engine, letter_id: int) -> Letter:
    with transaction(engine) as session:
        return session.get_one(Letter, letter_id)


def counts(engine: Engine) -> dict[LetterState, int]:
    with transaction(engine) as session:
        return {state: n for state, n in letters.count_by_state(session, process_id="energia").items() if n}


def test_the_same_key_twice_leaves_one_letter_as_it_was_first_written(engine: Engine) -> None:
    (first,) = enqueue(engine, "reminder/casa")
    with transaction(engine) as session:
        changed = replace(draft("reminder/casa"), body="Un altro testo\n")
        again = letters.enqueue(session, changed, process_id="energia", domain="altro.example", queued_at=NOON)
    assert again.id == first
    assert again.body == "Testo di reminder/casa\n" and again.message_id.endswith("@comune.example>")
    assert counts(engine) == {LetterState.QUEUED: 1}


def test_a_letter_enters_with_its_act_or_not_at_all(engine: Engine) -> None:
    with pytest.raises(RuntimeError), transaction(engine) as session:
        letters.enqueue(session, draft("a"), process_id="energia", domain="comune.example", queued_at=NOON)
        raise RuntimeError
    assert counts(engine) == {}


def test_letters_are_claimed_oldest_first_when_they_are_due_and_only_once(engine: Engine) -> None:
    first, second = enqueue(engine, "a", "b")
    enqueue(engine, "later", at=NOON + timedelta(minutes=1))
    assert [(c.letter_id, c.attempt, c.attachments) for c in claim(engine, limit=9)] == [
        (first, 1, ("scheda.xlsx",)),
        (second, 1, ("scheda.xlsx",)),
    ]
    assert claim(engine, limit=9) == []
    with transaction(engine) as session:
        assert not letters.is_any_due(session, as_of=NOON)
        assert letters.is_any_due(session, as_of=NOON + timedelta(minutes=1))
        assert [c.letter_id for c in letters.in_flight(session)] == [first, second]


def test_two_senders_at_once_never_claim_the_same_letter(engine: Engine) -> None:
    ids = enqueue(engine, *(f"k{number}" for number in range(24)))
    claimed: list[int] = []

    def work() -> None:
        while found := claim(engine, limit=2):
            claimed.extend(one.letter_id for one in found)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(claimed) == ids


def test_every_end_is_recorded(engine: Engine) -> None:
    enqueue(engine, "sent", "uncertain", "retry", "refused")
    sent, uncertain, retry, refused = claim(engine, limit=4)
    with transaction(engine) as session:
        assert letters.record_sent(session, sent, sent_at=NOON, reply="250 ok")
        assert letters.record_uncertain(session, uncertain, reply="interrotto")
        assert letters.record_retry(session, retry, next_attempt_at=NOON + timedelta(hours=1), reply="451")
        assert letters.record_refused(session, refused, reply="550")
    found = [letter(engine, one.letter_id) for one in (sent, uncertain, retry, refused)]
    assert [(one.state, one.sent_at, one.last_reply, one.next_attempt_at) for one in found] == [
        (LetterState.SENT, NOON, "250 ok", NOON),
        (LetterState.UNCERTAIN, None, "interrotto", NOON),
        (LetterState.QUEUED, None, "451", NOON + timedelta(hours=1)),
        (LetterState.REFUSED, None, "550", NOON),
    ]
    assert claim(engine) == []
    (again,) = claim(engine, as_of=NOON + timedelta(hours=1))
    assert (again.letter_id, again.attempt) == (retry.letter_id, 2)


def test_what_a_sender_thought_dead_still_knows_is_recorded(engine: Engine) -> None:
    enqueue(engine, "a")
    (slow,) = claim(engine)
    with transaction(engine) as session:
        letters.record_uncertain(session, slow, reply="invio interrotto")
    with transaction(engine) as session:
        assert letters.record_sent(session, slow, sent_at=NOON, reply="250 ok")
    assert counts(engine) == {LetterState.SENT: 1}


def test_an_old_claim_changes_nothing_once_the_letter_moved_on(engine: Engine) -> None:
    enqueue(engine, "a")
    (old,) = claim(engine)
    with transaction(engine) as session:
        letters.record_retry(session, old, next_attempt_at=NOON, reply="451")
    claim(engine)
    with transaction(engine) as session:
        assert not letters.record_sent(session, old, sent_at=NOON, reply="250 ok")
        assert not letters.record_refused(session, replace(old, attempt=9), reply="550")
    assert counts(engine) == {LetterState.SENDING: 1}


def test_an_officer_settles_what_waits_for_a_person(engine: Engine) -> None:
    enqueue(engine, "a", "b")
    arrived, lost = claim(engine, limit=2)
    with transaction(engine) as session:
        letters.record_uncertain(session, arrived, reply="interrotto")
        letters.record_refused(session, lost, reply="550")
    later = NOON + timedelta(days=1)
    with transaction(engine) as session:
        waiting = [one.id for one in letters.waiting_for_a_person(session, process_id="energia")]
        first = letters.settle(
            session, arrived.letter_id, verdict=Verdict.ARRIVED, officer="Ufficio posta", settled_at=later
        )
        letters.settle(session, lost.letter_id, verdict=Verdict.RESEND, officer="Ufficio posta", settled_at=later)
    assert waiting == [arrived.letter_id, lost.letter_id]
    assert first == letters.Settlement(
        letter_id=arrived.letter_id,
        process_id="energia",
        key="energia/a",
        was=LetterState.UNCERTAIN,
        verdict=Verdict.ARRIVED,
        officer="Ufficio posta",
        settled_at=later,
    )
    assert counts(engine) == {LetterState.SETTLED: 1, LetterState.QUEUED: 1}
    (again,) = claim(engine, as_of=later)
    assert (again.letter_id, again.message_id) == (lost.letter_id, lost.message_id)


def test_only_a_letter_that_waits_for_a_person_can_be_settled(engine: Engine) -> None:
    (queued,) = enqueue(engine, "a")
    for letter_id in (queued, 999):
        with pytest.raises(Refusal, match="non attende una decisione"), transaction(engine) as session:
            letters.settle(session, letter_id, verdict=Verdict.RESEND, officer="Ufficio posta", settled_at=NOON)
    assert counts(engine) == {LetterState.QUEUED: 1}


def test_a_turn_is_held_by_one_and_given_back_also_after_an_error(engine: Engine) -> None:
    with sole_turn(engine, "mailroom") as ours, sole_turn(engine, "mailroom") as theirs:
        assert (ours, theirs) == (True, False)
        with sole_turn(engine, "another") as other:
            assert other
    with pytest.raises(RuntimeError), sole_turn(engine, "mailroom"):
        raise RuntimeError
    with sole_turn(engine, "mailroom") as again:
        assert again


def test_a_house_in_memory_always_has_its_turn() -> None:
    with sole_turn(open_engine("sqlite://"), "mailroom") as ours:
        assert ours

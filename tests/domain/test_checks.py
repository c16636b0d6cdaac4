"""What must still hold of what was written down: texts, evaluations and seal against their entries in the register."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Fault
from domain.inquiry.checks import (
    RECEPTION_FIELDS,
    evaluation_faults,
    evaluation_payload,
    reception_faults,
    reception_payload,
    seal_faults,
    seal_payload,
)
from domain.models import RegisterEntry
from domain.register import RESTORE, ChainHead, EntryDraft, canonical, chain
from domain.text import digest
from domain.vocabulary import Admission, Channel, EntryKind, Outcome
from tests.people import NOON


@dataclass(frozen=True)
class Kept:
    """A comment as it lies in the database: the fields that its entry vouches for, and the text."""

    number: int
    key: str
    text: str
    channel: Channel = Channel.COMMENT
    part: str = "premessa"
    section: str = "10"
    author_code: str = "OR-0001"
    on_behalf_of: str = ""
    event: str = ""
    title: str = ""
    text_sha256: str = ""
    submitted_at: datetime = NOON
    admission: Admission = Admission.ADMITTED

    @property
    def row(self) -> tuple[int, str, str, dict[str, object]]:
        fields = {name: value for name, value in asdict(self).items() if name in RECEPTION_FIELDS}
        return self.number, self.key, self.text, reception_payload(**fields)


def kept(number: int, **changes: object) -> Kept:
    text = f"Testo del contributo {number}"
    return replace(Kept(number, f"comment:{number}", text, text_sha256=digest(text)), **changes)  # type: ignore[arg-type]


def entry(number: int, kind: EntryKind, subject: str, payload: object) -> RegisterEntry:
    return RegisterEntry(number=number, kind=kind, subject=subject, payload=canonical(payload))


def reception(one: Kept) -> RegisterEntry:
    return entry(one.number, EntryKind.RECEPTION, one.key, one.row[3])


COMMENTS = [kept(2), kept(3), kept(5)]
RECEPTIONS = [reception(one) for one in COMMENTS]


def faults(*comments: Kept) -> list[Fault]:
    return list(reception_faults([one.row for one in comments], RECEPTIONS))


def test_what_is_as_it_was_recorded_has_no_fault() -> None:
    assert faults(*COMMENTS) == []


def test_the_payload_says_everything_but_the_words() -> None:
    one = kept(2, title="Titolo", event="Assemblea", on_behalf_of="Comitato")
    assert one.row[3] == {
        "channel": "COMMENT",
        "part": "premessa",
        "section": "10",
        "author": "OR-0001",
        "words_sha256": "0c52c6b99338f6264e810898e2bbdbbc723824d5d1c4f940180da08b7bdd67d5",
        "text_sha256": digest("Testo del contributo 2"),
        "submitted_at": "2025-02-10T12:00:00+00:00",
        "admission": "ADMITTED",
    }


CHANGES: dict[str, object] = {
    "channel": Channel.PEC,
    "part": "azione-1",
    "section": "11",
    "author_code": "OR-0002",
    "on_behalf_of": "Comitato",
    "event": "Assemblea",
    "title": "Titolo",
    "text_sha256": digest("altro"),
    "submitted_at": NOON + timedelta(seconds=1),
    "admission": Admission.LATE,
}


@pytest.mark.parametrize("field", RECEPTION_FIELDS)
def test_any_field_that_the_register_vouches_for_is_found_altered(field: str) -> None:
    altered = kept(3, **{field: CHANGES[field]})
    assert faults(kept(2), altered, kept(5)) == [
        Fault("i suoi dati non sono quelli protocollati", RESTORE, "contributo n. 3")
    ]


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_other_text_is_found(text: str) -> None:
    same = digest(text) == digest(kept(3).text)
    found = faults(kept(2), kept(3, text=text), kept(5))
    assert found == ([] if same else [Fault("il testo non è quello protocollato", RESTORE, "contributo n. 3")])


def test_a_comment_that_is_gone_slipped_in_or_took_another_s_place_is_named() -> None:
    assert faults(kept(2), kept(5)) == [
        Fault("è nel protocollo ma non si trova più", RESTORE, "contributo n. 3"),
    ]
    assert faults(kept(2), kept(3), kept(4), kept(5)) == [
        Fault("non risulta dal protocollo", RESTORE, "contributo n. 4"),
    ]
    assert faults(kept(2), replace(kept(5), number=3), replace(kept(3), number=5)) == [
        Fault("non risulta dal protocollo", RESTORE, "contributo n. 3"),
        Fault("non risulta dal protocollo", RESTORE, "contributo n. 5"),
    ]


def test_an_instant_told_in_another_zone_is_the_same_instant() -> None:
    assert kept(2, submitted_at=NOON.astimezone(timezone(timedelta(hours=-5)))).row == kept(2).row


ROWS = [(2, Outcome.ACCEPTED, "Perché sì", "Capoverso 2"), (3, Outcome.NOT_ACCEPTED, "Perché no", "")]


def test_the_evaluations_of_a_workbook_are_checked_row_by_row_and_in_order() -> None:
    payload = evaluation_payload("verde", "a" * 64, ROWS)
    assert (payload["department"], payload["file_sha256"], payload["rows"]) == ("verde", "a" * 64, 2)
    recorded = [entry(9, EntryKind.EVALUATION, "a" * 64, payload)]
    assert list(evaluation_faults({"a" * 64: payload}, recorded)) == []
    for rows in (
        ROWS[:1],
        ROWS[::-1],
        [(2, Outcome.ACCEPTED, "Perché no", "Capoverso 2"), ROWS[1]],
        [(2, Outcome.PARTLY_ACCEPTED, "Perché sì", "Capoverso 2"), ROWS[1]],
        [(2, Outcome.ACCEPTED, "Perché sì", "Capoverso 3"), ROWS[1]],
        [(4, Outcome.ACCEPTED, "Perché sì", "Capoverso 2"), ROWS[1]],
    ):
        other = {"a" * 64: evaluation_payload("verde", "a" * 64, rows)}
        assert list(evaluation_faults(other, recorded)) == [
            Fault("le valutazioni non sono quelle protocollate", RESTORE, f"scheda di «verde», file {'a' * 12}")
        ]


def test_a_workbook_on_one_side_only_is_a_fault() -> None:
    payload = evaluation_payload("verde", "a" * 64, ROWS)
    recorded = [entry(9, EntryKind.EVALUATION, "a" * 64, payload)]
    assert [fault.place for fault in evaluation_faults({}, recorded)] == [f"scheda di «verde», file {'a' * 12}"]
    assert [fault.place for fault in evaluation_faults({"b": payload}, recorded)] == [
        f"scheda di «verde», file {'a' * 12}",
        "scheda di «verde», file b",
    ]


def register(length: int) -> list[RegisterEntry]:
    drafts = [EntryDraft(EntryKind.RECEPTION, f"comment:{place}", NOON) for place in range(length)]
    return [RegisterEntry(**row) for row in chain("orti", ChainHead(), drafts, recorded_at=NOON)]


def test_a_seal_stands_for_every_contribution_up_to_its_entry() -> None:
    entries = register(4)
    hashes = {one.number: one.hash for one in entries}
    seal = entry(5, EntryKind.SEAL, "finestra", seal_payload(4, 4, entries[-1].hash))
    assert list(seal_faults([seal], hashes, [1, 2, 3, 4])) == []
    assert list(seal_faults([seal], hashes, [1, 2, 3, 4, 7])) == []  # what came after is none of its business
    assert list(seal_faults([seal], hashes, [1, 2, 4])) == [
        Fault("il sigillo conta 4 contributi, il protocollo 3", RESTORE, "sigillo n. 5")
    ]
    wrong_root = Fault("l'impronta del sigillo non è quella del protocollo", RESTORE, "sigillo n. 5")
    assert list(seal_faults([seal], hashes | {4: "f" * 64}, [1, 2, 3, 4])) == [wrong_root]
    assert list(seal_faults([seal], {}, [1, 2, 3, 4])) == [wrong_root]

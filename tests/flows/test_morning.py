"""The office's morning letter: written once a day, from what the house has on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from small_case import definition_text

from domain.models import Letter
from domain.store import attempts, beats, letters
from domain.vocabulary import AttemptEnd
from flows.edges import Desk
from flows.inquiry_acts.opening import open_inquiry
from flows.morning import write_morning_letter
from flows.plans import advance_process

URL = "http://127.0.0.1:4200"
MORNING = datetime(2025, 2, 21, 6, 30, tzinfo=UTC)
"""The day after the window's last, half past seven in Rome."""


@pytest.fixture
def desk(house: Callable[[str], Desk]) -> Desk:
    """A house with one inquiry whose window closed last night, with a clock that was seen a minute ago."""
    desk = house("ufficio")
    open_inquiry(desk, definition_text(), name="tetti.yaml", as_of=datetime(2024, 11, 1, tzinfo=UTC))
    for at in (
        datetime(2025, 1, 20, tzinfo=UTC),
        datetime(2025, 2, 3, tzinfo=UTC),
        datetime(2025, 2, 20, 23, tzinfo=UTC),
    ):
        advance_process(desk, "tetti", as_of=at)
    with desk.transaction() as session:
        beats.record(session, "clock", seen_at=MORNING - timedelta(minutes=1))
    return desk


def written(desk: Desk) -> list[Letter]:
    with desk.reading() as session:
        return [one for one in (session.get(Letter, number) for number in range(1, 40)) if one and "morning" in one.key]


def test_the_letter_says_what_was_done_what_waits_and_what_comes(desk: Desk) -> None:
    assert write_morning_letter(desk, desk_url=URL, as_of=MORNING)
    (letter,) = written(desk)
    assert (letter.process_id, letter.to_address) == ("ufficio", desk.post.mailbox.address)
    assert letter.subject == "21 febbraio 2025: 1 adempimento in ritardo, 0 scadenze in settimana"
    assert letter.body == (
        "Buongiorno Ufficio partecipazione,\n"
        "\n"
        "IN RITARDO\n"
        "- Tetti: Sigillo del protocollo, dovuto da 0 giorni, attende l'esportazione finale della piattaforma, fatta "
        "dopo la chiusura\n"
        "\n"
        "NEI PROSSIMI SETTE GIORNI\n"
        "Nessuna scadenza.\n"
        "\n"
        "COMPIUTO DALL'ULTIMA LETTERA\n"
        "- Tetti: Chiusura della finestra dei commenti, dovuto il 21 febbraio 2025, ore 00:00\n"
        "\n"
        "La scrivania è a http://127.0.0.1:4200\n"
        "\n"
        "--\n"
        "Ufficio partecipazione: lettera automatica dei giorni lavorativi.\n"
    )


def test_the_letter_of_a_day_is_written_once_and_the_next_looks_back_to_it(desk: Desk) -> None:
    assert write_morning_letter(desk, desk_url=URL, as_of=MORNING)
    assert not write_morning_letter(desk, desk_url=URL, as_of=MORNING + timedelta(hours=3))
    assert write_morning_letter(desk, desk_url=URL, as_of=MORNING + timedelta(days=3))
    first, second = written(desk)
    assert first.key == f"ufficio/morning:{date(2025, 2, 21)}" and "Nulla." in second.body


def test_what_failed_what_waits_for_a_person_and_a_silent_clock_stand_in_it(desk: Desk) -> None:
    late = MORNING + timedelta(hours=1)
    with desk.transaction() as session:
        assert attempts.claim(session, "tetti", MORNING, 1, asked_at=MORNING)
        attempts.note_run(session, "tetti", MORNING, 1, flow_run_id="corsa-1")
        attempts.end(session, "corsa-1", AttemptEnd.REFUSED, told="il modello non si legge → correggetelo")
        (claim,) = letters.claim_due(session, as_of=late)
        letters.record_uncertain(session, claim, reply="collegamento interrotto")
    assert write_morning_letter(desk, desk_url=URL, as_of=late)
    (letter,) = written(desk)
    assert "- Tetti: chiamata n. 1, rifiutata: il modello non si legge → correggetelo\n" in letter.body
    assert f"- Tetti: lettera n. {claim.letter_id}, incerta: {claim.subject}\n" in letter.body
    assert "NON DANNO SEGNI DI VITA\n- orologio legale\n" in letter.body

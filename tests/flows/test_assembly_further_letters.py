"""A further wave of letters while answers are taken, none afterwards; before each the forecast at the desk."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import small_year as year

from domain.assembly.draw.strata import shares
from domain.errors import Refusal
from domain.store import assembly_draws, assembly_seats, processes
from domain.vocabulary import SeatEnd
from flows import assembly_requests as of
from flows.arrivals import FOLDER
from flows.assembly_acts import forecasting, inviting, replacing, seating
from flows.assembly_acts.case import load_case
from flows.assembly_acts.checking import verify
from flows.assembly_deeds import perform
from flows.edges import Desk, open_rehearsal, write_whole

OCTOBER, NOVEMBER = datetime(2024, 10, 9, 9, tzinfo=UTC), datetime(2024, 11, 12, 9, tzinfo=UTC)
CLOSED = datetime(2024, 11, 25, 8, tzinfo=UTC)
ADDRESSES = ("indirizzi.csv", year.village()[1])


@pytest.fixture(scope="module")
def first_letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small year after its first letters."""
    desk = year.play(tmp_path_factory.mktemp("anno") / "casa", until="remind")
    write_whole(desk.home / FOLDER / "lista.csv", year.village()[0])
    desk.engine.dispose()
    return desk.home


@pytest.fixture
def mailed(first_letters: Path, tmp_path: Path) -> Desk:
    """The small year after its first letters, in a folder of its own."""
    return open_rehearsal(Path(shutil.copytree(first_letters, tmp_path / "casa")), seed="anno")


def forecasts(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return [one.name for one in processes.documents(session, year.ID) if "previsione" in one.name]


def more(desk: Desk, letters: int, as_of: datetime) -> list[str]:
    form = of.MoreLetters(process_id=year.ID, registry="lista.csv", letters=letters, officer=year.STATISTICS)
    return perform(desk, form, as_of)[1]


def unwritten(desk: Desk) -> int:
    with desk.reading() as session:
        return sum(one.invited_at is None for one in assembly_draws.invitations(session, year.ID))


def test_the_forecast_says_which_group_is_not_composed_and_what_would_help_once_for_each_wave(mailed: Desk) -> None:
    form = of.Forecast(process_id=year.ID, officer=year.STATISTICS)
    said = perform(mailed, form, OCTOBER)[1]
    assert said[0] == "Se risponde il 2,3% degli invitati:"
    assert said[1] == (
        "con 0 disponibili (poche risposte) il gruppo 1 non si compone; altre lettere a questi strati non bastano: "
        "rivedete le quote o il numero dei gruppi."
    )
    assert [line.split("(")[1].split(")")[0] for line in said if line.startswith("con ")] == [
        "poche risposte",
        "risposte attese",
        "molte risposte",
    ]
    assert perform(mailed, form, OCTOBER)[1] == ["Previsione per queste lettere: già a protocollo, nulla di cambiato."]
    more(mailed, 20, OCTOBER)
    assert perform(mailed, form, OCTOBER)[1][0] == said[0]
    assert forecasts(mailed) == ["2-inviti/previsione-delle-risposte.xlsx", "2-inviti/previsione-delle-risposte-2.xlsx"]
    with pytest.raises(Refusal, match="non può scrivere la previsione"):
        perform(mailed, of.Forecast(process_id=year.ID, officer="Chiunque"), OCTOBER)


def test_a_further_wave_is_drawn_written_to_and_answers_until_the_last_day(mailed: Desk) -> None:
    assert more(mailed, 20, NOVEMBER) == ["Sorteggiate altre 20 persone: ora spedite i loro inviti."]
    done = inviting.invite(mailed, year.ID, ADDRESSES, is_reminder=False, as_of=NOVEMBER)
    assert (done.letters + done.emails, unwritten(mailed)) == (20, 0)
    with mailed.reading() as session:
        new = [one.code for one in assembly_draws.invitations(session, year.ID, wave=2)]
    form = year.answers_file(new, "Persona").replace(b"2024-10-12", b"2024-11-15")
    write_whole(mailed.home / FOLDER / "rete.csv", form)
    last = datetime(2024, 11, 15, 22, tzinfo=UTC)
    said = perform(mailed, of.ReadAvailability(process_id=year.ID, files=["rete.csv"]), last)[1]
    assert said == ["rete.csv: righe 20 = accettate 20 + accantonate 0; 20 persone disponibili."]


def test_letters_to_the_strata_of_the_forecast_reach_them_in_proportion_and_the_draw_verifies(mailed: Desk) -> None:
    wanted = forecasting.wanted_letters(mailed, load_case(mailed, year.ID))
    most = sum(wanted.values())
    form = of.MoreLetters(
        process_id=year.ID, registry="lista.csv", letters=most + 1, officer=year.STATISTICS, is_forecast=True
    )
    with pytest.raises(Refusal, match=f"indicate al massimo {most} lettere"):
        perform(mailed, form, OCTOBER)
    said = perform(mailed, form.model_copy(update={"letters": 20}), OCTOBER)[1]
    assert said == ["Sorteggiate altre 20 persone: ora spedite i loro inviti."]
    with mailed.reading() as session:
        strata = Counter(tuple(json.loads(one.stratum)) for one in assembly_draws.invitations(session, year.ID, wave=2))
    assert strata == {one.stratum: one.letters for one in shares(wanted, 20) if one.letters}
    assert verify(mailed, year.ID).faults == []


def test_no_letter_leaves_once_answers_are_no_longer_taken(mailed: Desk) -> None:
    more(mailed, 20, NOVEMBER)
    year.tick(mailed, CLOSED)
    for is_reminder in (False, True):
        with pytest.raises(Refusal, match="le disponibilità si sono chiuse il 15 novembre 2024"):
            inviting.invite(mailed, year.ID, ADDRESSES, is_reminder=is_reminder, as_of=CLOSED)
    with pytest.raises(Refusal, match="le disponibilità non si raccolgono più"):
        more(mailed, 30, CLOSED)
    assert unwritten(mailed) == 20


def test_nobody_is_written_to_before_the_draw(tmp_path: Path) -> None:
    desk = year.play(tmp_path / "casa", until="draw")
    with pytest.raises(Refusal, match="non si invita: la fase è «impegno pubblicato»"):
        inviting.invite(desk, year.ID, ADDRESSES, is_reminder=False, as_of=OCTOBER)


def test_a_mailing_that_was_done_stays_done_and_a_seat_is_not_filled_after_its_term(mailed: Desk) -> None:
    desk = year.play(mailed, since="remind", until="convene training")
    later = datetime(2024, 12, 9, 9, tzinfo=UTC)
    assert inviting.invite(desk, year.ID, ADDRESSES, is_reminder=False, as_of=later).known_before
    july = datetime(2025, 7, 1, 9, tzinfo=UTC)
    year.tick(desk, july)
    with desk.reading() as session:
        first, second = (one.code for one in assembly_seats.seats(session, year.ID)[:2])
    ends = {"reason": SeatEnd.RESIGNED, "leaves_on": date(2025, 7, 3), "officer": year.OFFICER}
    seating.end_seat(desk, year.ID, first, **ends, as_of=july)  # type: ignore[arg-type]
    (call,) = replacing.replace(desk, year.ID, officer=year.OFFICER, as_of=july + timedelta(days=1))
    seating.end_seat(desk, year.ID, second, **ends, as_of=july + timedelta(days=1))  # type: ignore[arg-type]
    assert replacing.replace(desk, year.ID, officer=year.OFFICER, as_of=july + timedelta(days=7)) == []
    on_the_last_day = july + timedelta(days=11)
    with pytest.raises(Refusal, match="finisce prima dell'ingresso"):
        replacing.reply(desk, year.ID, call.code, accepts=True, officer=year.OFFICER, as_of=on_the_last_day)
    assert replacing.reply(desk, year.ID, call.code, accepts=False, officer=year.OFFICER, as_of=on_the_last_day)

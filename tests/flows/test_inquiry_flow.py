"""The inquiry's flows: the engine leaves exactly what the acts leave without it, and refuses in the same words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from engine_hands import EngineHands
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from small_case import INSULT, small_case
from sqlalchemy import inspect, text

from domain.errors import Refusal
from domain.vocabulary import DecisionKind
from flows import engine, inquiry, requests, timekeeper
from flows.arrivals import FOLDER
from flows.delivery import Tally
from flows.edges import Desk, moment_of, now, write_whole
from flows.inquiry_acts.case import load_case
from flows.rehearsal import BareHands, Hands, Rehearsal

House = Callable[[str], Desk]

pytestmark = pytest.mark.usefixtures("engine_at_hand")


def rows(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order in which they were written."""
    with desk.engine.connect() as connection:
        return {
            table: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]  # noqa: S608
            for table in sorted(inspect(connection).get_table_names())
        }


def files(desk: Desk, folder: str) -> dict[str, str]:
    """Every file under a folder of the house, with the hash of its bytes."""
    top = desk.home / folder
    return {
        str(path.relative_to(top)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def play(desk: Desk, hands: Hands) -> None:
    Rehearsal(desk, hands, small_case().script).play()


def runs_on_record() -> list[FlowRun]:
    """The runs that the engine's server has on record, the newest 200."""
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(limit=200, sort=FlowRunSort.EXPECTED_START_TIME_DESC)


def test_the_same_case_leaves_the_same_through_the_acts_and_through_the_engine_with_every_flow_run_twice(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    bare = house("bare")
    play(bare, BareHands(bare))
    engine_house = house("engine")
    play(engine_house, EngineHands(engine_house))
    expected, found = rows(bare), rows(engine_house)
    for table in ("register_entry", "document", "letter"):
        assert found[table] == expected[table] != []
    assert found == expected
    for folder in ("documenti", "acquisiti", "posta"):
        assert files(engine_house, folder) == files(bare, folder) != {}
    # What the engine was told and what it wrote down: ids, counts and instants, nobody's words or addresses.
    words = [[run.name, run.parameters, run.state and run.state.message] for run in runs_on_record()]
    told = json.dumps(words, ensure_ascii=False)
    assert '"officer": "Responsabile del procedimento"' in told and "Sigillo del protocollo: dovuto" in caplog.text
    for private in ("@", INSULT, "Fondazione Tegola", "Propongo"):
        assert private not in told + caplog.text


@pytest.fixture
def opened(house: House) -> Desk:
    """A house with the small case on record, opened long before its notice."""
    desk = house("tetti")
    case = small_case()
    write_whole(desk.home / FOLDER / "tetti.yaml", case.definition_text.encode())
    request = requests.OpenInquiry(definition="tetti.yaml", as_of=datetime(2024, 11, 1, 9, tzinfo=UTC))
    assert inquiry.open_inquiry(request) == "tetti"
    return desk


def test_a_flow_that_comes_late_catches_up_in_order_and_sends_the_letters(opened: Desk) -> None:
    late = datetime(2025, 2, 3, 9, tzinfo=UTC)
    done = timekeeper.advance(requests.Advance(process_id="tetti", as_of=late))
    calendar = load_case(opened, "tetti").calendar
    assert [(step.name, step.due_at, step.done_at) for step in done] == [
        ("rules", calendar.notice_at, late),
        ("open", calendar.opens_at, late),
    ]
    letters = rows(opened)["letter"]
    assert len(files(opened, "posta")) == len(letters) > 0


def test_a_decision_is_recorded_and_the_calendar_follows_in_the_same_run(opened: Desk) -> None:
    extend = requests.Extend(
        inquiry_id="tetti",
        last_day=small_case().definition.phases.window.ends_on + timedelta(days=5),
        act="Determinazione n. 7",
        act_on=datetime(2025, 2, 10, tzinfo=UTC).date(),
        officer="Responsabile del procedimento",
        as_of=datetime(2025, 2, 10, 9, tzinfo=UTC),
    )
    before = load_case(opened, "tetti").calendar.closes_at
    assert (inquiry.extend(extend), inquiry.extend(extend)) == (True, False)
    case = load_case(opened, "tetti")
    assert case.calendar.closes_at - before == timedelta(days=5)
    assert case.done == {"rules", "open", "extension-1"}
    decision = case.decision(DecisionKind.EXTENSION)
    assert decision is not None and decision.recorded_at == extend.as_of


def test_a_refusal_is_the_state_of_the_run_and_nothing_is_left_of_the_act(opened: Desk) -> None:
    before = rows(opened)
    request = requests.SignSeal(
        inquiry_id="tetti", officer="Responsabile del procedimento", as_of=datetime(2024, 11, 2, 9, tzinfo=UTC)
    )
    state = inquiry.sign_seal(request, return_state=True)
    assert state.is_failed() and state.message == (
        "il protocollo si sigilla dopo la chiusura della finestra → attendete che il calendario porti il procedimento "
        "a quella fase, o lanciate «istruttoria inquiry advance»"
    )
    with pytest.raises(Refusal, match="si sigilla dopo la chiusura"):
        inquiry.sign_seal(request)
    assert rows(opened) == before


@pytest.mark.parametrize(("files", "live"), [([], False), (["commenti.csv"], True)])
def test_contributions_come_from_files_or_from_the_platform(opened: Desk, files: list[str], live: bool) -> None:
    with pytest.raises(Refusal, match="indicate dei file, oppure la piattaforma"):
        inquiry.collect(requests.Collect(inquiry_id="tetti", files=files, live=live))


def test_a_mailroom_that_is_down_does_not_undo_what_was_decided(
    opened: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "deliver_due", lambda *_, **__: Tally(stopped="il server non risponde"))
    monkeypatch.setattr(engine.deliver, "retries", 0)
    late = datetime(2025, 2, 3, 9, tzinfo=UTC)
    done = timekeeper.advance(requests.Advance(process_id="tetti", as_of=late))
    assert [step.name for step in done] == ["rules", "open"]
    assert "La posta in uscita è ferma: il server non risponde" in caplog.text
    assert files(opened, "posta") == {}


def test_no_instant_is_now_and_a_future_one_is_refused() -> None:
    before = now()
    assert before <= moment_of(None) <= now()
    with pytest.raises(Refusal, match="l'istante è nel futuro"):
        moment_of(before + timedelta(days=1))

"""The assembly's flows: a form of the desk does through the engine what it does without it, or refuses in our words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from small_assembly import CYCLE, OFFICER, composed, small_definition

from domain.errors import Refusal
from domain.store import agenda, processes, registry
from domain.vocabulary import AssemblyStage, EntryKind, SeatEnd
from flows import assembly_cycle, timekeeper
from flows import assembly_requests as of
from flows.arrivals import FOLDER
from flows.assembly_acts.case import load_case
from flows.edges import Desk, write_whole
from flows.requests import Advance

House = Callable[[str], Desk]
IN_MARCH = datetime(2025, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("engine_at_hand")


def newest_run() -> FlowRun:
    with get_client(sync_client=True) as client:
        (run,) = client.read_flow_runs(limit=1, sort=FlowRunSort.EXPECTED_START_TIME_DESC)
    return run


def test_a_cycle_is_opened_from_a_file_handed_in_and_its_dates_are_in_the_calendar(house: House) -> None:
    desk = house("clima")
    write_whole(desk.home / FOLDER / "clima.yaml", small_definition().encode())
    form = of.OpenAssembly(definition="clima.yaml", as_of=datetime(2024, 9, 2, 8, tzinfo=UTC))
    assert [assembly_cycle.open_assembly(form) for _ in range(2)] == [CYCLE, CYCLE]
    with desk.reading() as session:
        assert processes.get(session, CYCLE).stage == AssemblyStage.PREPARATION.name
        assert len(list(registry.entries(session, CYCLE))) == 1
        assert "enter-1" in {step.name for step in agenda.upcoming(session, process_id=CYCLE)}


def test_an_act_is_done_once_and_what_the_calendar_owes_in_the_same_run(house: House) -> None:
    desk = house("clima")
    composed(desk)
    form = of.EndSeat(
        process_id=CYCLE,
        code="a2",
        reason=SeatEnd.RESIGNED,
        leaves_on=date(2025, 3, 2),
        officer=OFFICER,
        as_of=IN_MARCH,
    )
    assert [assembly_cycle.end_seat(form) for _ in range(2)] == [CYCLE, CYCLE]
    assert newest_run().name == "Assemblea 2025 · cessazione di un mandato"
    case = load_case(desk, CYCLE)
    assert (case.stage, case.progress.vacant) == (AssemblyStage.SITTING, 1)
    assert case.done == {"enter-1"}
    with desk.reading() as session:
        assert len(list(registry.entries_of_kind(session, CYCLE, EntryKind.SEAT_END))) == 1


def test_what_is_refused_ends_the_run_with_problem_and_remedy_and_leaves_nothing(house: House) -> None:
    desk = house("clima")
    composed(desk)
    before = load_case(desk, CYCLE).register_number
    receipt = of.Receipt(
        process_id=CYCLE,
        act="prot. 1",
        act_on=date(2024, 12, 9),
        officer=OFFICER,
        as_of=datetime(2024, 12, 9, 9, tzinfo=UTC),
    )
    with pytest.raises(Refusal, match="non si registra la ricezione"):
        assembly_cycle.record_receipt(receipt)
    state = newest_run().state
    assert state is not None and state.message == (
        "non si registra la ricezione: la fase è «gruppi composti» → si fa nella fase «in carica»; "
        "vedete «assembly status»"
    )
    assert load_case(desk, CYCLE).register_number == before


def test_the_clock_moves_a_cycle_on_as_it_does_an_inquiry(house: House) -> None:
    desk = house("clima")
    composed(desk)
    done = timekeeper.advance(Advance(process_id=CYCLE, as_of=IN_MARCH))
    assert [(step.name, step.due_at, step.done_at) for step in done] == [
        ("enter-1", datetime(2025, 1, 12, 23, tzinfo=UTC), IN_MARCH)
    ]
    assert timekeeper.advance(Advance(process_id=CYCLE, as_of=IN_MARCH)) == []

"""The observatory's flows: a form does through the engine what it does without it, or refuses in our words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from small_observatory_years import FIRST, ID, OFFICER, SCRIPT

from domain.errors import Refusal
from domain.observatory.synthetic_files import base_files, yearly_files
from domain.store import agenda
from domain.vocabulary import ExtractKind
from flows import observatory_refresh
from flows import observatory_requests as of
from flows.arrivals import FOLDER
from flows.edges import Desk, write_whole
from flows.observatory_acts.case import load_case

House = Callable[[str], Desk]
OPENED, DELIVERED = datetime(2025, 4, 1, 8, tzinfo=UTC), datetime(2025, 5, 12, 8, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("engine_at_hand")


def newest_run() -> FlowRun:
    with get_client(sync_client=True) as client:
        (run,) = client.read_flow_runs(limit=1, sort=FlowRunSort.EXPECTED_START_TIME_DESC)
    return run


def test_forms_open_deliver_prepare_and_publish_and_a_repetition_changes_nothing(house: House) -> None:
    desk = house("osservatorio")
    files = [*base_files(SCRIPT.city), *next(yearly_files(SCRIPT.city, SCRIPT.seed, FIRST, 1))[1]]
    write_whole(desk.home / FOLDER / "osservatorio.yaml", SCRIPT.definition_text.encode())
    for file in files:
        write_whole(desk.home / FOLDER / file.name, file.data)
    opening = of.OpenObservatory(definition="osservatorio.yaml", as_of=OPENED)
    assert [observatory_refresh.open_observatory(opening) for _ in range(2)] == [ID, ID]
    with desk.reading() as session:
        assert f"prepare-{FIRST}" in {step.name for step in agenda.upcoming(session, process_id=ID)}
    for file in files:
        form = of.Deliver(process_id=ID, files=[file.name], kind=file.kind, year=FIRST, as_of=DELIVERED)
        observatory_refresh.deliver(form)
    again = of.Deliver(process_id=ID, files=[files[2].name], kind=files[2].kind, year=FIRST, as_of=DELIVERED)
    observatory_refresh.deliver(again)
    assert load_case(desk, ID).progress.deliveries == len(files)
    check = of.CheckExtract(process_id=ID, file=files[2].name, kind=ExtractKind.HOUSEHOLDS, year=FIRST)
    assert observatory_refresh.check_extract(check) == ID
    prepare = of.Prepare(process_id=ID, year=FIRST, officer=OFFICER, as_of=DELIVERED)
    assert [observatory_refresh.prepare(prepare) for _ in range(2)] == [ID, ID]
    assert newest_run().name == "Osservatorio energia · preparazione dell'edizione"
    assert len(load_case(desk, ID).progress.drafts) == 1
    publish = of.Publish(
        process_id=ID, year=FIRST, act="Det. 1", act_on=DELIVERED.date(), officer=OFFICER, as_of=DELIVERED
    )
    assert [observatory_refresh.publish(publish) for _ in range(2)] == [ID, ID]
    assert [one.year for one in load_case(desk, ID).progress.editions] == [FIRST]
    assert observatory_refresh.verify(of.VerifyObservatory(process_id=ID)) == ID


def test_what_is_refused_ends_the_run_with_problem_and_remedy_and_leaves_nothing(house: House) -> None:
    desk = house("osservatorio")
    write_whole(desk.home / FOLDER / "osservatorio.yaml", SCRIPT.definition_text.encode())
    observatory_refresh.open_observatory(of.OpenObservatory(definition="osservatorio.yaml", as_of=OPENED))
    before = load_case(desk, ID).register_number
    form = of.Publish(process_id=ID, year=FIRST, act="Det. 1", act_on=OPENED.date(), officer=OFFICER, as_of=OPENED)
    with pytest.raises(Refusal, match="nessuna edizione 2024 è preparata"):
        observatory_refresh.publish(form)
    state = newest_run().state
    assert state is not None and state.message is not None
    assert state.message.startswith(f"{ID}: nessuna edizione 2024 è preparata → preparatela prima")
    assert load_case(desk, ID).register_number == before

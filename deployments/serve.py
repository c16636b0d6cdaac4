"""The table of the desk as deployments of the engine: registered anew at every start, what left the table removed."""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from deployments.desk_act import DeskAct
from deployments.schedule import DESK, POOL, ZONE
from domain.store import agenda
from flows.almanac import refresh
from flows.edges import open_desk
from flows.engine_room import TAG, EngineSilent, engine_room
from flows.settings import Settings, our_settings


def register(settings: Settings) -> int:
    """Put every act of the desk on the engine, with the processes that its forms offer; returns how many."""
    with get_client(sync_client=True) as client:
        _make_pool(client)
        kept = {_put(client, act, settings) for act in DESK}
        ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
        for deployment in client.read_deployments(deployment_filter=ours):
            if deployment.id not in kept:
                client.delete_deployment(deployment.id)
    desk = open_desk(settings)
    refresh(desk)
    with desk.reading() as session, suppress(EngineSilent):  # the clock offers them again within seconds
        engine_room(settings).offer_processes(agenda.open_kinds(session))
    desk.engine.dispose()
    return len(kept)


def flow_of(act: DeskAct) -> Flow[Any, Any]:
    """The flow that an act of the desk starts."""
    module, _, name = act.flow.partition(":")
    found: Flow[Any, Any] = getattr(importlib.import_module(module), name)
    return found


def _make_pool(client: SyncPrefectClient) -> None:
    try:
        client.create_work_pool(WorkPoolCreate(name=POOL, type="process", description="Gli atti della scrivania"))
    except ObjectAlreadyExists:
        return


def _put(client: SyncPrefectClient, act: DeskAct, settings: Settings) -> UUID:
    """Make or replace the deployment of an act.

    Not by its own `apply`, which opens two or three clients for each: at 51 acts, half of the house's start.
    """
    starts_by_itself = act.cron and (not act.needs or bool(getattr(settings, act.needs)))
    flow = flow_of(act)
    made = flow.to_deployment(
        act.name,
        description=act.why,
        tags=[TAG, act.about],
        schedules=[Cron(act.cron, timezone=ZONE)] if starts_by_itself else [],
        entrypoint_type=EntrypointType.MODULE_PATH,
        work_pool_name=POOL,
    )
    asked = cast(RunnerDeployment, made)
    return client.create_deployment(
        flow_id=client.create_flow_from_name(flow.name),
        name=asked.name,
        description=asked.description,
        tags=asked.tags,
        schedules=cast(list[DeploymentScheduleCreate], asked.schedules),
        work_pool_name=asked.work_pool_name,
        entrypoint=asked.entrypoint,
        parameter_openapi_schema=asked._parameter_openapi_schema.model_dump(exclude_unset=True),
        enforce_parameter_schema=True,
    )


def main() -> None:
    """Register the desk, and say so."""
    sys.stdout.write(f"{register(our_settings())} atti sulla scrivania\n")


if __name__ == "__main__":
    main()

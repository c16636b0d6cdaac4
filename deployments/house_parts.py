"""The parts of the house in the order in which they start: engine, registration of the desk, worker, clock, counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deployments.engine_environment import server_environment
from deployments.part import commands
from deployments.supervisor import Part
from domain.errors import Refusal
from flows.settings import Settings
from flows.soundings import answers, host_name, is_port_free, speaks


def parts_of_house(settings: Settings, environment: Mapping[str, str]) -> Sequence[Part]:
    """Return the parts; an engine that lives elsewhere is waited for, not started."""
    health = f"{settings.engine_api.rstrip('/')}/health"

    def engine_answers() -> bool:
        return answers(health)

    def counter_answers() -> bool:
        return speaks(settings.own_counter)

    command = commands(settings, worker_name=f"{host_name()}-{settings.engine_port}")
    parts = [
        Part("desk", command["register"], once=True, patience_s=180),
        Part("worker", command["worker"], stop_s=20),
        Part("clock", command["clock"]),
        Part("counter", command["counter"], ready=counter_answers),
    ]
    if settings.engine_url:
        return parts
    return [
        # The first start makes the engine's tables: a minute on a machine that has other things to do.
        Part(
            "engine",
            command["engine"],
            ready=engine_answers,
            environment=server_environment(environment),
            patience_s=240,
        ),
        *parts,
    ]


def refuse_taken_ports(settings: Settings) -> None:
    """Raise a refusal when another program already listens where the house would."""
    wanted = {"ISTRUTTORIA_COUNTER_PORT (o --counter-port)": settings.counter_port}
    if not settings.engine_url:
        wanted = {"ISTRUTTORIA_ENGINE_PORT (o --engine-port)": settings.engine_port} | wanted
    for name, port in wanted.items():
        if not is_port_free(settings.host, port):
            raise Refusal(
                f"la porta {port} è già usata da un altro programma, o l'indirizzo non è di questa macchina",
                f"fermate quel programma, oppure scegliete un'altra porta con {name}",
                f"{settings.host}:{port}",
            )

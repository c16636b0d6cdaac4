"""What the engine's parts are told: closed doors, absolute paths, and nothing that leaves the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from deployments.engine_environment import environment_of, is_loopback, prepare_engine, server_environment
from domain.errors import Refusal
from flows.settings import Settings

LOGGING = Path(__file__).parents[2] / "deployments" / "engine_logging.yaml"


def test_the_parts_are_told_where_the_house_is_and_nothing_of_what_was_said_of_another_engine(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "casa", engine_port=4301, counter_port=4381)
    base = {"PATH": "/bin", "PREFECT_API_URL": "https://altrove.example/api", "PREFECT_PROFILE": "altro"}
    told = environment_of(settings, base=base)
    assert told == {
        "PATH": "/bin",
        "ISTRUTTORIA_HOME": str(tmp_path / "casa"),
        "ISTRUTTORIA_HOST": "127.0.0.1",
        "ISTRUTTORIA_ENGINE_PORT": "4301",
        "ISTRUTTORIA_COUNTER_PORT": "4381",
        "PYTHONUNBUFFERED": "1",
        "PREFECT_HOME": str(tmp_path / "casa" / "motore"),
        "PREFECT_API_URL": "http://127.0.0.1:4301/api",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{tmp_path / 'casa' / 'motore' / 'motore.db'}",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(tmp_path / "casa" / "motore" / "pagina"),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "http://127.0.0.1:4301",
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT": "60",
        "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PREFECT_WORKER_PREFETCH_SECONDS": "20",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": '["events","flow_runs"]',
        "PREFECT_LOGGING_SETTINGS_PATH": str(LOGGING),
        "PREFECT_LOGGING_COLORS": "false",
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_CLI_PROMPT": "false",
    }
    assert LOGGING.is_file()


def test_the_engine_finds_no_room_for_its_second_interface_even_where_it_had_unpacked_it(tmp_path: Path) -> None:
    page = tmp_path / "motore" / "pagina"
    (page / "v2" / "assets").mkdir(parents=True)
    for _ in range(2):
        prepare_engine(tmp_path)
    assert [one.name for one in page.iterdir()] == ["v2"]
    assert not (page / "v2").exists()
    with pytest.raises(FileExistsError):
        (page / "v2").mkdir()


def test_the_server_alone_is_shown_a_way_out_that_leads_nowhere() -> None:
    told = server_environment({"PATH": "/bin", "https_proxy": "http://proxy.example:3128"})
    nowhere = "http://127.0.0.1:9"
    assert told == {
        "PATH": "/bin",
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), nowhere),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost,::1"),
    }


@pytest.mark.parametrize("host", ["::", "192.0.2.7", "comune.example"])
def test_a_house_open_to_the_network_without_a_password_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        environment_of(Settings(home=tmp_path, host=host), base={})
    assert refused.value.place == host
    assert refused.value.problem == (
        "la scrivania e lo sportello sarebbero aperti a tutta la rete, senza parola d'ordine"
    )


@pytest.mark.parametrize(
    ("host", "reached_at"),
    [
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104
        ("::", "[::1]"),
        ("192.0.2.7", "192.0.2.7"),
    ],
)
def test_with_a_password_the_house_may_be_open_and_both_sides_of_the_engine_know_it(
    host: str, reached_at: str, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, host=host, desk_password=SecretStr("parola"))
    told = environment_of(settings, base={})
    assert told["PREFECT_SERVER_API_AUTH_STRING"] == told["PREFECT_API_AUTH_STRING"] == "ufficio:parola"
    assert told["PREFECT_API_URL"] == f"http://{reached_at}:4200/api"
    assert settings.own_counter == f"http://{reached_at}:4280"


@pytest.mark.parametrize(
    ("host", "is_ours_alone"),
    [("127.0.0.1", True), ("127.4.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("pc", False)],
)
def test_an_address_of_this_machine_alone_is_recognized(host: str, is_ours_alone: bool) -> None:
    assert is_loopback(host) is is_ours_alone

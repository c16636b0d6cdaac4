"""What runs the house on more than one machine names only what exists: modules, settings, images, secrets."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from configparser import RawConfigParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.settings import Settings as EngineSettings
from prefect.settings.legacy import _get_valid_setting_names

from deployments.alive import is_alive
from deployments.engine_environment import environment_of
from deployments.part import commands, refuse_another_secret, surroundings
from domain.errors import Refusal
from domain.store import beats
from flows.edges import open_desk
from flows.settings import Settings

DEPLOYMENTS = Path(__file__).parents[2] / "deployments"
UNITS = sorted((DEPLOYMENTS / "systemd").glob("*.service"))
TEXTS = [*UNITS, *(DEPLOYMENTS / name for name in ("compose.yaml", "Dockerfile", "Caddyfile"))]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOYMENTS / "compose.yaml").read_text())
OURS = {f"ISTRUTTORIA_{name.upper()}" for name in Settings.model_fields} | {"ISTRUTTORIA_SECRETS"}
PARTS = ("engine", "register", "worker", "clock", "counter")


def unit(path: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text())
    return parser


def test_every_variable_of_ours_is_a_setting() -> None:
    named = {name for path in TEXTS for name in re.findall(r"\bISTRUTTORIA_[A-Z_]+[A-Z]\b", path.read_text())}
    assert named - OURS == set()
    assert {"ISTRUTTORIA_HOME", "ISTRUTTORIA_SECRETS", "ISTRUTTORIA_DATABASE_URL"} <= named


def test_every_variable_of_the_engine_is_one_that_it_knows(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, desk_password="parola")
    told = environment_of(settings, base={})
    told |= dict.fromkeys(re.findall(r"\bPREFECT_[A-Z_]+", "".join(path.read_text() for path in TEXTS)), "")
    known = _get_valid_setting_names(EngineSettings)
    assert {name for name in told if name.startswith("PREFECT_")} - known == set()
    assert "PREFECT_SERVER_API_AUTH_STRING" in told


def test_every_image_is_pinned_to_a_version() -> None:
    images = {one["image"] for one in COMPOSE["services"].values()}
    images |= set(re.findall(r"^FROM (\S+)", (DEPLOYMENTS / "Dockerfile").read_text(), re.M))
    assert [name for name in images if not re.search(r":\d+\.\d+(\.\d+)?(-[a-z-]+)?$", name)] == []
    assert len(images) == 4


def test_every_service_has_its_secrets_in_files_and_a_check_of_its_health() -> None:
    services, secrets = COMPOSE["services"], COMPOSE["secrets"]
    assert set(services) == {"database", *PARTS, "proxy"}
    assert {name for name, one in services.items() if "healthcheck" not in one} == {"register"}  # it ends
    used = {s if isinstance(s, str) else s["source"] for one in services.values() for s in one["secrets"]}
    assert used == set(secrets)
    assert all(one["file"].startswith("./secrets/") for one in secrets.values())
    said = {name for one in services.values() for name in one.get("environment", {})}
    assert [n for n in said if re.search("PASSWORD|DATABASE_URL|AUTH", n) and not n.endswith("_FILE")] == []
    assert services["worker"]["deploy"]["replicas"] == 2
    assert [one for one in services if "ports" in services[one]] == ["proxy"]


def test_every_part_that_is_started_is_a_part_of_the_house_and_its_modules_exist() -> None:
    known = commands(Settings(), worker_name="uno")
    assert tuple(known) == PARTS
    composed = {one["command"][0] for name, one in COMPOSE["services"].items() if name in PARTS}
    starts = [unit(path)["Service"]["ExecStart"].split() for path in UNITS]
    units = {words[3] for words in starts if words[1:3] == ["-m", "deployments.part"]}
    assert composed == units == set(PARTS)
    assert [words[1:] for words in starts if words[1] != "-m"] == [["up"]]
    modules = {words[2] for words in known.values()} | {"deployments.part", "deployments.alive"}
    assert {one for one in modules if importlib.util.find_spec(one) is None} == set()


def test_the_target_wants_every_unit_but_the_simple_one() -> None:
    wanted = re.findall(r"istruttoria-[a-z]+@?\d?\.service", (DEPLOYMENTS / "systemd/istruttoria.target").read_text())
    assert {re.sub(r"@\d", "@", name) for name in wanted} == {path.name for path in UNITS} - {"istruttoria.service"}


@pytest.mark.needs("systemd-analyze")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    python = tmp_path / "bin"
    python.mkdir()
    for name in ("python", "istruttoria"):
        (python / name).symlink_to(sys.executable)
    for path in (DEPLOYMENTS / "systemd").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/istruttoria/.venv/bin", str(python)))
    names = [path.name.replace("@", "@1") for path in UNITS] + ["istruttoria.target"]
    command = ["systemd-analyze", "verify", "--man=no", *names]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.needs("caddy")
def test_caddy_takes_its_file_and_shuts_the_second_interface(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts"
    accounts.write_text("ufficio $2a$14$8mqaONFtgSUJTX5n0ZX5SeFn6YfsAkYNYvHkmm0nCtq3JcEcyr8qK\n")
    command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(DEPLOYMENTS / "Caddyfile")]
    environment = {"ACCOUNTS": str(accounts), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    told = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert '"path":["/v2","/v2/*"]' in told.stdout
    assert told.stdout.count('"username":"ufficio"') == 2


def test_the_engines_database_is_known_to_the_engine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, url = "PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://u:segreta@database/motore"
    (tmp_path / name).write_text(f"{url}\n")
    monkeypatch.setenv("ISTRUTTORIA_SECRETS", str(tmp_path))
    settings = Settings(home=tmp_path)
    assert surroundings("engine", settings, {})[name] == url
    assert {part for part in PARTS if name in surroundings(part, settings, {})} == {"engine"}


def test_a_part_on_a_second_machine_never_makes_a_secret_of_its_own(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    for part in ("worker", "clock", "counter"):
        with pytest.raises(Refusal, match=r"copiate segreto\.key"):
            refuse_another_secret(part, settings)
    refuse_another_secret("register", settings)
    open_desk(settings).engine.dispose()
    refuse_another_secret("worker", settings)


def test_a_part_is_alive_while_it_was_seen_lately(tmp_path: Path) -> None:
    desk = open_desk(Settings(home=tmp_path))
    seen = datetime(2025, 3, 30, 1, 0, tzinfo=UTC)
    assert not is_alive(desk, "clock", as_of=seen)
    with desk.transaction() as session:
        beats.record(session, "clock", seen_at=seen)
    assert is_alive(desk, "clock", as_of=seen + timedelta(seconds=120))
    assert not is_alive(desk, "clock", as_of=seen + timedelta(seconds=121))
    desk.engine.dispose()

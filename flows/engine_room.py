"""The engine as the clock sees it: runs are asked for, looked at and closed over its interface, without its library.

The library takes seconds to load: a clock that comes back after a crash must not lose them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.vocabulary import ProcessKind
from flows.settings import Settings

TAG = "istruttoria"
"""Every deployment of ours, and so every run of it, bears this tag."""
ASSEMBLY_TAG = "assemblea"
OBSERVATORY_TAG = "osservatorio"
_ONLY = {ASSEMBLY_TAG: ProcessKind.ASSEMBLY, OBSERVATORY_TAG: ProcessKind.OBSERVATORY}
"""The acts of one kind of process bear its tag besides: their forms offer processes of that kind and nothing else."""
QUEUED = frozenset({"SCHEDULED", "PENDING", "PAUSED"})
OVER = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})
_PAGE = 200


class EngineSilent(Exception):
    """The engine did not answer, or not as it should: whoever asked must do without it for now."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the engine shows it."""

    id: str
    state: str
    """Type of its state: SCHEDULED, PENDING, RUNNING, CANCELLING, COMPLETED, FAILED, CRASHED, CANCELLED."""
    since: datetime


class EngineRoom:
    """The engine's interface, as far as we use it."""

    def __init__(self, url: str, *, user: str = "", password: str = "", timeout_s: float = 20.0) -> None:
        self.url = url.rstrip("/")
        self._user, self._password = user, password
        self._timeout_s = timeout_s
        self._ids: dict[str, str] = {}
        self._client: Any = None

    def start(
        self, deployment: str, parameters: Mapping[str, object], *, key: str, name: str, at: datetime | None = None
    ) -> str:
        """Ask for a run of a deployment, at an instant or at once; the same key always gives the same run. Its id.

        Raises: EngineSilent when the engine does not take it.
        """
        state: dict[str, object] = {"type": "SCHEDULED", "name": "Scheduled"}
        if at is not None:
            state["state_details"] = {"scheduled_time": at.isoformat()}
        wish = {"parameters": dict(parameters), "idempotency_key": key, "name": name, "state": state}
        made = self._ask("POST", f"/deployments/{self._id_of(deployment)}/create_flow_run", wish)
        return str(made["id"])

    def run(self, run_id: str) -> Run | None:
        """The run with this id; None when the engine knows none, or not any more.

        Raises: EngineSilent when the engine does not answer.
        """
        found = self._ask("GET", f"/flow_runs/{run_id}", missing_is_none=True)
        return _run_of(found) if found else None

    def unfinished(self) -> list[Run]:
        """Our runs that the engine holds for running, starting or being cancelled.

        Raises: EngineSilent when the engine does not answer.
        """
        wish = {
            "flow_runs": {
                "tags": {"all_": [TAG]},
                "state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}},
            },
            "limit": _PAGE,
        }
        return [_run_of(found) for found in self._ask("POST", "/flow_runs/filter", wish)]

    def close(self, run_id: str, *, message: str) -> None:
        """Close a run that died without a word.

        Raises: EngineSilent when the engine does not answer.
        """
        wish = {"state": {"type": "CRASHED", "name": "Crashed", "message": message}, "force": True}
        self._ask("POST", f"/flow_runs/{run_id}/set_state", wish, missing_is_none=True)

    def offer_processes(self, kinds: Mapping[str, ProcessKind]) -> None:
        """Let the forms of the desk offer the processes by name, each those of its kind, as a list to choose from.

        Raises: EngineSilent when the engine does not take it.
        """
        for deployment in self._ours():
            schema = deployment["parameter_openapi_schema"]
            only = next((kind for tag, kind in _ONLY.items() if tag in deployment["tags"]), None)
            if _offer(schema, kinds, only):
                self._ask("PATCH", f"/deployments/{deployment['id']}", {"parameter_openapi_schema": schema})

    def _ours(self) -> Iterator[dict[str, Any]]:
        yield from self._ask("POST", "/deployments/filter", {"deployments": {"tags": {"all_": [TAG]}}})

    def _id_of(self, deployment: str) -> str:
        if deployment not in self._ids:
            self._ids = {one["name"]: one["id"] for one in self._ours()}
        if deployment not in self._ids:
            raise EngineSilent(f"no deployment named {deployment!r}")
        return self._ids[deployment]

    def _ask(self, method: str, path: str, wish: object = None, *, missing_is_none: bool = False) -> Any:
        import httpx  # half a second, which a clock that catches up does not have

        from flows.engine_pass import EnginePass

        if self._client is None:
            own_pass = EnginePass(self.url, user=self._user, password=self._password)
            self._client = httpx.Client(timeout=self._timeout_s, auth=own_pass)
        try:
            answer = self._client.request(method, self.url + path, json=wish)
            if missing_is_none and answer.status_code == 404:
                return None
            if answer.status_code == 404:
                self._ids = {}  # the deployments were made anew meanwhile
            answer.raise_for_status()
            return answer.json() if answer.content else None
        except (httpx.HTTPError, ValueError) as error:
            raise EngineSilent(f"{method} {path}: {type(error).__name__}") from None


def engine_room(settings: Settings) -> EngineRoom:
    """The engine that the settings name."""
    password = settings.desk_password.get_secret_value()
    return EngineRoom(settings.engine_api, user=settings.desk_user, password=password)


def _run_of(found: Mapping[str, Any]) -> Run:
    state = found.get("state") or {}
    since = state.get("timestamp") or found["created"]
    return Run(str(found["id"]), str(found.get("state_type") or state.get("type")), datetime.fromisoformat(since))


def _offer(schema: Mapping[str, Any], kinds: Mapping[str, ProcessKind], only: ProcessKind | None) -> bool:
    """Write the ids into every field of a form that names a process; False when they stand there already."""
    wanted = {
        "inquiry_id": [one for one, kind in kinds.items() if kind is ProcessKind.INQUIRY],
        "process_id": [one for one, kind in kinds.items() if only in (None, kind)],
    }
    changed = False
    for form in schema.get("definitions", {}).values():
        for name, process_ids in wanted.items():
            field = form.get("properties", {}).get(name)
            if field is None or field.get("enum", []) == process_ids:
                continue
            field.pop("enum", None)
            if process_ids:
                field["enum"] = process_ids
            changed = True
    return changed

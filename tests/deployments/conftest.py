"""What the tests of the command share: a house of its own, and the command called as the shell does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from command import Run, Said

from deployments import cli, printing


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of its own for each test."""
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(tmp_path / "casa"))
    monkeypatch.delenv("ISTRUTTORIA_DATABASE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    for console in (printing.out, printing.err):
        monkeypatch.setattr(console, "_width", 200)  # as wide as that, whoever had it made before
    return tmp_path / "casa"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the command as the shell does, without a new process."""

    def call(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["istruttoria", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        said = capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else int(code is not None), said.out, said.err)

    return call

"""The supervisor: order, restarts, budget, a clean end, one house for one supervisor, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deployments import offspring
from deployments.part_log import turn_over
from deployments.supervisor import Budget, Part, Supervisor
from domain.errors import Refusal

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def writes(told: Path, name: str) -> list[str]:
    """A program that notes when it starts and when it is told to end, and would live on for ever."""
    return python(f"""
import signal, sys, time
def note(what):
    with open({str(told)!r}, "a") as file:
        file.write(what + " {name}\\n")
def end(*_):
    note("ends")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
note("starts")
time.sleep(600)
""")


def wait_for(look: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not look():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    path = tmp_path / "told.txt"
    path.touch()
    return path


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "house"
    yield home
    assert mark_of(os.getpid()) == "", "a program was left behind"


def supervisor(home: Path, *parts: Part, **more: object) -> Supervisor:
    return Supervisor(home, parts, dict(os.environ), **more)  # type: ignore[arg-type]


def test_parts_start_one_after_the_other_and_end_in_reverse(house: Path, told: Path) -> None:
    def has_started(name: str) -> Callable[[], bool]:
        return lambda: f"starts {name}" in told.read_text()

    parts = [
        Part("motore", writes(told, "motore"), ready=has_started("motore")),
        Part("registrazione", python(f"open({str(told)!r}, 'a').write('registers\\n')"), once=True),
        Part("sportello", writes(told, "sportello"), ready=has_started("sportello")),
    ]
    ours = supervisor(house, *parts)
    ours._on_ready = ours.stop
    ours.run()
    assert told.read_text().splitlines() == [
        *("starts motore", "registers", "starts sportello", "ends sportello", "ends motore"),
    ]


def test_a_part_that_falls_is_started_again(house: Path, told: Path) -> None:
    code = f"open({str(told)!r}, 'a').write('x'); import time; time.sleep(0.3)"
    ours = supervisor(house, Part("zoppo", python(code)), budget=Budget(falls=100, first_wait_s=0.01))
    runner = threading.Thread(target=ours.run)
    runner.start()
    wait_for(lambda: len(told.read_text()) >= 3)
    ours.stop()
    runner.join(PATIENCE_S)
    assert not runner.is_alive()


def test_a_part_that_keeps_falling_brings_all_down_with_its_last_words(house: Path, told: Path) -> None:
    ours = supervisor(
        house,
        Part("saldo", writes(told, "saldo"), ready=lambda: "starts saldo" in told.read_text()),
        Part("zoppo", python("import sys, time; time.sleep(0.3); sys.exit('manca il pane')")),
        budget=Budget(falls=2, first_wait_s=0.05),
    )
    with pytest.raises(Refusal) as refused:
        ours.run()
    assert refused.value.problem == (
        "la parte «zoppo» è caduta 3 volte in 5 minuti (stato 1); le sue ultime righe:\n"
        "manca il pane\nmanca il pane\nmanca il pane\n"
    )
    assert refused.value.place == str(house / "registri" / "zoppo.log")
    assert told.read_text().splitlines() == ["starts saldo", "ends saldo"]


def test_a_part_that_is_never_ready_is_given_up(house: Path) -> None:
    ours = supervisor(house, Part("muto", python("import time; time.sleep(600)"), ready=lambda: False, patience_s=0.5))
    with pytest.raises(Refusal, match="la parte «muto» non è pronta dopo 0 secondi"):
        ours.run()


def test_work_that_fails_stops_the_start(house: Path, told: Path) -> None:
    parts = [
        Part("registrazione", python("raise SystemExit('nessun motore')"), once=True),
        Part("dopo", writes(told, "dopo")),
    ]
    with pytest.raises(Refusal, match=r"terminata all'avvio \(stato 1\); le sue ultime righe:\nnessun motore"):
        supervisor(house, *parts).run()
    assert told.read_text() == ""


def start(home: Path) -> subprocess.Popen[str]:
    """A supervisor in a program of its own, once its parts run."""
    program = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("supervised_child.py")), str(home)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "pronti\n"
    wait_for(lambda: len(offspring.marked(mark_of(program.pid))) == 3)
    return program


def mark_of(supervisor_pid: int) -> str:
    """The mark that the living parts of a supervisor carry; empty when there are none."""
    ours = f"{offspring.MARK}={supervisor_pid}-".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            for one in (folder / "environ").read_bytes().split(b"\0"):
                if one.startswith(ours):
                    return one.decode().partition("=")[2].partition("/")[0]
    return ""


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_even_what_does_not_listen(house: Path, name: signal.Signals) -> None:
    program = start(house)
    mark = mark_of(program.pid)
    program.send_signal(name)
    assert program.wait(PATIENCE_S) == 0
    assert offspring.marked(mark) == []


def test_a_second_supervisor_of_the_same_house_is_refused(house: Path) -> None:
    program = start(house)
    with pytest.raises(Refusal) as refused:
        supervisor(house).run()
    assert refused.value.problem == f"la casa è già in funzione, o si sta fermando (processo {program.pid})"
    program.terminate()
    program.wait(PATIENCE_S)
    ours = supervisor(house)
    ours._on_ready = ours.stop
    ours.run()


def test_a_killed_supervisor_leaves_nobody_and_keeps_the_house_until_then(house: Path) -> None:
    program = start(house)
    mark = mark_of(program.pid)
    program.kill()
    program.wait()
    with pytest.raises(Refusal, match="la casa è già in funzione, o si sta fermando"):
        supervisor(house).run()
    wait_for(lambda: offspring.marked(mark) == [])

    def is_free() -> bool:
        ours = supervisor(house)
        ours._on_ready = ours.stop
        try:
            ours.run()
        except Refusal:
            return False
        return True

    wait_for(is_free)


def test_a_log_that_has_grown_is_put_among_the_older_ones_and_written_on(tmp_path: Path) -> None:
    log = tmp_path / "motore.log"
    with log.open("ab", buffering=0) as writer:
        for number in range(8):
            writer.write(f"giro {number}\n".encode())
            turn_over(log, largest_bytes=5)
        writer.write(b"x\n")
        turn_over(log, largest_bytes=5)
    kept = {path.name: path.read_text() for path in sorted(tmp_path.iterdir())}
    older = {f"motore.log.{place}": f"giro {8 - place}\n" for place in range(1, 6)}
    assert kept == {"motore.log": "x\n", **older}

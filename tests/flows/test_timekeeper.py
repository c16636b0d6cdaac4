"""What time starts, in the engine: the patrol over all processes, the letter of the day, the rehearsal on the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from small_case import definition_text, small_case

from domain.models import Process
from domain.store import agenda, processes
from flows import rehearsing, requests, timekeeper
from flows.almanac import coming_steps
from flows.edges import Desk, write_whole
from flows.inquiry_acts.opening import open_inquiry

pytestmark = pytest.mark.usefixtures("engine_at_hand")
OPENED = datetime(2024, 11, 1, tzinfo=UTC)
IN_THE_WINDOW = datetime(2025, 2, 3, 9, tzinfo=UTC)


@pytest.fixture
def desk(house: Callable[[str], Desk]) -> Desk:
    """A house with three inquiries: two with steps missed, one that opens a year later."""
    desk = house("ronda")
    for process_id, first, last in (
        ("orti", date(2025, 2, 1), date(2025, 2, 20)),
        ("tetti", date(2025, 2, 1), date(2025, 2, 25)),
        ("viali", date(2026, 2, 1), date(2026, 2, 20)),
    ):
        text = definition_text(process_id=process_id, first=first, last=last)
        open_inquiry(desk, text, name=f"{process_id}.yaml", as_of=OPENED)
    return desk


def done(desk: Desk) -> dict[str, list[str]]:
    with desk.reading() as session:
        return {one: [step.name for step in processes.steps(session, one)] for one in ("orti", "tetti", "viali")}


def account_named(key: str) -> str:
    """The text of the newest page that a flow left under a key."""
    with get_client(sync_client=True) as client:
        pages = [one for one in client.read_artifacts() if one.key == key]
    return str(max(pages, key=lambda one: one.created or OPENED).data)


def test_a_patrol_does_what_is_due_of_all_processes_and_the_next_one_nothing(desk: Desk) -> None:
    found = timekeeper.patrol(requests.Patrol(as_of=IN_THE_WINDOW))
    assert {one: [step.name for step in steps] for one, steps in found.done.items()} == {
        "orti": ["rules", "open"],
        "tetti": ["rules", "open"],
    }
    assert done(desk) == {"orti": ["rules", "open"], "tetti": ["rules", "open"], "viali": []}
    assert len(list((desk.home / "posta").iterdir())) == 6
    assert account_named("ronda") == (
        "# Ronda sui procedimenti\n\n"
        "- **Orti**: Pubblicazione di patto e avviso, Apertura della finestra dei commenti\n"
        "- **Tetti**: Pubblicazione di patto e avviso, Apertura della finestra dei commenti\n"
    )
    assert timekeeper.patrol(requests.Patrol(as_of=IN_THE_WINDOW)) == timekeeper.Round()


def test_a_process_that_cannot_be_read_is_named_and_the_others_go_on(desk: Desk) -> None:
    with desk.transaction() as session:
        session.get_one(Process, "orti").definition = "id: ["
    found = timekeeper.patrol(requests.Patrol(as_of=IN_THE_WINDOW))
    assert list(found.done) == ["tetti"] and list(found.refused) == ["orti"]
    assert "orti.yaml" in found.refused["orti"]


def test_the_account_of_a_run_tells_what_was_done_links_the_documents_and_gives_the_next_dates(desk: Desk) -> None:
    timekeeper.advance(requests.Advance(process_id="orti", as_of=IN_THE_WINDOW))
    page = account_named("orti")
    assert page.startswith("# Istruttoria pubblica sul piano dei tetti\n\nFase: **raccolta dei commenti** · [apri")
    assert "- **Apertura della finestra dei commenti**: dovuto il 1º febbraio 2025, ore 00:00; compiuto il 3 " in page
    link = "http://127.0.0.1:4280/documenti/orti/1-preparazione/patto-di-partecipazione.docx"
    assert f"[Patto di partecipazione]({link})" in page
    assert "| 21 febbraio 2025, ore 00:00 | Chiusura della finestra dei commenti |  |" in page
    assert coming_steps(desk, process_id="orti")[0].name == "close"
    with desk.reading() as session:
        assert agenda.to_plan_anew(session) == []


def test_a_refusal_has_a_page_of_its_own_with_problem_and_remedy(desk: Desk) -> None:
    state = timekeeper.advance(requests.Advance(process_id="parchi", as_of=IN_THE_WINDOW), return_state=True)
    assert state.is_failed()
    page = account_named("rifiuto")
    assert page.startswith("# Rifiutato\n\n**Che cosa non va:** non esiste alcun procedimento «parchi»\n\n")
    assert "**Che cosa fare:** procedimenti aperti: orti, tetti, viali" in page


def test_the_letter_of_the_day_is_written_and_sent_once(desk: Desk) -> None:
    form = requests.Patrol(as_of=IN_THE_WINDOW)
    assert (timekeeper.morning(form), timekeeper.morning(form)) == (True, False)
    (letter,) = (desk.home / "posta").iterdir()
    assert letter.name == "00001-ufficio-morning-2025-02-03.eml"


def test_a_rehearsal_on_the_desk_leaves_the_real_house_as_it_was(desk: Desk) -> None:
    case = small_case(process_id="prova")
    files = {"prova.yaml": case.definition_text.encode()}
    snapshots = [dict(one) for one in case.snapshots]
    for one in snapshots:
        files |= one
    for name, data in files.items():
        write_whole(desk.home / "arrivi" / name, data)
    before = done(desk)
    form = requests.Rehearse(
        definition="prova.yaml",
        proposals=["proposte-prima.csv", "proposte-finale.csv"],
        comments=["commenti-prima.csv", "commenti-finale.csv"],
    )
    folder = rehearsing.rehearse(form)
    assert Path(desk.home / "prove" / folder / "documenti" / "prova").is_dir()
    assert "# Prova generale di prova: esito pubblicato\n" in account_named("prova-prova")
    assert done(desk) == before
    with desk.reading() as session:
        assert processes.find(session, "prova") is None

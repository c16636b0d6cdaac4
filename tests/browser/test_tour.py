"""A manager's day at the real desk in a real browser; on the way it takes the manual's pictures."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_pages import DeskPages
from playwright.sync_api import Browser, Page, sync_playwright
from prepared_house import NEW, STANDING, RunningHouse, running_house

from domain.store import processes
from domain.store.database import open_engine, reading
from flows.edges import now

CHROMIUM = shutil.which("chromium")
PICTURES = "ISTRUTTORIA_PICTURES"
"""Name of the variable with the folder that the manual's pictures go to; without it they are thrown away."""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run", "--lang=it-IT"]
WINDOW = {"width": 1100, "height": 750}
OFFICE_SCREEN = {"width": 1366, "height": 850}
pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.alone, pytest.mark.needs("chromium")]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    with running_house(tmp_path_factory.mktemp("giro")) as running:
        yield running


@pytest.fixture
def browser(house: RunningHouse) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def test_a_manager_opens_is_refused_approves_and_reads_and_no_other_machine_is_asked(
    house: RunningHouse, browser: Browser, tmp_path: Path
) -> None:
    asked: list[str] = []
    context = browser.new_context(locale="it-IT", timezone_id="Europe/Rome", viewport=WINDOW)
    context.set_default_timeout(20_000)
    context.on("request", lambda request: asked.append(request.url))
    pictures = Path(os.environ.get(PICTURES, tmp_path))
    pictures.mkdir(parents=True, exist_ok=True)
    page = context.new_page()
    desk = DeskPages(page, house.desk, pictures)

    the_definition_is_handed_in(page, house, desk)
    the_inquiry_is_opened(desk)
    a_date_that_is_none_is_refused_by_the_form(desk)
    an_officer_without_the_role_is_refused_by_the_house(desk)
    the_approval_is_recorded(desk)
    a_document_is_followed_to_its_bytes(page, house, desk)
    the_other_pages_are_seen(page, house, desk)

    ours = (f"{house.desk}/", f"{house.counter}/", "data:", "blob:")
    assert len(asked) > 100
    assert [url for url in asked if not url.startswith(ours)] == []


def the_definition_is_handed_in(page: Page, house: RunningHouse, desk: DeskPages) -> None:
    page.goto(f"{house.counter}/consegne")
    page.get_by_label("File", exact=True).set_input_files(house.definition)
    page.get_by_role("button", name="Consegna").click()
    page.get_by_role("heading", name="File in arrivo").wait_for()
    page.locator("code.name").wait_for()
    assert page.locator("code.name").inner_text() == house.definition.name
    desk.picture("sportello-consegne")


def the_inquiry_is_opened(desk: DeskPages) -> None:
    desk.page.set_viewport_size(OFFICE_SCREEN)
    desk.go("deployments")
    desk.page.get_by_text("1 · Apri un'istruttoria").wait_for()
    desk.picture("scrivania")
    desk.page.set_viewport_size(WINDOW)
    desk.open_form("1 · Apri un'istruttoria")
    desk.write({"Definizione": "tetti-ovest.yaml"})
    desk.picture("modulo-apertura")
    desk.start("Completed")
    assert desk.page.get_by_text("Apertura di un'istruttoria").first.is_visible()
    desk.picture("esecuzione-riuscita")
    account = desk.open_account(NEW)
    assert "Fase: preparazione · apri il procedimento allo sportello" in account, account
    assert account.startswith("Istruttoria pubblica sul piano dei tetti")
    assert "Istruttoria aperta." in account
    assert "Apertura della finestra dei commenti" in account
    desk.picture("resoconto-apertura")


def a_date_that_is_none_is_refused_by_the_form(desk: DeskPages) -> None:
    desk.open_form("4 · Proroga la finestra")
    desk.submit()
    assert desk.complaints() == [
        f"'{name}' is a required property" for name in ("inquiry_id", "last_day", "act", "act_on", "officer")
    ]
    desk.picture("modulo-incompleto", top=desk.field("Istruttoria"))
    desk.open_form("4 · Proroga la finestra")
    assert desk.choose("Istruttoria", NEW) == [STANDING, NEW]
    desk.write_raw("Nuovo ultimo giorno", '"31 febbraio"')
    desk.write({"Atto": "decreto n. 3", "Chi decide": "Direzione Generale"})
    desk.pick("Data dell'atto", now().date())
    desk.submit()
    assert desk.complaints() == ["'31 febbraio' is not a 'date'"]
    desk.picture("data-rifiutata", top=desk.field("Istruttoria"))
    assert desk.page.url.split("?")[0].endswith("/run")  # no run came of it


def an_officer_without_the_role_is_refused_by_the_house(desk: DeskPages) -> None:
    fill_in_approval(desk, officer="Direzione Casa")
    desk.start("Failed")
    desk.page.get_by_text("Details", exact=True).click()
    told = desk.page.get_by_text("non può registrare l'approvazione").first
    told.wait_for()
    assert "«Direzione Casa» non può registrare l'approvazione" in told.inner_text()
    assert "→" in told.inner_text()  # behind the arrow stands the remedy
    told.scroll_into_view_if_needed()
    desk.picture("esecuzione-rifiutata")


def the_approval_is_recorded(desk: DeskPages) -> None:
    fill_in_approval(desk, officer="Segreteria del Consiglio")
    desk.picture("modulo-approvazione", top=desk.field("Istruttoria"))
    desk.start("Completed")
    assert desk.page.get_by_text("Tetti est · approvazione del Consiglio").first.is_visible()
    account = desk.open_account(STANDING)
    assert "Fase: esito pubblicato" in account
    assert "Decisione registrata a protocollo." in account
    desk.picture("resoconto-approvazione")


def fill_in_approval(desk: DeskPages, *, officer: str) -> None:
    desk.open_form("7 · Approvazione")
    desk.choose("Istruttoria", STANDING)
    desk.write({"Atto": "deliberazione n. 47", "Chi decide": officer})
    desk.pick("Data dell'atto", now().date() - timedelta(days=1))


def a_document_is_followed_to_its_bytes(page: Page, house: RunningHouse, desk: DeskPages) -> None:
    with page.expect_popup() as opened:
        page.get_by_role("link", name="apri il procedimento allo sportello").click()
    paper = opened.value
    paper.wait_for_load_state()
    assert paper.url == f"{house.counter}/procedimenti/{STANDING}"
    desk.picture("sportello-procedimento", page=paper)
    link = paper.locator("a[href*='/documenti/']").first
    name = (link.get_attribute("href") or "").partition(f"/documenti/{STANDING}/")[2]
    with paper.expect_download() as download:
        link.click()
    engine = open_engine(f"sqlite:///{house.home / 'istruttoria.db'}")
    with reading(engine) as session:
        recorded = {one.name: one.sha256 for one in processes.documents(session, STANDING)}
    engine.dispose()
    assert hashlib.sha256(download.value.path().read_bytes()).hexdigest() == recorded[name]
    paper.close()


def the_other_pages_are_seen(page: Page, house: RunningHouse, desk: DeskPages) -> None:
    for place in ("dashboard", "flows", "work-pools", "blocks", "variables", "automations", "events", "settings"):
        desk.go(place)
        page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": 1100, "height": 1000})
    desk.go("runs")
    page.get_by_text("Tetti est · approvazione del Consiglio").first.wait_for()
    desk.picture("esecuzioni")
    page.set_viewport_size(WINDOW)
    page.goto(house.counter)
    desk.picture("sportello")

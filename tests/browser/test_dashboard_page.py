"""The dashboard in a real browser without a network: it draws, answers to every control, and leaves nobody out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from desk_pages import keep_picture
from playwright.sync_api import Browser, Page, sync_playwright

from domain.observatory.dashboard import dashboard
from tests.domain.observatory.published_desk import small_city, small_published
from tests.domain.observatory.small_territory import territory_of

CHROMIUM = shutil.which("chromium")
PICTURES = "ISTRUTTORIA_PICTURES"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--lang=it-IT"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cruscotto") / "cruscotto.html"
    path.write_bytes(dashboard(small_published(), territory_of(small_city)))
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(params=[(1280, 900), (390, 800)], ids=["desk", "telephone"])
def page(browser: Browser, file: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, opened from the disk; whatever it asks of a network, or complains of, fails the test."""
    width, height = request.param
    context = browser.new_context(locale="it-IT", viewport={"width": width, "height": height}, offline=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: asked.append(one.url))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    yield page
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def ink(page: Page, holder: str) -> str:
    """What a chart shows, as its bytes."""
    page.wait_for_timeout(150)
    return str(page.evaluate("id => document.querySelector(`#${id} canvas`).toDataURL()", holder))


def hatched(page: Page) -> int:
    """How many points of the map are brown: a line over what is hidden, darker than the color below it."""
    count = """() => {
        const canvas = document.querySelector("#disegno-mappa canvas");
        const points = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        let brown = 0;
        for (let at = 0; at < points.length; at += 4)
            if (points[at + 3] > 200 && points[at] - points[at + 2] > 60 && points[at] < 215) brown += 1;
        return brown;
    }"""
    return int(page.evaluate(count))


def text(page: Page, place: str) -> str:
    return page.inner_text(place)


def kept_pictures(page: Page, tmp_path: Path) -> None:
    """Keep the whole page for whoever looks at the tests, and what an office screen shows first for the manual."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    whole = tmp_path / f"cruscotto-{width}.png"
    page.screenshot(path=whole, full_page=True)
    assert whole.stat().st_size > 40_000
    if width > 1000:
        folder = Path(os.environ.get(PICTURES, tmp_path))
        folder.mkdir(parents=True, exist_ok=True)
        keep_picture(page, folder / "cruscotto.png")


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def test_the_page_draws_itself_says_the_citys_band_and_leaves_nobody_out(page: Page, tmp_path: Path) -> None:
    for holder in ("disegno-mappa", "disegno-barre", "disegno-anni"):
        assert len(ink(page, holder)) > 3_000, holder
    assert text(page, "h1") == "Città sintetica, dati 2025"
    assert text(page, "#titolo-mappa") == "Quartieri (NIL): poveri fra i calcolabili, 2025"
    assert "–" in text(page, ".big") and "%" in text(page, ".big")
    assert page.locator("#tabella-aree tbody tr").count() == 8
    assert hatched(page) == page.locator("#legenda .hatched").count() == 0
    assert violations(page) == []
    kept_pictures(page, tmp_path)


def test_the_slider_the_filters_and_the_switches_change_map_bars_and_tables_together(page: Page) -> None:
    first = {holder: ink(page, holder) for holder in ("disegno-mappa", "disegno-barre")}
    page.focus("#anno")
    page.keyboard.press("ArrowLeft")
    assert text(page, "#anno-detto") == "2024"
    assert page.get_attribute("#anno", "aria-valuetext") == "2024"
    assert text(page, "#titolo-mappa").endswith("2024")
    earlier = {holder: ink(page, holder) for holder in first}
    assert earlier["disegno-barre"] != first["disegno-barre"]

    page.select_option("#definizione", "arrears")
    assert "ritardo nel pagamento" in text(page, "#regola")
    assert ink(page, "disegno-barre") != earlier["disegno-barre"]

    page.select_option("#municipio", "1")
    assert page.locator("#tabella-aree tbody tr").count() == 4
    page.select_option("#livello", "section")
    sections = small_published().table.filter((pl.col("level") == "section") & (pl.col("district") == "1"))
    assert page.locator("#tabella-aree tbody tr").count() == sections["area"].n_unique() > 50
    page.fill("#cerca", "0000003")
    assert page.locator("#tabella-aree tbody tr").count() == 1
    page.fill("#cerca", "")
    assert page.locator("#tabella-aree td.why:not(:empty)").count() > 0
    assert hatched(page) > 50 and page.is_visible("#legenda .hatched")
    assert "nessun nucleo calcolabile" in text(page, "#legenda")
    page.select_option("#livello", "complex")
    assert page.is_hidden("#mappa")
    page.select_option("#municipio", "")
    complexes = small_published().table.filter(pl.col("level") == "complex")["area"].n_unique()
    assert page.locator("#tabella-aree tbody tr").count() == complexes > 0
    assert violations(page) == []


def test_an_area_is_chosen_with_the_keyboard_and_with_a_click_and_its_numbers_are_said(page: Page) -> None:
    page.focus("#tabella-aree tbody button >> nth=0")
    name = text(page, "#tabella-aree tbody button >> nth=0")
    page.keyboard.press("Enter")
    assert text(page, "#titolo-area") == name
    assert page.inner_text("#detto").startswith(f"{name}: ")
    assert page.is_visible("#torna")
    page.click("#torna")
    assert text(page, "#titolo-area") == "Città sintetica"
    map_ = page.locator("#disegno-mappa canvas")
    map_.scroll_into_view_if_needed()
    box = map_.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.5)
    assert text(page, "#titolo-area") in [row for row in small_city().geography.sections["nil_name"] if row]
    assert page.locator("#tabella-aree tr.on").count() == 1


def test_a_heading_sorts_the_table_and_says_in_which_order(page: Page) -> None:
    heading = page.locator("#tabella-aree thead th").nth(1)
    assert heading.get_attribute("aria-sort") == "none"
    heading.locator("button").click()
    heading = page.locator("#tabella-aree thead th").nth(1)
    assert heading.get_attribute("aria-sort") == "descending"
    cells = page.locator("#tabella-aree tbody td:nth-child(2)").all_inner_texts()
    numbers = [int(cell.replace(".", "")) for cell in cells]
    assert numbers == sorted(numbers, reverse=True)

"""The counter in a real browser: files handed in by a person, nothing asked of any other machine, no complaint."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from counter_desk import OpenCounter, counter_over, house_with_an_inquiry
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.needs("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run"]

# The contrast of every text with what lies behind it (WCAG 2.2, 1.4.3), the poorest first.
CONTRAST = """() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const [r, g, b] = channels(color).map((v) => linear(v / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const color = getComputedStyle(node).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const all = [...document.querySelectorAll('body *')];
  const found = all.filter((node) => node.innerText?.trim() && node.children.length === 0);
  return Math.min(...found.map((node) => {
    const [low, high] = [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  }));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[OpenCounter]:
    desk = house_with_an_inquiry(tmp_path / "casa")
    with counter_over(desk, largest_upload_mb=1) as opened:
        yield opened
    desk.engine.dispose()


def watched(page: Page) -> tuple[list[str], list[str]]:
    """Addresses that the page asks for, and complaints of the browser."""
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return asked, complaints


def test_a_person_hands_in_files_and_is_told_the_names_to_write(
    counter: OpenCounter, browser: Browser, tmp_path: Path
) -> None:
    first, second, large = tmp_path / "Commenti è.csv", tmp_path / "altri.csv", tmp_path / "grande.csv"
    first.write_bytes(b"uno")
    second.write_bytes(b"due")
    large.write_bytes(b"x" * 1_000_001)
    page = browser.new_page()
    asked, complaints = watched(page)
    page.goto(f"{counter.url}/")
    page.get_by_role("link", name="Consegne").click()
    page.get_by_label("Procedimento").select_option("tetti")
    page.get_by_label("File", exact=True).set_input_files([first, second])
    page.get_by_role("button", name="Consegna").click()
    page.get_by_text("tetti/altri.csv").last.wait_for()
    page.locator("code.name").nth(1).wait_for()
    assert page.locator("code.name").all_inner_texts() == ["tetti/altri.csv", "tetti/commenti-e.csv"]
    assert complaints == []

    first.write_bytes(b"tre")
    page.get_by_label("Procedimento").select_option("tetti")
    page.get_by_label("File", exact=True).set_input_files([first, large])
    page.get_by_role("button", name="Consegna").click()
    page.get_by_text("grande.csv: supera 1 MB").wait_for()
    assert (
        page.locator("#esito li.bad")
        .first.inner_text()
        .startswith(
            "Commenti è.csv: con il nome «commenti-e.csv» c'è già un altro file. Rimedio: nulla è stato sostituito"
        )
    )
    page.get_by_role("button", name="Consegna come commenti-e-2.csv").click()
    page.locator("code.name").nth(2).wait_for()
    assert counter.arrived() == {
        "tetti/altri.csv": b"due",
        "tetti/commenti-e.csv": b"uno",
        "tetti/commenti-e-2.csv": b"tre",
    }
    assert asked and all(url.startswith(f"{counter.url}/") or url == "data:," for url in asked)
    assert [line for line in complaints if "409 (Conflict)" not in line] == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_quiet_and_in_order(counter: OpenCounter, browser: Browser, scheme: str) -> None:
    counter.put("dati.csv", b"x", "tetti")
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    asked, complaints = watched(page)
    for address in ("/", "/procedimenti/tetti", "/consegne"):
        page.goto(counter.url + address)
        assert page.evaluate(CONTRAST) >= 4.5, address
        assert page.locator("h1").count() == 1 and page.locator("main").count() == 1
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Vai al contenuto"
    assert asked and all(url.startswith(f"{counter.url}/") or url == "data:," for url in asked)
    assert complaints == []
    page.close()


def test_without_javascript_everything_but_handing_in_works(counter: OpenCounter, browser: Browser) -> None:
    counter.put("dati.csv", b"x", "tetti")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{counter.url}/consegne")
    assert page.get_by_text("copiate i file nella cartella «arrivi»").is_visible()
    assert not page.get_by_role("button", name="Consegna").is_visible()
    assert page.locator("code.name").all_inner_texts() == ["tetti/dati.csv"]
    page.goto(f"{counter.url}/procedimenti/tetti")
    with page.expect_download() as download:
        page.get_by_role("link", name="Avviso pubblico").click()
    assert download.value.suggested_filename == "avviso-pubblico.docx"
    page.context.close()

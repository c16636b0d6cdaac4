"""The desk as a person uses it: forms found by their Italian labels, runs waited for, pictures taken."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

_COLORS = 64
LIMIT = 80_000
"""Unit: bytes. A picture of the manual."""


def keep_picture(page: Page, path: Path) -> Path:
    """Keep what a window shows, small enough for the manual."""
    whole = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    whole.quantize(_COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < LIMIT, path
    return path


class DeskPages:
    """One window of a browser on one house."""

    def __init__(self, page: Page, address: str, pictures: Path) -> None:
        self.page = page
        self._address = address
        self._pictures = pictures

    def go(self, path: str) -> None:
        """Open a page of the desk by its place."""
        self.page.goto(f"{self._address}/{path}")

    def open_form(self, act: str) -> None:
        """Go from the list of acts to the form of one, by the clicks that the manual names."""
        self.go("deployments")
        self.page.get_by_text(act, exact=True).first.click()
        self.page.wait_for_url("**/deployment/*")
        self.page.get_by_role("button", name="Run", exact=True).click()
        self.page.get_by_text("Custom run").click()
        self.page.get_by_text("modulo", exact=True).wait_for()

    def field(self, label: str) -> Locator:
        """The field under a label."""
        exact = self.page.locator(
            ".schema-form-property__label", has_text=re.compile(rf"^\s*{label}( \(Optional\))?\s*$")
        )
        return self.page.locator(".schema-form-property").filter(has=exact).last

    def write(self, texts: Mapping[str, str]) -> None:
        """Write texts into fields."""
        for label, text in texts.items():
            self.field(label).locator("textarea, input").first.fill(text)

    def choose(self, label: str, option: str) -> list[str]:
        """Choose from a list; returns all that it offers. What was opened a moment ago is offered within seconds."""
        for _ in range(8):
            # Only the arrow opens the list: a click on the field itself opens and closes it at once.
            self.field(label).locator(".p-select-button__icon").click()
            self.page.locator(".p-select-option").first.wait_for()
            offered = self.page.locator(".p-select-option").all_inner_texts()
            if option in offered:
                break
            self.page.wait_for_timeout(5_000)
            self.page.reload()
            self.page.get_by_text("modulo", exact=True).wait_for()
        self.page.locator(".p-select-option", has_text=option).click()
        return offered

    def pick(self, label: str, day: date) -> None:
        """Give a date to the field of a calendar."""
        self.field(label).get_by_text("Select date").click()
        calendar = self.page.locator(".p-pop-over-content")
        calendar.locator("input").fill(day.isoformat())
        calendar.get_by_role("button", name="Apply").click()

    def write_raw(self, label: str, text: str) -> None:
        """Write into a field what its own picker would not let through."""
        field = self.field(label)
        field.locator("button.p-button--ghost").first.click()
        self.page.get_by_text("Use JSON input").click()
        field.locator("textarea, [contenteditable=true]").first.fill(text)

    def submit(self) -> None:
        """Press the button under a form."""
        self.page.get_by_role("button", name="Submit").click()

    def complaints(self) -> list[str]:
        """What the form says against its fields."""
        self.page.locator(".p-label__message").first.wait_for()
        return self.page.locator(".p-label__message").all_inner_texts()

    def start(self, end: str) -> None:
        """Press the button under a form and look at the run that it starts until its end."""
        for _attempt in range(3):
            with self.page.expect_response(lambda answer: "/create_flow_run" in answer.url) as answered:
                self.submit()
            # The engine's own database is busy for a moment: whoever sits there presses once more, as the manual says.
            if answered.value.status != 503:
                break
        assert answered.value.ok, answered.value.text()
        # The notice that leads there slides away while one aims at it.
        self.go(f"runs/flow-run/{answered.value.json()['id']}")
        self.page.get_by_text(end, exact=True).first.wait_for(timeout=60_000)

    def open_account(self, key: str) -> str:
        """Open the account of the run whose page is open; returns all it says."""
        self.page.get_by_text("Artifacts", exact=True).click()
        self.page.locator("a[href*='/artifacts/artifact/']", has_text=key).first.click()
        self.page.wait_for_url("**/artifacts/artifact/*")
        told = self.page.locator("article.markdown-renderer", has=self.page.locator("h1")).last
        told.wait_for()
        return told.inner_text()

    def picture(self, name: str, *, top: Locator | None = None, page: Page | None = None) -> Path:
        """Keep what the window shows, with few colors; `top` is brought into sight before."""
        shown = page or self.page
        shown.mouse.move(0, 0)
        if top is not None:
            top.evaluate("node => node.scrollIntoView({block: 'start'})")
        shown.wait_for_timeout(600)  # what slides in has arrived
        return keep_picture(shown, self._pictures / f"{name}.png")

"""The page and the card in a real Chromium: nothing is loaded, nothing runs, nothing is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import hvutils
from tests.browser.conftest import SHOTS

pytestmark = pytest.mark.browser


def opened(browser: Browser, file: Path, width: int) -> tuple[Page, list[str]]:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.goto(file.as_uri())
    return page, asked


@pytest.mark.parametrize("width", [1400, 900, 390])
def test_the_page_of_a_fleet(browser: Browser, golden, hostile, hv, tmp_path, width: int) -> None:
    target = tmp_path / "fleet.html"
    machines = [golden / "kvm-in-vmware-strings-log", golden / "xen-dom0", hostile]
    hv("classify", "--format", "html", "-o", target, *machines, "/no/such/machine")
    page, asked = opened(browser, target, width)
    for summary in page.locator("summary").all():
        summary.click()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"fleet-{width}.png")
    assert asked == [target.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("table.fleet > tbody > tr").count() == 4
    # One click takes file and line, and nothing more.
    place = page.locator("td.hv-place code").first
    place.click()
    assert page.evaluate("getSelection().toString()") == place.inner_text() == "dmesg.txt:2"
    page.context.close()


@pytest.mark.parametrize("width", [1000, 500])
def test_the_card_of_a_notebook(browser: Browser, golden, tmp_path, width: int) -> None:
    verdict = hvutils.classify(hvutils.Capture.load(golden / "kvm-in-vmware-strings-log"))
    file = tmp_path / "card.html"
    html = verdict._repr_mimebundle_()["text/html"] + verdict.findings._repr_html_()
    file.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{html}", encoding="utf-8")
    page, asked = opened(browser, file, width)
    SHOTS.mkdir(parents=True, exist_ok=True)
    assert asked == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("region", name="Verdict on kvm-in-vmware-strings-log").is_visible()
    assert page.locator("caption").all_inner_texts() == [
        "Evidence for it",
        "Evidence against it",
        "Findings",
    ]
    page.screenshot(path=SHOTS / f"verdict-card-{width}.png")
    page.context.close()

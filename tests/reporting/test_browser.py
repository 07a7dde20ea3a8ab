"""The page and the card in a real Chromium: nothing is loaded, nothing runs, nothing is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
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
    assert page.evaluate("getSelection().toString()") == place.inner_text() == "dmesg.txt:3"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_reader_s_colours_and_keys(
    browser: Browser, golden, hv, tmp_path, scheme: str
) -> None:
    target = tmp_path / "fleet.html"
    hv("classify", "--explain", "--format", "html", "-o", target, golden / "xen-dom0")
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(target.as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_text("decides: dom0").is_visible()
    page.screenshot(path=SHOTS / f"fleet-{scheme}.png")
    colours = page.evaluate(
        "[getComputedStyle(document.documentElement).colorScheme,"
        " getComputedStyle(document.querySelector('td.because')).color]"
    )
    bright = colours[1] == "rgb(255, 255, 255)"
    assert (colours[0], bright) == ("light dark", scheme == "dark")
    # A short word is not broken at its hyphen.
    assert (
        page.locator("td[data-label=type]").evaluate(
            "it => { const r = document.createRange(); r.selectNodeContents(it);"
            " return r.getClientRects().length }"
        )
        == 1
    )
    context.close()


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


def test_jupyter_s_own_styles_do_not_undo_the_card(browser: Browser, golden, tmp_path) -> None:
    verdict = hvutils.classify(hvutils.Capture.load(golden / "kvm-enlightened-dmi"))
    shown = new_output("execute_result", data=verdict._repr_mimebundle_(), execution_count=1)
    notebook = new_notebook(cells=[new_code_cell("verdict", outputs=[shown], execution_count=1)])
    file = tmp_path / "notebook.html"
    file.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    # The export asks the network for what it does not need here.
    context = browser.new_context(viewport={"width": 1000, "height": 1100}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    page.screenshot(path=SHOTS / "verdict-in-a-notebook.png")
    for element in (page.locator("td.hv-place").first, page.locator(".hv-verdict th").first):
        assert element.evaluate("it => getComputedStyle(it).textAlign") == "left"
    label = page.get_by_text("nesting exposed")
    assert label.evaluate("it => it.getClientRects().length") == 1
    assert label.bounding_box()["height"] < 30
    context.close()

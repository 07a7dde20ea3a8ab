"""A student in JupyterLab: opens the notebook, runs it, uses the widget, answers, validates."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import opening

pytestmark = pytest.mark.browser


def open_notebook(page: Page, server) -> None:
    page.goto(server.link.replace("orientation/orientation", "recon/recon"))
    expect(page.get_by_role("heading", name="Hypervisor Recon")).to_be_visible()
    opening.wait_for_kernel(page)


def cell_with(page: Page, text: str) -> Locator:
    return page.locator(".jp-Notebook-cell", has_text=text).first


def run_all(page: Page) -> None:
    opening.run_all(page)
    # Running all takes the focus along to the last cell: who types before is interrupted.
    expect(page.get_by_text(re.compile(r"^Cell (\d+)/\1$")).first).to_be_visible()
    # The notebook has it first, and hands it on when that cell is drawn, which may be a while.
    page.wait_for_function("document.activeElement.closest('.jp-Notebook-cell') !== null")


def set_source(page: Page, cell: Locator, source: str) -> None:
    """Replace a cell's text as a person would: click, select all, type."""
    editor = cell.locator(".cm-content")
    editor.scroll_into_view_if_needed()
    # JupyterLab takes the focus back when the run before this one ends: then what was typed does
    # not replace what was there.
    for _ in range(3):
        editor.click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(source)
        if editor.inner_text() == source:
            break
    expect(editor).to_have_text(source)
    page.keyboard.press("Control+Enter")


def scroll_to(page: Page, text: str) -> Locator:
    """Bring a cell into view; return it by its place, for its text may be replaced."""
    cell = cell_with(page, text)
    expect(cell).to_be_attached()
    cell.scroll_into_view_if_needed()
    place = cell.get_attribute("data-windowed-list-index")
    return page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{place}"]')


def test_a_student_opens_the_notebook_and_uses_the_explorer(page, servers):
    open_notebook(page, servers["student"])
    run_all(page)
    scroll_to(page, 'liar = sample("vmware-dressed")')
    explorer = page.locator(".hv-explorer").first
    expect(explorer).to_be_visible()
    explorer.get_by_label("Probe").select_option("lspci_nnk.txt")
    expect(explorer.locator("pre")).to_have_attribute("aria-label", "lspci_nnk.txt")
    explorer.get_by_label("Contains").fill("VMware")
    explorer.get_by_label("Contains").press("Enter")
    lines = explorer.locator("pre")
    expect(lines).to_contain_text("VMware")
    expect(lines).not_to_contain_text("Host bridge")


def test_the_explorer_works_from_the_keyboard(page, servers):
    open_notebook(page, servers["student"])
    run_all(page)
    scroll_to(page, 'liar = sample("vmware-dressed")')
    explorer = page.locator(".hv-explorer").first
    lines = explorer.locator("pre")
    expect(lines).to_be_visible()
    first = lines.get_attribute("aria-label")
    explorer.get_by_role("button", name="Next").focus()
    page.keyboard.press("Space")
    expect(lines).not_to_have_attribute("aria-label", first)
    page.keyboard.press("Tab")
    expect(explorer.get_by_label("Contains")).to_be_focused()
    page.keyboard.type("QEMU")
    page.keyboard.press("Tab")
    expect(explorer.get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Space")
    expect(explorer.get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(explorer.get_by_role("button", name="Next")).to_be_focused()
    for _ in range(3):
        if explorer.locator("mark").count():
            break
        shown = lines.get_attribute("aria-label")
        page.keyboard.press("Space")
        expect(lines).not_to_have_attribute("aria-label", shown)
    expect(explorer.locator("mark").first).to_be_visible()


def test_a_wrong_word_is_answered_at_once_and_a_right_form_validates(page, servers):
    open_notebook(page, servers["student"])
    run_all(page)
    cell = scroll_to(page, 'answer("empty-grep", conclusion)')
    set_source(page, cell, 'answer("empty-grep", "nothing ether way")')
    expect(cell.locator(".jp-OutputArea")).to_contain_text("did you mean 'nothing either way'?")
    set_source(page, cell, 'answer("empty-grep", "nothing either way")')
    expect(cell.locator(".jp-OutputArea")).to_contain_text("answered: 'nothing either way'")
    assert "Traceback" not in page.content()
    # Validate saves the notebook first; saving it by hand at the same moment would race with that.
    page.get_by_role("button", name="Validate").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile("audit"), timeout=90_000)
    expect(dialog).not_to_contain_text("'empty-grep' is not")

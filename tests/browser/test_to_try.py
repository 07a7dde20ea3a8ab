"""What is to be tried, in a browser: with the keyboard alone, and under axe-core."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.opening import LAB, NOTEBOOK, open_in, run_all

pytestmark = pytest.mark.browser

CELLS = (
    "from hvutils.lab import *",
    'build_stack("Xen")',
    'toggle_evidence("vmware-dressed")',
    "exit_costs()",
    'spot_the_liar("vmware-dressed")',
    'explore(sample("vmware-dressed"))',
    'draw("stacks")',
)
AXE = os.environ.get("HV_AXE", "")
RUN = """async () => {
  const parts = [...document.querySelectorAll('.hv-try, figure.hv-picture')];
  const {violations} = await axe.run({include: parts}, {resultTypes: ['violations']});
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`);
}"""


def opened(page: Page, bench, front: str) -> None:
    path = bench.folder / "try.ipynb"
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS],
        metadata={"kernelspec": {"name": "hypervisors", "display_name": "Hypervisors course"}},
    )
    nbformat.write(notebook, path)
    open_in(page, bench, front, path.name)
    run_all(page)


@pytest.fixture(scope="module")
def tried(browser: Browser, bench) -> Iterator[Page]:
    """One page for all that is pressed: each thing to try is another cell of it."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    opened(page, bench, LAB)
    yield page
    context.close()


def press(page: Page, thing: Locator, name: str, times: int = 1) -> None:
    """Press a button from the keyboard."""
    thing.get_by_role("button", name=name, exact=True).first.focus()
    for _ in range(times):
        page.keyboard.press("Space")


@pytest.mark.parametrize("front", [LAB, NOTEBOOK])
def test_each_is_shown_with_its_task_and_its_question(page: Page, bench, front: str):
    opened(page, bench, front)
    for name in ("builder", "toggler", "costs", "liar", "explorer"):
        thing = page.locator(f".hv-{name}")
        expect(thing).to_be_visible()
        expect(thing).to_contain_text("Task.")
        expect(thing).to_contain_text("Question.")


def test_a_stack_is_built_from_the_keyboard(tried: Page):
    builder = tried.locator(".hv-builder")
    press(tried, builder, "▲ hardware")
    press(tried, builder, "Check the stack")
    expect(builder.get_by_role("status")).to_contain_text("hypervisor does not fit yet")
    press(tried, builder, "▲ hypervisor", 2)
    press(tried, builder, "▲ privileged guest", 3)
    press(tried, builder, "▲ guest", 3)
    expect(builder.locator("svg")).to_have_attribute(
        "aria-label",
        "Your stack. Xen: privileged guest beside guest; on hypervisor; on hardware.",
    )
    press(tried, builder, "Check the stack")
    expect(builder.get_by_role("status")).to_contain_text("It fits.")


def test_evidence_is_switched_from_the_keyboard(tried: Page):
    toggler = tried.locator(".hv-toggler")
    verdict = toggler.get_by_role("status")
    expect(verdict).to_contain_text("hypervisor qemu")
    toggler.get_by_role("checkbox").first.focus()
    tried.keyboard.press("Space")
    expect(verdict).to_contain_text("hypervisor kvm")
    press(tried, toggler, "All off")
    expect(verdict).to_contain_text("undetermined")


def test_costs_are_chosen_from_the_keyboard(tried: Page):
    costs = tried.locator(".hv-costs")
    press(tried, costs, "1,000,000")
    expect(costs.get_by_role("status")).to_contain_text("45.00%")
    press(tried, costs, "in a guest")
    expect(costs.get_by_role("status")).to_contain_text("up to 24 entries")


def test_the_liar_is_spotted_from_the_keyboard(tried: Page):
    liar = tried.locator(".hv-liar")
    liar.get_by_role("button", name="00:0c:29").focus()
    tried.keyboard.press("Space")
    expect(liar.get_by_role("status")).to_contain_text("No: this line goes along")
    liar.get_by_role("button", name="0x40000000").focus()
    tried.keyboard.press("Space")
    expect(liar.get_by_role("status")).to_contain_text("Yes.")


def test_a_finding_leads_to_its_line(tried: Page):
    explorer = tried.locator(".hv-explorer")
    explorer.get_by_role("checkbox").focus()
    tried.keyboard.press("Space")
    explorer.get_by_role("button", name="misleading: ip_link.txt:4").focus()
    tried.keyboard.press("Space")
    expect(explorer.locator("mark")).to_contain_text("00:0c:29")


@pytest.mark.skipif(not AXE, reason="axe-core comes with make test-axe, which sets HV_AXE")
@pytest.mark.parametrize("front", [LAB, NOTEBOOK])
def test_they_have_no_violation(page: Page, bench, front: str):
    opened(page, bench, front)
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    assert page.evaluate(RUN) == []

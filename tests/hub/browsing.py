"""What a person does in the hub with a browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.hub.hubs import COURSE, Hub

SHOTS = Path(__file__).resolve().parents[2] / "test-output" / "screenshots"
ASSIGNMENT = "recon"


@dataclass
class Person:
    """Somebody with a browser.

    Args:
        hub: the hub.
        name: the user name.
        page: the browser's page.
    """

    hub: Hub
    name: str
    page: Page

    def shot(self, name: str) -> None:
        """Keep a picture of what is seen now."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        # Dialogs slide in.
        self.page.wait_for_timeout(600)
        self.page.screenshot(path=SHOTS / f"hub-{name}.png")

    def log_in(self) -> None:
        """Log in by the form, and wait for the lab."""
        self.page.goto(f"{self.hub.url}/hub/login?next=%2Fhub%2Fspawn")
        self.shot(f"0-log-in-{self.name}")
        self.page.get_by_label("Username").fill(self.name)
        self.page.get_by_label("Password").fill(self.hub.passwords[self.name])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/lab**", timeout=300_000)
        expect(self.page.locator("#jp-MainLogo, .jp-Launcher").first).to_be_visible()

    # --- the assignment list

    def open_list(self) -> Locator:
        """Open nbgrader's assignment list."""
        if self.page.locator("#nbgrader-assignments, .nbgrader-mainarea").count() == 0:
            self.page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
            self.page.get_by_role("menuitem", name="Assignment List").click()
        listed = self.page.locator(
            ".lm-Widget", has_text="Released, downloaded, and submitted"
        ).last
        expect(listed).to_be_visible()
        return listed

    def button(self, listed: Locator, name: str) -> Locator:
        """Return a button of the assignment's row."""
        button = self.page.get_by_role("button", name=name, exact=True)
        rows = listed.locator(".list_item", has_text=ASSIGNMENT).filter(has=button)
        return rows.get_by_role("button", name=name, exact=True)

    def press(self, listed: Locator, name: str) -> None:
        """Press a button of the assignment's row."""
        self.button(listed, name).first.click()

    def refresh_list(self) -> None:
        """Load the list anew."""
        self.page.reload()
        expect(self.page.get_by_role("menuitem", name="Nbgrader", exact=True)).to_be_visible()

    # --- the notebook

    def open_notebook(self) -> None:
        """Open the fetched assignment."""
        path = f"{COURSE}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
        host = self.page.url.split("/user/")[0]
        self.page.goto(f"{host}/user/{self.name}/lab/tree/{path}?reset")
        expect(self.page.get_by_role("heading", name="Hypervisor Recon")).to_be_visible()
        toolbar = self.page.locator(".jp-NotebookPanel-toolbar")
        expect(toolbar).to_contain_text("Hypervisors course")
        expect(self.page.get_by_text("Hypervisors course | Idle")).to_be_visible()

    def run_all(self) -> None:
        """Run all cells."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def cell(self, text: str) -> Locator:
        """Bring the first cell with a text into view; return it by its place."""
        cell = self.page.locator(".jp-Notebook-cell", has_text=text).first
        expect(cell).to_be_attached()
        cell.scroll_into_view_if_needed()
        place = cell.get_attribute("data-windowed-list-index")
        return self.page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{place}"]')

    def write(self, cell: Locator, text: str) -> None:
        """Replace a cell's text by typing, and run it."""
        cell.scroll_into_view_if_needed()
        if cell.locator(".jp-RenderedMarkdown:visible").count():
            cell.locator(".jp-RenderedMarkdown").dblclick()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Control+Enter")

    def save(self) -> None:
        """Save the notebook, and wait until it is."""
        with self.page.expect_response(
            lambda answer: answer.request.method == "PUT" and ".ipynb" in answer.url and answer.ok
        ):
            self.page.keyboard.press("Control+s")

    # --- the formgrader

    def open_formgrader(self, path: str = "") -> None:
        """Open the course's formgrader."""
        host = self.hub.url.replace("//", f"//{COURSE}--service.") if self.hub.subdomains else ""
        self.page.goto(f"{host or self.hub.url}/services/{COURSE}/formgrader/{path}")

"""Opening a notebook in JupyterLab or in Notebook 7, and running all of it."""

from __future__ import annotations

from playwright.sync_api import Page, TimeoutError, expect

__all__ = ["LAB", "NOTEBOOK", "open_in", "run_all", "texts", "wait_for_kernel"]

LAB, NOTEBOOK = "JupyterLab", "Notebook 7"
_PATHS = {LAB: "/lab/tree/", NOTEBOOK: "/notebooks/"}

_ATTEMPTS = 4
# Where a cell's input is folded away, another prompt stands in its place and gets no number.
_PROMPT = ".jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)"
_PROMPTS = f"[...document.querySelectorAll('{_PROMPT}')]"
# The indicator says idle also before there is a kernel.
_READY = """() => {
    const [name] = document.querySelectorAll('.jp-Toolbar-kernelName');
    const [sign] = document.querySelectorAll('.jp-Notebook-ExecutionIndicator');
    return name && sign && name.textContent != 'No Kernel' && sign.dataset.status == 'idle';
}"""
_DONE = f"{_PROMPTS}.every((one) => /[0-9]/.test(one.textContent))"


def open_in(page: Page, server, front: str, path: str) -> None:
    """Open a notebook and wait for its kernel."""
    page.goto(f"http://127.0.0.1:{server.port}{_PATHS[front]}{path}?reset&token={server.token}")
    expect(page.locator(".jp-Notebook-cell").first).to_be_visible(timeout=90_000)
    wait_for_kernel(page)


def wait_for_kernel(page: Page) -> None:
    """Wait for a notebook's kernel: before, JupyterLab asks for one, once a cell that is run."""
    page.wait_for_function(_READY, timeout=90_000)


def run_all(page: Page) -> None:
    """Run all cells; return when each has run."""
    for attempt in range(_ATTEMPTS):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            page.wait_for_function(_DONE, timeout=45_000)
            return
        except TimeoutError:
            # The front end drops what is run before its kernel is there, and does not say so.
            if attempt == _ATTEMPTS - 1:
                raise


def texts(page: Page, selector: str) -> list[str]:
    """Return the texts of all elements that a selector finds."""
    return page.locator(selector).all_inner_texts()

"""What all tests share: where things are, and what to do where the machine lacks something."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROME_OF_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

# The browser asks its makers' hosts for many things at start; no test needs them.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def unavailable(reason: str) -> NoReturn:
    """Skip the test, or fail it where everything must be there (HV_REQUIRE_ALL=1, as in CI)."""
    if os.environ.get("HV_REQUIRE_ALL") == "1":
        pytest.fail(f"HV_REQUIRE_ALL=1, and {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_captures() -> Path:
    """The recorded servers beside the checkout, which the project does not ship."""
    folder = ROOT.parent / "shared" / "captures"
    if not folder.is_dir():
        pytest.skip("the recorded servers of ../shared/captures are not here")
    return folder


@pytest.fixture(scope="session")
def student_python() -> Path:
    """The interpreter of the students' environment."""
    # Tests that run themselves as another user bring an environment that one can read.
    if given := os.environ.get("HV_STUDENT_PYTHON"):
        return Path(given)
    python = ROOT / ".venv-student" / "bin" / "python"
    if not python.exists():
        pytest.fail("there is no .venv-student: run make setup", pytrace=False)
    return python


@pytest.fixture(scope="session")
def needs_chromium() -> str:
    """The path of a Chromium or Chrome."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None and Path(CHROME_OF_MACOS).exists():
        found = CHROME_OF_MACOS
    return found or unavailable("there is no Chromium: run python3 tools/system.py")


@pytest.fixture(scope="session")
def browser(needs_chromium: str) -> Iterator[Browser]:
    """A headless Chromium; one for all tests, for Playwright runs once in a process."""
    options = [*QUIET, "--no-sandbox"] if os.getuid() == 0 else list(QUIET)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=needs_chromium, args=options)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def needs_isolation(student_python: Path) -> Path:
    """The students' interpreter, on a machine that has shown that it can isolate it."""
    from hvutils.errors import IsolationError
    from hvutils.grading.isolation.check import check_isolation

    try:
        check_isolation(student_python)
    except IsolationError as error:
        unavailable(f"kernels cannot be isolated: {error}")
    return student_python

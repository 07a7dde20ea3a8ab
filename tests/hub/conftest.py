"""A hub with real users for all tests of this room; they run as root and by `make test-hub`."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.browsing import ASSIGNMENT, Person
from tests.hub.coursework import ACTION
from tests.hub.hubs import COURSE, INSTALLED, Hub, ask_server, free_port, new_hub, start_server
from tests.hub.intruders import ADA, EVE, server_of

# On a busy machine a server takes a minute to start; what is there is found at once all the same.
expect.set_options(timeout=180_000)


def unavailable(reason: str) -> None:
    if os.environ.get("HV_REQUIRE_ALL") == "1" or os.environ.get("HV_HUB_TESTS") == "1":
        pytest.fail(f"the hub must be there, and {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def needs_hub(needs_isolation: Path) -> None:
    """A machine on which a hub with real users can run, and `make test-hub`."""
    if os.environ.get("HV_HUB_TESTS") != "1":
        pytest.skip("a real hub is tested by make test-hub")
    if os.geteuid() != 0:
        unavailable("only root can make users of this machine")
    for program in ("node", "useradd", "runuser"):
        if shutil.which(program) is None:
            unavailable(f"{program} is not here")
    if not (INSTALLED / "envs" / "whole").is_dir():
        unavailable(f"there are no environments in {INSTALLED}: run tools/hubs.py install")


@pytest.fixture(scope="session")
def hub(needs_hub: None) -> Iterator[Hub]:
    """A hub that runs, with a course, its people and a released assignment."""
    made = new_hub(free_port())
    try:
        made.lay_out()
        made.start()
        yield made
    finally:
        made.stop()
        kept = Path(__file__).resolve().parents[2] / "test-output" / "hub-logs"
        shutil.rmtree(kept, ignore_errors=True)
        if (made.top / "logs").exists():
            shutil.copytree(made.top / "logs", kept)
        made.remove()


@pytest.fixture(scope="session")
def people(hub: Hub, browser: Browser) -> Iterator[Callable[[str], Person]]:
    """Logs somebody in, each in a browser of their own; the second time it is the same page."""
    there: dict[str, Person] = {}

    def person(name: str) -> Person:
        if name not in there:
            context = browser.new_context(viewport={"width": 1400, "height": 1000})
            page: Page = context.new_page()
            page.set_default_timeout(180_000)
            there[name] = Person(hub, name, page)
            there[name].log_in()
        return there[name]

    yield person
    for one in there.values():
        one.page.context.close()


@pytest.fixture(scope="module")
def ada_at_work(hub: Hub, people: Callable[[str], Person]) -> str:
    """Ada's server with a kernel that has run something; return the server's process."""
    people(ADA)
    people(EVE)
    if not (hub.top / "homes" / ADA / COURSE / ASSIGNMENT).is_dir():
        assert ask_server(ADA, "POST", "/assignments/fetch", ACTION)["success"]
    if not ask_server(ADA, "GET", "/api/kernels"):
        ask_server(ADA, "POST", "/api/kernels", {"name": "hypervisors"})
        time.sleep(5)
    return server_of(ADA)


@pytest.fixture(scope="module")
def server(hub: Hub) -> str:
    """Eve's server, in which the assignment is fetched; return her name."""
    start_server(hub, EVE)
    if not (hub.top / "homes" / EVE / COURSE / ASSIGNMENT).is_dir():
        answer = ask_server(EVE, "POST", "/assignments/fetch", ACTION)
        assert answer["success"], answer
    return EVE

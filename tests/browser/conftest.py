"""A real Chromium, and the two Jupyter servers that ``make lab`` starts."""

from __future__ import annotations

import importlib
import json
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

SHOTS = Path(__file__).resolve().parents[2] / "test-output" / "screenshots"

# JupyterLab takes its time on a busy machine; what is there is found at once all the same.
expect.set_options(timeout=30_000)


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page; what it shows at the end is kept as a picture, whether the test passes or not."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    SHOTS.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    page.screenshot(path=SHOTS / f"{name}.png")
    context.close()


@pytest.fixture(scope="session")
def servers(needs_isolation: Path, repo_root: Path, tmp_path_factory: pytest.TempPathFactory):
    """The student's and the instructor's server, on a demo of their own."""
    sys.path.insert(0, str(repo_root / "tools"))
    try:
        lab, demo = importlib.import_module("lab"), importlib.import_module("demo")
    finally:
        sys.path.remove(str(repo_root / "tools"))
    layout = demo.Demo(tmp_path_factory.mktemp("demo"))
    assert layout.lay_out()
    running = lab.start_servers(layout, free_ports())
    try:
        for server in running:
            server.wait()
        yield {server.name: server for server in running}
    finally:
        for server in running:
            server.stop()


@pytest.fixture(scope="session")
def bench(repo_root: Path, tmp_path_factory: pytest.TempPathFactory):
    """A Jupyter server on an empty folder, as a student alone at home starts it."""
    sys.path.insert(0, str(repo_root / "tools"))
    try:
        starting, demo = importlib.import_module("servers"), importlib.import_module("demo")
    finally:
        sys.path.remove(str(repo_root / "tools"))
    folder, settings = tmp_path_factory.mktemp("bench"), tmp_path_factory.mktemp("settings")
    (settings / "labconfig").mkdir()
    off = {"disabledExtensions": {demo._NEWS: True}}
    for name, data in (("page_config", off), ("default_setting_overrides", demo._LAB_SETTINGS)):
        (settings / "labconfig" / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    server = starting.start("bench", free_ports(), folder, settings, "/lab")
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def free_ports() -> int:
    """Return a port that is free, and whose successor is free."""
    for port in range(18_888, 19_888, 2):
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise OSError("no two free ports")

"""Notebooks by a link, for a course without an exchange: nbgitpuller, from git over HTTP."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.hub.hubs import ROOT

pytestmark = pytest.mark.browser

STUDENT = "hvt-ben"
NOTEBOOK = Path("release", "recon", "recon.ipynb")


class GitServer(http.server.BaseHTTPRequestHandler):
    """Serves what lies in a folder as forges do: nbgitpuller asks for the newest commit alone."""

    root: Path

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        done = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, capture_output=True
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        return


class Repository:
    """A repository of released notebooks, and the address where students' git finds it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.work, self.bare = folder / "work", folder / "course.git"
        self.address = f"http://127.0.0.1:{port}/course.git"
        shutil.copytree(ROOT / NOTEBOOK.parent, self.work / NOTEBOOK.parent)
        self._git("init", "--quiet", "--initial-branch=main")
        self.publish("Release Recon")

    def publish(self, words: str) -> None:
        self._git("add", ".")
        self._git("-c", "user.name=ines", "-c", "user.email=i@example.org", "commit", "-qm", words)
        shutil.rmtree(self.bare, ignore_errors=True)
        self._git("clone", "--quiet", "--bare", ".", str(self.bare))

    def _git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.work, check=True)


@pytest.fixture
def repository(tmp_path) -> Iterator[Repository]:
    handler = type("Handler", (GitServer,), {"root": tmp_path})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Repository(tmp_path, server.server_address[1])
    finally:
        server.shutdown()


def test_a_link_brings_notebooks_and_updates_leave_a_students_work(hub, people, repository):
    student = people(STUDENT)
    done = hub.command("link", repository.address, str(NOTEBOOK), "--hub", hub.url)
    link = done.stdout.strip()
    home = hub.top / "homes" / STUDENT / "course"
    student.page.goto(link)
    heading = student.page.get_by_role("heading", name="Hypervisor Recon")
    expect(heading).to_be_visible()
    student.shot("a-git-pull")
    mine = home / NOTEBOOK
    assert mine.owner() == STUDENT
    # The student writes; the course publishes something else.
    notebook = json.loads(mine.read_text())
    notebook["cells"][-1]["source"] = "The student's words."
    mine.write_text(json.dumps(notebook))
    (repository.work / "release" / "news.md").write_text("A correction.")
    repository.publish("Correct something")
    student.page.goto(link)
    expect(heading).to_be_visible()
    assert "The student's words." in mine.read_text()
    assert (home / "release" / "news.md").read_text() == "A correction."

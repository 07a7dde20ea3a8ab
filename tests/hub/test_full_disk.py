"""A full disk: the exchange's, a student's own, the hub's. Each is said, and nothing is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub import health, serve
from hub.courses import Course, write_courses
from hub.errors import HubError
from hub.places import Places
from hub.ports import Ports
from tests.hub.browsing import ASSIGNMENT
from tests.hub.coursework import submit
from tests.hub.hubs import COURSE, Hub, ask_server
from tests.hub.intruders import EVE

NOTEBOOK = f"/api/contents/{COURSE}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"


@contextmanager
def disk_at(folder: Path, options: str) -> Iterator[None]:
    """A disk of its own in the place of a folder."""
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def submissions(hub: Hub, name: str) -> list[Path]:
    return sorted((hub.exchange / "inbound").glob(f"{name}+{ASSIGNMENT}+*"))


def test_a_full_exchange_loses_nothing_and_is_said(hub, server):
    """The exchange lies on a disk of its own, which is full."""
    inbound = hub.exchange / "inbound"
    before, status = submissions(hub, EVE), inbound.stat()
    with disk_at(inbound, f"size=16k,mode=3733,uid={status.st_uid},gid={status.st_gid}"):
        answer = submit(EVE)
        assert not answer["success"]
        assert answer["value"].startswith("Nothing was handed in: the disk is full.")
        assert "Traceback" not in answer["value"]
        assert list(inbound.iterdir()) == []
        stays = hub.top / "homes" / EVE / COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        assert json.loads(stays.read_text())["cells"]
    assert submissions(hub, EVE) == before
    listed = ask_server(EVE, "GET", f"/assignments?course_id={COURSE}")["value"]
    handed = [row for row in listed if row["status"] == "submitted"]
    assert sum(len(row["submissions"]) for row in handed) == len(before)
    assert submit(EVE)["success"]


def test_a_full_home_keeps_the_notebook_as_it_was_saved_and_says_so(hub, server):
    """Saving and handing in: the student is told, and the file of before stays whole."""
    folder = hub.top / "homes" / EVE / COURSE / ASSIGNMENT
    saved = folder / f"{ASSIGNMENT}.ipynb"
    text, status = saved.read_bytes(), folder.stat()
    handed = submissions(hub, EVE)
    size = len(text) // 1024 + 40
    with disk_at(folder, f"size={size}k,mode=755,uid={status.st_uid},gid={status.st_gid}"):
        saved.write_bytes(text)
        shutil.chown(saved, EVE)
        with (folder / "full").open("wb", buffering=0) as full, pytest.raises(OSError, match="28"):
            while True:
                full.write(b"x" * 4096)
        content = json.loads(text)
        content["cells"][-1]["source"] = "More than there is room for. " * 10_000
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask_server(EVE, "PUT", NOTEBOOK, {"type": "notebook", "content": content})
        answer = json.loads(refused.value.read())
        assert refused.value.code == 500 and "No space left on device" in answer["message"]
        assert saved.read_bytes() == text
    assert saved.read_bytes() == text
    assert submissions(hub, EVE) == handed
    # The copy that nbgrader keeps in the home is no reason to hand in half.
    cache = hub.top / "homes" / EVE / ".local" / "share" / "jupyter" / "nbgrader_cache"
    assert hub.as_user(EVE, f"mkdir -p {cache}").returncode == 0
    with disk_at(cache, f"size=16k,mode=700,uid={status.st_uid},gid={status.st_gid}"):
        answer = submit(EVE)
        assert not answer["success"]
        assert answer["value"].startswith("Nothing was handed in: the disk is full.")
        assert submissions(hub, EVE) == handed
    assert submit(EVE)["success"]


def test_a_hub_on_a_full_disk_does_not_start_and_its_health_says_why(tmp_path, monkeypatch):
    places = Places(tmp_path)
    write_courses(places.list_of_courses, {"hv": Course("hv", 1)})
    monkeypatch.setattr(serve, "command_of_proxy", lambda *_: [])
    monkeypatch.setattr(serve, "refuse_faults", lambda *_, **__: None)
    little = shutil._ntuple_diskusage(10**9, 10**9, 10 * 1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: little)
    with pytest.raises(HubError, match=r"only 10 MB are free in .*: make room first"):
        serve.check(places, Ports(23_456))
    (disk,) = [row for row in health.look(places, Ports(23_456)) if row.name == "disk"]
    assert not disk.well and "students cannot hand in on a full disk" in disk.says

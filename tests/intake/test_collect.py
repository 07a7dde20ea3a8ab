"""nbgrader collect: whose work it is, and that nothing is followed."""

from __future__ import annotations

import errno
import getpass
import logging
import os
import shutil
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from traitlets.config import Config

from hvutils.grading.plugins import CheckedCollect

ME = getpass.getuser()
EARLY, LATE = "2026-11-24 10:00:00.000000 UTC", "2026-11-24 12:00:00.000000 UTC"


class Exchange:
    """An exchange with what students put into it, and a course that collects."""

    def __init__(self, top: Path, gradebook: Path) -> None:
        self.top = top
        self.inbound = top / "exchange" / "hypervisors" / "inbound"
        self.inbound.mkdir(parents=True)
        (top / "exchange").chmod(0o777)
        (top / "course").mkdir()
        shutil.copy(gradebook, top / "course" / "gradebook.db")

    def put(self, student: str, stamp: str = EARLY, text: str = "mine") -> Path:
        folder = self.inbound / f"{student}+recon+{stamp}+x1"
        folder.mkdir()
        (folder / "recon.ipynb").write_text(text)
        (folder / "timestamp.txt").write_text(stamp)
        return folder

    def collect(self, **settings: object) -> list[str]:
        """Collect, and return what was refused."""
        app = self.collector(**settings)
        app.start()
        refused: list[str] = app.refused
        return refused

    def collector(self, **settings: object) -> CheckedCollect:
        """Return what collects."""
        config = Config()
        config.CourseDirectory.root = str(self.top / "course")
        config.CourseDirectory.course_id = "hypervisors"
        config.CourseDirectory.assignment_id = "recon"
        config.Exchange.root = str(self.top / "exchange")
        config.CheckedCollect.update(settings)
        course = CourseDirectory(config=config)
        return CheckedCollect(coursedir=course, config=config)

    def collected(self, student: str) -> str | None:
        path = self.top / "course" / "submitted" / student / "recon" / "recon.ipynb"
        return path.read_text() if path.exists() else None


@pytest.fixture(scope="module")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook of the course, which takes seconds to make."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader looks for alembic, which lies beside this Python, in PATH.
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        with Gradebook(f"sqlite:///{path}", "hypervisors") as gradebook:
            gradebook.update_or_create_assignment("recon")
    return path


@pytest.fixture
def exchange(tmp_path: Path, empty_gradebook: Path) -> Exchange:
    """An exchange in a temporary folder."""
    return Exchange(tmp_path, empty_gradebook)


def test_the_newest_of_ones_own_is_collected_once(exchange):
    exchange.put(ME)
    exchange.put(ME, LATE, "newer")
    assert exchange.collect() == []
    assert exchange.collected(ME) == "newer"
    exchange.put(ME, "2026-11-24 13:00:00.000000 UTC", "newest")
    exchange.collect()
    assert exchange.collected(ME) == "newer"
    exchange.collect(update=True)
    assert exchange.collected(ME) == "newest"
    folder = exchange.top / "course" / "submitted" / ME
    assert [path.name for path in folder.iterdir()] == ["recon"]


def test_what_another_owns_is_refused_and_replaces_nothing(exchange):
    if os.getuid() != 0:
        pytest.skip("only root can give a folder to somebody else")
    exchange.put(ME)
    forged = exchange.put(ME, LATE, "not mine")
    os.chown(forged, 65534, 65534)
    (refused,) = exchange.collect()
    assert "claims to be" in refused and "nobody" in refused
    assert exchange.collected(ME) == "mine"


def test_a_claim_for_somebody_else_is_refused(exchange, caplog):
    exchange.put("ada")
    with caplog.at_level(logging.ERROR):
        (refused,) = exchange.collect()
    assert f"it claims to be 'ada''s, and '{ME}' owns it" in refused
    assert exchange.collected("ada") is None
    assert exchange.collect(check_owner=False) == []
    assert exchange.collected("ada") == "mine"


@pytest.mark.parametrize("student", ["..", "--help", "<img src=x onerror=flag()>", ".ssh", "a*"])
def test_a_name_that_is_none_is_refused(exchange, student):
    exchange.put(student)
    exchange.put(ME)
    (refused,) = exchange.collect(check_owner=False)
    assert "can be no user name" in refused
    assert exchange.collected(ME) == "mine"
    assert not (exchange.top / "course" / "recon").exists()


def test_a_time_that_is_none_stops_nobody(exchange):
    exchange.put("eve", "soon")
    exchange.put("eve", "2026-11-24 10:00:00 ..|tmp")
    exchange.put(ME)
    assert len(exchange.collect(check_owner=False)) == 2
    assert exchange.collected(ME) == "mine"


def test_links_pipes_and_second_names_are_left_out(exchange, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    folder = exchange.put(ME)
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    os.link(tmp_path / "secret.txt", folder / "second.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "data").symlink_to(tmp_path)
    (folder / "good.txt").write_text("good")
    refused = exchange.collect()
    assert len(refused) == 4
    there = exchange.top / "course" / "submitted" / ME / "recon"
    names = sorted(path.name for path in there.iterdir())
    assert names == ["good.txt", "recon.ipynb", "timestamp.txt"]


def test_a_linked_folder_is_refused(exchange, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (exchange.inbound / f"{ME}+recon+{EARLY}+x2").symlink_to(tmp_path / "elsewhere")
    (refused,) = exchange.collect()
    assert "it is no folder" in refused


def test_what_is_too_large_is_refused_and_stops_nobody(exchange):
    folder = exchange.put("eve")
    with (folder / "huge.bin").open("wb") as file:
        file.truncate(10**12)
    exchange.put(ME)
    (refused,) = exchange.collect(check_owner=False)
    assert "too large" in refused
    assert exchange.collected(ME) == "mine"
    assert exchange.collected("eve") is None


def test_a_disk_that_is_full_is_nobodys_fault_and_ends_the_collecting(exchange, monkeypatch):
    exchange.put(ME)

    def full(self: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(ExchangeError, match="No space left on device; make room there"):
            exchange.collect()
    assert exchange.collected(ME) is None
    assert list((exchange.top / "course" / "submitted").rglob("*.new")) == []
    assert exchange.collect() == []
    assert exchange.collected(ME) == "mine"


def test_a_course_that_is_not_there_is_named(exchange):
    exchange.inbound.rmdir()
    with pytest.raises(ExchangeError, match="Course not found"):
        exchange.collect()


def test_what_is_taken_away_while_it_is_looked_at_stops_nobody(exchange):
    first, second = exchange.put(ME, EARLY), exchange.put(ME, LATE)
    collector = exchange.collector()
    collector.inbound_path, collector.refused = str(exchange.inbound), []
    handed_in = collector._handed_in()
    assert next(handed_in).folder == first
    shutil.rmtree(second)
    assert list(handed_in) == []
    assert "cannot be read (No such file or directory)" in collector.refused[0]


@pytest.mark.parametrize("inside", [EARLY, "yesterday", None], ids=["earlier", "none", "missing"])
def test_the_time_that_counts_is_the_one_that_was_looked_at(exchange, inside):
    stamp = exchange.put(ME, LATE) / "timestamp.txt"
    if inside is None:
        stamp.unlink()
    else:
        stamp.write_text(inside)
    refused = exchange.collect()
    folder = exchange.top / "course" / "submitted" / ME / "recon"
    assert (folder / "timestamp.txt").read_text().strip() == LATE
    assert any("says another time than its name" in reason for reason in refused) == (
        inside == EARLY
    )

"""``hv doctor``: each check fails for real where that can be brought about, and says what to do."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hvutils import cli
from hvutils.grading.doctor import course, machine, rows, software
from hvutils.grading.doctor.rows import Status
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.running.settings import load_settings

pytestmark = pytest.mark.grading


@pytest.fixture
def folder(tmp_path, repo_root):
    """A course with an exchange of its own, in which all is well."""
    place = tmp_path / "course"
    (place / "source" / "recon").mkdir(parents=True)
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    for name, mode in (("inbound", 0o733), ("outbound", 0o755)):
        (exchange / "hypervisors" / name).mkdir(parents=True)
        (exchange / "hypervisors" / name).chmod(mode)
    configure(place, repo_root, f"c.Exchange.root = {str(exchange)!r}")
    return place


def configure(place: Path, repo_root: Path, *lines: str) -> None:
    first = f"load_subconfig('nbgrader_config.py', path={str(repo_root)!r})"
    text = "\n".join(["c = get_config()", first, *lines, ""])
    (place / "nbgrader_config.py").write_text(text)


def look(place: Path, check: str) -> rows.Row:
    checks = course.course_checks(load_settings(place))
    (row,) = rows.examine([one for one in checks if one.name == check])
    return row


def look_at_machine(check: str, limits: Limits | None = None, unsafe: bool = False) -> rows.Row:
    checks = machine.machine_checks(limits or Limits(), (), unsafe=unsafe)
    (row,) = rows.examine([one for one in checks if one.name == check])
    return row


def test_a_machine_that_can_grade_passes(folder, needs_isolation, capsys, monkeypatch):
    monkeypatch.setattr(machine, "student_python", lambda: needs_isolation)
    monkeypatch.setattr(software, "student_python", lambda: needs_isolation)
    assert cli.main(["doctor", "--course", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row for row in found if row["status"] == "fail"] == []
    assert {"isolation, tried", "gradebook", "exchange", "clock"} <= {row["check"] for row in found}
    assert all(row["remedy"] for row in found if row["status"] != "ok")


def test_what_fails_gives_exit_code_1_and_a_table(folder, capsys, monkeypatch, needs_isolation):
    monkeypatch.setattr(machine, "student_python", lambda: needs_isolation)
    monkeypatch.setattr(software, "student_python", lambda: needs_isolation)
    shutil.rmtree(folder.parent / "exchange")
    assert cli.main(["doctor", "--course", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert "1 to be mended before grading" in shown
    assert "what to do" in shown


def test_a_folder_that_is_no_course_is_bad_input(tmp_path, capsys):
    assert cli.main(["doctor", "--course", str(tmp_path)]) == 2
    assert "is no course" in capsys.readouterr().err


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit):
        cli.main(["doctor", "--help"])
    assert "example: hv doctor" in capsys.readouterr().out


def test_a_missing_exchange(folder):
    shutil.rmtree(folder.parent / "exchange")
    row = look(folder, "exchange")
    assert row.status is Status.FAIL
    assert "mkdir -p" in row.remedy


def test_an_exchange_that_is_closed(folder):
    (folder.parent / "exchange").chmod(0o755)
    row = look(folder, "exchange")
    assert row.status is Status.FAIL
    assert "chmod 777" in row.remedy


@pytest.mark.parametrize(
    ("name", "mode", "words"),
    [
        ("inbound", 0o755, "hand in there"),
        ("inbound", 0o737, "not to look"),
        ("outbound", 0o750, "able to read it"),
        ("outbound", 0o777, "not to write"),
    ],
)
def test_the_exchange_of_the_course(folder, name, mode, words):
    place = folder.parent / "exchange" / "hypervisors" / name
    place.chmod(mode)
    row = look(folder, "exchange of the course")
    assert row.status is Status.FAIL
    assert words in row.remedy
    # What it says mends it.
    subprocess.run(row.remedy.partition(": ")[2].split(), check=True)
    assert look(folder, "exchange of the course").status is Status.OK


def test_an_exchange_without_inbound(folder):
    (folder.parent / "exchange" / "hypervisors" / "inbound").rmdir()
    assert look(folder, "exchange of the course").status is Status.FAIL


def test_a_configuration_without_isolation(folder, repo_root):
    configure(folder, repo_root, "c.Autograde.autograde_preprocessors = []")
    row = look(folder, "configuration")
    assert row.status is Status.FAIL
    assert "IsolatedExecute" in row.found


def test_a_configuration_that_releases_keys(folder, repo_root):
    configure(folder, repo_root, "c.CourseDirectory.ignore = ['*.pyc']")
    row = look(folder, "configuration")
    assert row.status is Status.FAIL
    assert "keys would be released" in row.found


def test_keys_that_cannot_be_read_or_disagree(folder, repo_root):
    assert look(folder, "keys").status is Status.WARN
    place = folder / "source" / "recon"
    for name in ("recon.ipynb", "recon.key.toml"):
        shutil.copy(repo_root / "source" / "recon" / name, place)
    assert look(folder, "keys").status is Status.OK
    key = place / "recon.key.toml"
    right = key.read_text()
    key.write_text(right.replace('"nothing either way"', '"nothing at all"', 1))
    row = look(folder, "keys")
    assert (row.status, "not among the options" in row.found) == (Status.FAIL, True)
    assert "hv course check" in row.remedy
    key.write_text("[questions.audit\n")
    assert "key 'recon.key.toml' is no TOML" in look(folder, "keys").found
    key.unlink()
    assert "there is no key 'recon.key.toml'" in look(folder, "keys").found


def test_a_gradebook_that_is_none(folder):
    (folder / "gradebook.db").write_text("this is no database, and longer than a header is" * 9)
    row = look(folder, "gradebook")
    assert row.status is Status.FAIL
    assert row.found


def test_a_gradebook_that_is_locked(folder, monkeypatch):
    from hvutils.grading.running import gradebook

    monkeypatch.setattr(gradebook, "_PATIENCE", 0.1)
    with sqlite3.connect(folder / "gradebook.db") as other:
        other.execute("CREATE TABLE assignment (id)")
        other.commit()
        other.execute("BEGIN EXCLUSIVE")
        row = look(folder, "gradebook")
        other.rollback()
    assert row.status is Status.FAIL
    assert "locked" in f"{row.found} {row.remedy}"


def test_a_gradebook_on_a_server_that_is_not_there(folder, repo_root):
    configure(folder, repo_root, "c.CourseDirectory.db_url = 'postgresql://127.0.0.1:1/none'")
    row = look(folder, "gradebook")
    assert row.status is Status.FAIL
    assert row.remedy


def test_sources_that_all_can_read(folder):
    (folder / "source").chmod(0o755)
    folder.chmod(0o755)
    row = look(folder, "course folder")
    assert row.status is Status.WARN
    subprocess.run(row.remedy.split(), check=True)
    assert not stat.S_IMODE((folder / "source").stat().st_mode) & 0o005
    assert look(folder, "course folder").status is Status.OK


def test_a_disk_that_is_nearly_full(folder, monkeypatch):
    usage = shutil.disk_usage(folder)
    for free, status in ((1, Status.FAIL), (1024**3, Status.WARN)):
        monkeypatch.setattr(shutil, "disk_usage", lambda path, free=free: usage._replace(free=free))
        assert look(folder, "disk of the course").status is status


def test_a_clock_that_was_never_set(folder, monkeypatch):
    monkeypatch.setattr(course.time, "time", lambda: 86400.0)
    assert look(folder, "clock").status is Status.FAIL


def test_a_file_server_with_another_time(folder, monkeypatch):
    now = course.time.time()
    monkeypatch.setattr(course.time, "time", lambda: now + 100)
    row = look(folder, "clock")
    assert row.status is Status.WARN
    assert "-100 s" in row.found or "-99 s" in row.found


def test_no_bubblewrap(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    row = look_at_machine("bubblewrap")
    assert row.status is Status.FAIL
    assert "apt install bubblewrap" in row.remedy


def test_another_system(monkeypatch):
    monkeypatch.setattr(machine.sys, "platform", "darwin")
    assert look_at_machine("operating system").status is Status.FAIL


def test_a_processor_without_a_filter(monkeypatch):
    monkeypatch.setattr(machine.platform, "machine", lambda: "riscv64")
    assert look_at_machine("operating system").status is Status.FAIL


def test_no_system_call_filter(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "_ACTIONS_FILE", tmp_path / "none")
    assert look_at_machine("system call filter").status is Status.FAIL
    (tmp_path / "none").write_text("allow trace")
    assert look_at_machine("system call filter").status is Status.FAIL


def test_limits_that_this_user_may_not_set():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        row = look_at_machine("limits", Limits(open_files=hard + 1))
        assert row.status is Status.FAIL
        assert "open_files" in row.found


def test_little_memory():
    row = look_at_machine("memory", Limits(total_memory=1024**5))
    assert row.status is Status.WARN
    assert "--workers" in row.remedy


def test_isolation_that_is_switched_off():
    row = look_at_machine("isolation, tried", unsafe=True)
    assert row.status is Status.WARN
    assert "unsafe_no_sandbox" in row.found


def test_isolation_that_fails(monkeypatch, tmp_path, student_python):
    monkeypatch.setattr(machine, "student_python", lambda: student_python)
    monkeypatch.setenv("PATH", str(tmp_path))
    row = look_at_machine("isolation, tried")
    assert row.status is Status.FAIL
    assert "bubblewrap" in row.remedy


def test_user_namespaces_that_are_switched_off(student_python, tmp_path_factory, tmp_path):
    from tests.grading.isolation.plain import make_plain_user, without_user_namespaces

    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o005)
    user = make_plain_user(student_python, tmp_path)
    code = (
        "from hvutils.grading.doctor import machine, rows\n"
        "row = rows.examine([rows.Check('x', machine._user_namespaces)])[0]\n"
        "print(row.status, row.remedy)"
    )
    assert user.run("-c", code).stdout.startswith("ok")
    run = user.run("-c", code, before=without_user_namespaces)
    assert run.stdout.startswith("fail sysctl -w user.max_user_namespaces")


@pytest.mark.parametrize(
    ("found", "status"),
    [("0.9.5", Status.FAIL), ("0.9.6", Status.OK), ("0.9.7", Status.OK), ("0.10.0", Status.WARN)],
)
def test_versions(found, status):
    supported = software.Supported("nbgrader", (0, 9, 6), (0, 10))
    row = software._judge(supported, found)
    assert row.status is status
    assert bool(row.remedy) == (status is not Status.OK)


def test_a_package_that_is_missing():
    row = software._package(software.Supported("no-such-package", (1,), (2,)))
    assert row.status is Status.FAIL


def test_a_students_environment_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setattr(software, "student_python", lambda: tmp_path / "python")
    assert rows.examine([rows.Check("x", software._kernel)])[0].status is Status.FAIL
    (row,) = rows.examine([rows.Check("x", software._environment)])
    assert row.status is Status.FAIL


def test_a_students_environment_that_holds_the_grader(monkeypatch):
    # Our own Python has all of hvutils, which the students' must not have.
    monkeypatch.setattr(software, "student_python", lambda: Path(sys.executable))
    (row,) = rows.examine([rows.Check("x", software._environment)])
    assert row.status is Status.FAIL
    assert "hvutils.grading" in row.found


def test_no_students_kernel(monkeypatch):
    monkeypatch.setattr("hvutils.grading.isolation.environment.KERNEL", "no-such-kernel")
    (row,) = rows.examine([rows.Check("x", software._kernel)])
    assert row.status is Status.FAIL
    assert "make setup" in row.remedy


def test_a_look_that_breaks_stops_no_other():
    def broken() -> rows.Row:
        raise ZeroDivisionError("oh")

    found = rows.examine([rows.Check("a", broken), rows.Check("b", lambda: rows.ok("fine"))])
    assert [row.status for row in found] == [Status.FAIL, Status.OK]

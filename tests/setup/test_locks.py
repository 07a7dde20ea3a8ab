"""The two locks: whole, hashed, alike, and at home in no place."""

import re
import tomllib
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "student/requirements.lock")
IMAGES = ("hub/kubernetes/images/student.lock", "hub/kubernetes/images/instructor.lock")
ALL = (*LOCKS, "hub/requirements.lock", *IMAGES)
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)( ; (?P<marker>.*?))? \\$")


def pins(lock: Path) -> dict[tuple[str, str], list[str]]:
    """Return the hashes by name and version; each line is a pin, a hash or a remark."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lock.read_text().splitlines():
        if pin := PIN.match(line):
            hashes = found.setdefault((pin[1], pin[2]), [])
        elif not line.lstrip().startswith("#"):
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line), line
            hashes.append(line)
    return found


def names(requirements: list[str]) -> set[str]:
    found = {re.split(r"[\[<>=!~; ]", item, maxsplit=1)[0].lower() for item in requirements}
    return {name.replace("_", "-") for name in found} - {"hvutils"}


@pytest.mark.parametrize("name", ALL)
def test_every_package_has_hashes(repo_root: Path, name: str) -> None:
    locked = pins(repo_root / name)
    assert len(locked) > 30
    assert not [pin for pin, hashes in locked.items() if not hashes]


@pytest.mark.parametrize("name", ALL)
def test_no_lock_names_a_place(repo_root: Path, name: str) -> None:
    text = (repo_root / name).read_text()
    assert not re.search(r"://|index-url|find-links|@ |\.(org|com|net|io)\b|^-", text, re.M)
    # Of this machine neither: the only paths are our own files, in the remarks.
    remarks = re.sub(r"\S*(pyproject\.toml|\.lock|\.in)\b\S*", "", text)
    assert "/" not in remarks


def test_the_students_lock_is_part_of_the_whole(repo_root: Path) -> None:
    whole, students = (pins(repo_root / name) for name in LOCKS)
    assert students.keys() < whole.keys()
    assert all(whole[pin] == hashes for pin, hashes in students.items())


def test_every_dependency_is_locked(repo_root: Path) -> None:
    project = tomllib.loads((repo_root / "pyproject.toml").read_text())
    wanted = names(project["project"]["dependencies"] + project["build-system"]["requires"])
    for items in project["project"]["optional-dependencies"].values():
        wanted |= names(items)
    wanted |= names(project["dependency-groups"]["dev"])
    assert not wanted - {name for name, _ in pins(repo_root / LOCKS[0])}


def test_the_students_dependencies_are_the_extra_lab(repo_root: Path) -> None:
    whole = tomllib.loads((repo_root / "pyproject.toml").read_text())["project"]
    student = tomllib.loads((repo_root / "student/pyproject.toml").read_text())["project"]
    assert student["dependencies"] == whole["optional-dependencies"]["lab"]
    assert student["requires-python"] == whole["requires-python"]
    locked = {name for name, _ in pins(repo_root / LOCKS[1])}
    assert not names(student["dependencies"]) - locked
    # The server and the autograder are the instructor's.
    assert not locked & {"nbgrader", "jupyterlab", "notebook", "jupyter-server", "rich"}


def test_a_students_server_has_the_versions_of_the_whole(repo_root: Path) -> None:
    whole, server = pins(repo_root / LOCKS[0]), pins(repo_root / "hub/requirements.lock")
    assert all(whole[pin] == hashes for pin, hashes in server.items())
    # Nothing that reads answers, and nothing of a student's kernel that the server does not need.
    assert not {name for name, _ in server} & {"hvutils", "nh3", "pandas", "distributed"}


def test_the_images_have_the_jupyterhub_of_the_chart(repo_root: Path) -> None:
    student, instructor = (pins(repo_root / name) for name in IMAGES)
    for lock in (student, instructor):
        (version,) = [version for name, version in lock if name == "jupyterhub"]
        assert version.startswith("5.")
    assert student.keys() <= instructor.keys()
    kernel = pins(repo_root / LOCKS[1])
    shared = {name for name, _ in kernel} & {name for name, _ in instructor}
    assert {pin for pin in kernel if pin[0] in shared} <= instructor.keys()

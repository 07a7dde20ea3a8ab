"""Imports go down only, and what students get imports nothing that they do not get."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE = {"errors", "bundle"}
LOW = BASE | {"captures", "tables"}
DATA = {"samples", "pool"}
MAY_IMPORT = {
    "errors": set(),
    "bundle": {"errors"},
    "friendly": set(),
    "tables": BASE,
    "captures": BASE | {"tables"},
    "samples": LOW,
    "pool": LOW,
    "parsers": LOW,
    "evidence": LOW | {"parsers"},
    "reporting": LOW | {"parsers", "evidence"},
    "judgement": LOW | {"parsers", "evidence", "reporting"},
    "verdict": LOW | {"parsers", "evidence", "reporting", "judgement"},
    "sets": LOW | DATA,
    "lab": LOW | DATA | {"parsers", "sets"},
    "grading": LOW | DATA | {"parsers", "sets", "evidence", "reporting", "judgement", "verdict"},
}
# What `from hvutils import …` means.
ATTRIBUTES = {"Capture": "captures", "Verdict": "verdict", "classify": "verdict"}


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield each module of hvutils with its room; the command line may import all."""
    package = root / "hvutils"
    for file in sorted(package.rglob("*.py")):
        room = file.relative_to(package).parts[0].removesuffix(".py")
        if room not in ("__init__", "__main__", "cli") and not room.endswith("_command"):
            yield room, file


def imports(file: Path, package: Path) -> set[str]:
    """Return the rooms that a module imports from, wherever in its text."""
    rooms = set()
    here = ("hvutils", *file.relative_to(package).parts[:-1])
    for node in ast.walk(ast.parse(file.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            names = [f"{module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and _is_import_module(node.func):
            names = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
        for name in names:
            parts = name.split(".")
            if parts[0] == "hvutils" and len(parts) > 1 and not parts[1].startswith("__"):
                rooms.add(ATTRIBUTES.get(parts[1], parts[1]))
    return rooms


def _is_import_module(function: ast.expr) -> bool:
    name = getattr(function, "id", getattr(function, "attr", ""))
    return name in ("import_module", "__import__")


def test_imports_go_down_only(repo_root: Path) -> None:
    wrong = []
    for room, file in modules(repo_root):
        assert room in MAY_IMPORT, f"{file} is in a room that has no rule: give {room} one here"
        for other in imports(file, repo_root / "hvutils") - MAY_IMPORT[room] - {room}:
            wrong.append(f"{file.relative_to(repo_root)} imports from {other}")
    assert not wrong, "\n".join(wrong)


def test_students_get_all_that_their_part_imports(repo_root: Path) -> None:
    student = tomllib.loads((repo_root / "student" / "pyproject.toml").read_text())
    hooks = student["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]
    allowed = {name.removesuffix(".py") for name in hooks["custom"]["allow"]}
    assert not allowed & {"judgement", "verdict", "evidence", "reporting", "grading", "cli"}
    for room, file in modules(repo_root):
        if room in allowed:
            beyond = imports(file, repo_root / "hvutils") - allowed
            assert not beyond, f"{file.relative_to(repo_root)} imports from {beyond}"


@pytest.mark.parametrize(
    "line",
    [
        "from hvutils import classify",
        "import hvutils.verdict",
        "from hvutils.verdict import Verdict",
        "from ..verdict import Verdict",
        "def late():\n    from hvutils import verdict",
        "import importlib\nimportlib.import_module('hvutils.verdict')",
    ],
)
def test_each_way_to_import_is_seen(tmp_path: Path, line: str) -> None:
    file = tmp_path / "lab" / "module.py"
    file.parent.mkdir()
    file.write_text(line)
    assert imports(file, tmp_path) == {"verdict"}

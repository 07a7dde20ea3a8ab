"""The two wheels: the whole one holds everything, the student's no answer and no marker."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

# Sub-packages by their folder, modules by their file.
FORBIDDEN = ("judgement", "verdict", "evidence", "grading", "cli")


@pytest.fixture(scope="module")
def wheels(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both wheels, built without asking any package index."""
    built = {}
    for name, source in (("whole", repo_root), ("student", repo_root / "student")):
        dist = tmp_path_factory.mktemp(name)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist]
        run = subprocess.run([*build, source], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        (built[name],) = dist.glob("*.whl")
    return built


def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tree(repo_root: Path, *rooms: str) -> set[str]:
    """Return the committed or new files of these rooms, as they should stand in a wheel."""
    found = set()
    for room in rooms:
        for file in (repo_root / "hvutils" / room).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                found.add(file.relative_to(repo_root).as_posix())
    return found


def test_the_whole_wheel_holds_everything(repo_root: Path, wheels: dict[str, Path]) -> None:
    held = contents(wheels["whole"])
    assert tree(repo_root, ".") <= held
    assert "hvutils/py.typed" in held
    assert any(name.startswith("hvutils/samples/") for name in held)
    assert any(name.startswith("hvutils/pool/") for name in held)


def test_the_students_wheel_holds_its_rooms(repo_root: Path, wheels: dict[str, Path]) -> None:
    rooms = ("captures", "parsers", "tables", "samples", "pool", "lab")
    held = contents(wheels["student"])
    assert tree(repo_root, *rooms) <= held
    assert {"hvutils/__init__.py", "hvutils/py.typed", "hvutils/errors.py"} <= held


def test_the_students_wheel_has_every_kernel_of_its_environment_tell_missing_names(
    wheels: dict[str, Path],
) -> None:
    with zipfile.ZipFile(wheels["student"]) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("ipython_config.json"))
        extensions = json.loads(archive.read(name))["InteractiveShellApp"]["extensions"]
    assert name.endswith(".data/data/etc/ipython/ipython_config.json")
    held = contents(wheels["student"])
    assert [f"{one.replace('.', '/')}.py" in held for one in extensions] == [True]


def test_the_students_wheel_holds_no_answers(wheels: dict[str, Path]) -> None:
    for name in contents(wheels["student"]):
        room = Path(name).parts[1].removesuffix(".py")
        assert room not in FORBIDDEN, name
        assert not name.endswith((".key.toml", ".pyc", ".ipynb")), name
        assert "grading" not in name, name
        # What a student draws from is probe output only; practice samples do show their verdict.
        if room == "pool":
            assert not name.endswith((".toml", ".json")) or "probes" in name, name


def test_the_wheels_have_one_version(wheels: dict[str, Path]) -> None:
    assert wheels["whole"].name.split("-")[1] == wheels["student"].name.split("-")[1]


def test_no_key_gets_in(repo_root: Path, tmp_path: Path) -> None:
    student = tmp_path / "student"
    student.mkdir()
    for name in ("allowed.py", "pyproject.toml"):
        (student / name).write_bytes((repo_root / "student" / name).read_bytes())
    pool = tmp_path / "hvutils" / "pool"
    pool.mkdir(parents=True)
    (pool / "recon.key.toml").touch()
    code = "import allowed; allowed.allowed_files()"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=student, capture_output=True, text=True, check=False
    )
    assert "hvutils/pool/recon.key.toml is a key where students get it" in run.stderr


def test_the_students_wheel_works(
    repo_root: Path, wheels: dict[str, Path], student_python: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheels["student"]) as archive:
        archive.extractall(tmp_path)
    files = [name for name in contents(wheels["student"]) if name.endswith(".py")]
    modules = sorted(name[:-3].replace("/", ".").removesuffix(".__init__") for name in files)
    assert {"hvutils.lab", "hvutils.captures", "hvutils.parsers", "hvutils.tables"} <= set(modules)
    # The fresh wheel goes before the one that is installed, which may be older.
    code = f"""
import importlib, sys
sys.path.insert(0, {str(tmp_path)!r})
for name in {modules!r}:
    module = importlib.import_module(name)
    assert module.__file__.startswith({str(tmp_path)!r}), module.__file__
from hvutils import Capture
import hvutils
try:
    hvutils.classify
except AttributeError as error:
    print(error)
"""
    run = subprocess.run(
        [student_python, "-I", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert "the students' wheel reads captures and leaves the verdict to you" in run.stdout

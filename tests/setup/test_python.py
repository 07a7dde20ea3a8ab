"""Which Python the set-up takes, and what it says of one that it cannot take."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASE = getattr(sys, "_base_executable", sys.executable)
OLD = "#!/bin/sh\n[ \"$1\" = -V ] && { echo 'Python 3.8.18'; exit 0; }\nexit 4\n"
STUB = "#!/bin/sh\necho 'command not found' >&2\nexit 127\n"


def executable(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def choose(repo_root: Path, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", repo_root / "tools" / "python.sh"],
        cwd=folder,
        env={"PATH": str(folder), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_stubs_and_old_ones_are_passed_over(repo_root: Path, tmp_path: Path) -> None:
    executable(tmp_path / "python3.13", STUB)
    executable(tmp_path / "python3.12", OLD)
    executable(tmp_path / "python3", f'#!/bin/sh\nexec "{BASE}" "$@"\n')
    chosen = choose(repo_root, tmp_path)
    assert (chosen.returncode, chosen.stderr) == (0, "")
    assert Path(chosen.stdout.strip()).samefile(BASE)


def test_the_python_of_the_environment_is_kept(repo_root: Path, tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    executable(tmp_path / ".venv" / "bin" / "python", f'#!/bin/sh\nexec "{BASE}" "$@"\n')
    executable(tmp_path / "python3.13", "#!/bin/sh\necho /other/python\n")
    assert Path(choose(repo_root, tmp_path).stdout.strip()).samefile(BASE)


def test_one_without_ensurepip_comes_second(repo_root: Path, tmp_path: Path) -> None:
    executable(tmp_path / "python3.13", "#!/bin/sh\necho /bare/python\nexit 3\n")
    assert choose(repo_root, tmp_path).stdout == "/bare/python\n"
    executable(tmp_path / "python3.11", "#!/bin/sh\necho /whole/python\n")
    assert choose(repo_root, tmp_path).stdout == "/whole/python\n"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "needs Python 3.11, 3.12 or 3.13, and python3 is Python 3.8.18: install one"),
        (
            {"PYTHON": "python3"},
            "PYTHON=python3 is Python 3.8.18, and this course needs Python 3.11",
        ),
        ({"PYTHON": "nope"}, "PYTHON=nope cannot be run: give the path of Python 3.11"),
    ],
)
def test_what_is_missing_is_one_sentence(
    repo_root: Path, tmp_path: Path, more: dict[str, str], sentence: str
) -> None:
    executable(tmp_path / "python3", OLD)
    chosen = choose(repo_root, tmp_path, **more)
    assert (chosen.returncode, chosen.stdout) == (2, "")
    assert sentence in chosen.stderr
    assert chosen.stderr.count("\n") == 1


def unsupported() -> list[str]:
    """Return the interpreters of this machine that the course does not support."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [str(path) for path in sorted(root.glob("versions/*/bin/python"))]
    names = ["python2.7", *(f"python3.{minor}" for minor in (6, 7, 8, 9, 10, 14, 15))]
    candidates += filter(None, map(shutil.which, names))
    code = "import sys; sys.exit((3, 11) <= sys.version_info[:2] <= (3, 13))"
    runs = (subprocess.run([path, "-c", code], capture_output=True) for path in candidates)
    return [run.args[0] for run in runs if run.returncode == 0]


def test_an_unsupported_python_says_so_itself(repo_root: Path) -> None:
    found = unsupported()
    if not found:
        pytest.skip("this machine has no Python but supported ones")
    for python in found:
        run = subprocess.run(
            [python, repo_root / "tools" / "setup.py"], capture_output=True, text=True, check=False
        )
        assert run.returncode == 2, python
        assert run.stderr.startswith("This course needs Python 3.11, 3.12 or 3.13, and this is")
        assert run.stderr.count("\n") == 1

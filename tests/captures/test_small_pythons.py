"""The reader in a Python that lacks much, as a browser's does; tests/pyodide runs a real one."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

# Source: Pyodide's documentation, "Pyodide Python compatibility": removed or not working modules.
LACKING = (
    *("_bz2", "_ctypes", "_curses", "_lzma", "_multiprocessing", "_posixsubprocess", "_sqlite3"),
    *("_ssl", "bz2", "concurrent.futures.process", "ctypes", "curses", "fcntl", "grp", "lzma"),
    *("multiprocessing", "pty", "pwd", "resource", "ssl", "subprocess", "syslog", "termios"),
    *("threading", "tty", "numpy", "pandas", "rich"),
)
BEGIN = f"""
import sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name in {LACKING!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Without())
for name in {LACKING!r}:
    sys.modules.pop(name, None)
from pathlib import Path
import hvutils
from hvutils.errors import HvError
"""


def ran(code: str, *arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_golden_machine_is_judged(repo_root: Path) -> None:
    folder = repo_root / "tests" / "reader" / "golden"
    told = ran(
        """
machines = [path.parent for path in Path(sys.argv[1]).glob("*/expected.json")]
for path in machines:
    verdict = hvutils.classify(path)
    assert str(verdict) and verdict._repr_mimebundle_() and verdict.to_json()
print(len(machines))
""",
        folder,
    )
    assert int(told) == len(list(folder.glob("*/expected.json")))


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ("w:gz", "guest of kvm"),
        ("w:xz", "cannot unpack xz, for it has no 'lzma': repack it with gzip"),
        ("w:bz2", "cannot unpack bzip2, for it has no 'bz2': repack it with gzip"),
    ],
)
def test_archives_that_cannot_be_unpacked_say_so(tmp_path: Path, mode: str, sentence: str) -> None:
    probe = tmp_path / "lscpu.txt"
    probe.write_text("Architecture: x86_64\nHypervisor vendor: KVM\n")
    path = tmp_path / "web-01.tar"
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        archive.add(probe, "web-01/lscpu.txt")
    code = """
try:
    print(hvutils.classify(sys.argv[1]))
except HvError as error:
    print(error)
"""
    assert sentence in ran(code, path)

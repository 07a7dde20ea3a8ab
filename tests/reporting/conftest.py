from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def golden(repo_root: Path) -> Path:
    return repo_root / "tests" / "reader" / "golden"


@pytest.fixture(scope="session")
def hv() -> Run:
    """Runs ``hv`` in pipes."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hvutils", *map(str, arguments)],
            **{
                "capture_output": True,
                "encoding": "utf-8",
                "timeout": 120,
                "check": False,
                "cwd": ROOT,
                "env": {**os.environ, "PYTHONPATH": str(ROOT)},
                **options,
            },
        )

    return run


HOSTILE = '<script>alert("x")</script>|`*_\x1b[31m=1+1'


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A machine whose lines hold what terminals, browsers and spreadsheets would obey."""
    folder = tmp_path / "=cmd()<b>"
    folder.mkdir()
    text = f"Hypervisor vendor: KVM\nVirtualization type: full\nModel name: {HOSTILE}\n"
    (folder / "lscpu<i>.txt").write_text(text)
    dmi = "System Information\n\tManufacturer: QEMU\n\tProduct Name: " + HOSTILE + "\n"
    (folder / "dmidecode.txt").write_text(
        "# dmidecode 3.3\nHandle 0x0100, DMI type 1, 27 bytes\n" + dmi
    )
    return folder

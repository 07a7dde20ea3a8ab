"""What could not be read stands in the verdict, whatever its format."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hvutils import Capture, classify

LSCPU = "Hypervisor vendor: Xen\nVirtualization type: none\n"


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Return a machine with a pipe, a binary file, and a file that is too large for 1 MiB."""
    top = tmp_path / "web-01"
    top.mkdir()
    (top / "lscpu.txt").write_text(LSCPU, encoding="utf-8")
    (top / "lsmod.txt").write_bytes(bytes(range(256)) * 8)
    (top / "dmesg.txt").write_text("x" * (1 << 20) + "\n", encoding="utf-8")
    os.mkfifo(top / "lspci.txt")
    return top


ARGUMENTS = {
    "card": (),
    "json": ("--json",),
    "csv": ("--format", "csv"),
    "markdown": ("--format", "markdown"),
    "html": ("--format", "html"),
    "table": ("--format", "table"),
    "explained": ("--explain",),
}


@pytest.mark.parametrize("form", ARGUMENTS)
def test_each_format_names_what_could_not_be_read(damaged: Path, hv, form: str) -> None:
    done = hv("classify", "--probe-mib", "1", *ARGUMENTS[form], damaged)
    assert done.returncode == 2
    for name in ("lsmod", "dmesg", "lspci"):
        assert name in done.stdout
        assert name in done.stderr


def test_json_gives_files_and_reasons(damaged: Path, hv) -> None:
    done = hv("classify", "--json", "--probe-mib", "1", damaged)
    unread = {row["file"]: row["reason"] for row in json.loads(done.stdout)["unread"]}
    assert list(unread) == ["dmesg.txt", "lsmod.txt", "lspci.txt"]
    assert "larger than 1,048,576 bytes, the setting probe_bytes" in unread["dmesg.txt"]
    assert "save the command's output as text" in unread["lsmod.txt"]
    assert "write the probe's text into one" in unread["lspci.txt"]


def test_a_larger_limit_reads_the_probe(damaged: Path, hv) -> None:
    done = hv("classify", "--json", "--probe-mib", "2", damaged)
    assert [row["file"] for row in json.loads(done.stdout)["unread"]] == ["lsmod.txt", "lspci.txt"]


@pytest.mark.parametrize("size", ["0", "-1", "a", "1e3", "9999999999"])
def test_a_limit_that_is_none(damaged: Path, hv, size: str) -> None:
    done = hv("classify", "--probe-mib", size, damaged)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_card_in_a_notebook_names_it(damaged: Path) -> None:
    verdict = classify(Capture.load(damaged))
    assert [item.name for item in verdict.unread] == ["lsmod.txt", "lspci.txt"]
    assert "Could not be read" in str(verdict)
    assert "Could not be read" in verdict._repr_mimebundle_()["text/html"]


def test_nothing_recognised_says_what_could_not_be_read(damaged: Path, hv) -> None:
    (damaged / "lscpu.txt").write_text("hello\n", encoding="utf-8")
    done = hv("classify", damaged)
    assert "no probe output recognised in 'web-01'" in done.stderr
    assert "'lsmod.txt' is binary" in done.stderr

"""``hv classify`` as people and scripts meet it, bad input above all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
VMWARE, XEN = GOLDEN / "vmware-guest-type-open", GOLDEN / "xen-dom0"


def hv(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hvutils", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def test_card_of_one_machine() -> None:
    done = hv("classify", VMWARE)
    assert (done.returncode, done.stderr) == (0, "")
    for wanted in ("vmware", "undetermined", "dmidecode.txt:14", "Hypervisor vendor: VMware"):
        assert wanted in done.stdout


def test_a_row_a_machine() -> None:
    done = hv("classify", VMWARE, XEN)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    assert "…" not in done.stdout


def test_json_lines(schema: Draft202012Validator) -> None:
    done = hv("classify", "--json", VMWARE, XEN)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [verdict["hypervisor"] for verdict in verdicts] == ["vmware", "xen"]
    for verdict in verdicts:
        schema.validate(verdict)


def test_one_file() -> None:
    done = hv("classify", "--json", XEN / "lscpu.txt")
    assert json.loads(done.stdout)["role"] == "host"


def test_version() -> None:
    assert hv("--version").stdout.startswith("hv ")


def test_this_machine(schema: Draft202012Validator) -> None:
    done = hv("classify", "--json")
    if done.returncode:
        # A machine without any probe, such as macOS, is told so.
        assert "none of the probes" in done.stderr
    else:
        schema.validate(json.loads(done.stdout))


# --- Bad input: one sentence that names it, exit code 2, and everything else goes on. ---------


def bad(folder: Path, kind: str) -> Path:
    path = folder / kind
    match kind:
        case "missing":
            return path
        case "empty":
            path.mkdir()
        case "no-probe":
            path.mkdir()
            (path / "notes.txt").write_text("nothing of use\n")
        case "binary":
            path.write_bytes(bytes(range(256)) * 64)
        case "huge":
            # Sparse: it has the size and takes no room.
            with path.open("wb") as file:
                file.truncate(1 << 30)
        case "pipe":
            os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("missing", "there is no capture at"),
        ("empty", "it is empty"),
        ("no-probe", "no probe output recognised in 'no-probe'"),
        ("binary", "'binary' is binary"),
        ("huge", "'huge' is larger than"),
        ("pipe", "'pipe' is not a regular file"),
    ],
)
def test_bad_input(tmp_path: Path, kind: str, sentence: str) -> None:
    done = hv("classify", "--json", bad(tmp_path, kind), XEN)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert json.loads(done.stdout)["hypervisor"] == "xen"


def test_an_unreadable_probe_costs_that_probe_only(tmp_path: Path) -> None:
    folder = tmp_path / "machine"
    folder.mkdir()
    (folder / "lscpu.txt").write_bytes((XEN / "lscpu.txt").read_bytes())
    (folder / "core").write_bytes(bytes(range(256)) * 64)
    done = hv("classify", "--json", folder)
    assert done.returncode == 2
    assert "'core' is binary" in done.stderr
    assert json.loads(done.stdout)["hypervisor"] == "xen"


def test_unknown_command() -> None:
    done = hv("clasify")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr

"""``hv record`` as people and scripts meet it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hvutils import record_command
from hvutils.captures import live
from hvutils.captures.probes import Probe
from hvutils.captures.recording import record
from hvutils.captures.recording.windows import COMMANDS
from hvutils.cli import main
from tests.conftest import unavailable

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "reader" / "golden"


def hv(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hvutils", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_record_verify_classify(tmp_path: Path) -> None:
    done = hv("record", "--output", "web.tar.gz", cwd=tmp_path)
    if done.returncode:
        # macOS has none of the probes, and says so.
        assert "none of the" in done.stderr
        return
    # No progress in a pipe.
    assert done.stderr == ""
    digest = re.search(r"sha256 of the manifest: ([0-9a-f]{64})", done.stdout)
    assert digest is not None
    checked = hv("record", "--verify", "web.tar.gz", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "web.tar.gz: unaltered" in checked.stdout
    assert digest[1] in checked.stdout
    assert hv("classify", "web.tar.gz", cwd=tmp_path).returncode == 0


def test_a_probe_that_hangs_or_never_ends_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    probes = (
        Probe("hangs.txt", "", ("sleep", "1000")),
        Probe("endless.txt", "", ("yes",)),
        Probe("well.txt", "", ("echo", "Hypervisor vendor: KVM")),
    )

    def faked(**options: object) -> object:
        return record(probes=probes, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(record_command, "record", faked)
    monkeypatch.setattr(live, "SECONDS", 1)
    output = str(tmp_path / "new.tar.gz")
    assert main(["record", "-o", output]) == 0
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "hv: 'sleep 1000' was not recorded: it took longer than 1 seconds",
        "hv: 'yes' printed more than is kept: the first 1,048,576 bytes are kept",
    ]
    assert "2 probes of 3" in told.out
    assert main(["record", "--verify", output]) == 0


def test_default_output_is_named_after_the_time(tmp_path: Path) -> None:
    done = hv("record", cwd=tmp_path)
    if done.returncode == 0:
        (path,) = tmp_path.iterdir()
        assert re.fullmatch(r"hv-record-\d{8}-\d{6}\.tar\.gz", path.name)


def test_a_capture_from_elsewhere_is_redacted_and_verified(tmp_path: Path) -> None:
    source = GOLDEN / "vmware-guest-type-open"
    done = hv("record", "--from", source, "--output", "new/", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "replaced:" in done.stdout
    (tmp_path / "new" / "lscpu.txt").write_text("Hypervisor vendor: KVM\n")
    checked = hv("record", "--verify", "new/", cwd=tmp_path)
    assert checked.returncode == 1
    assert "changed: lscpu.txt" in checked.stdout


def test_without_redaction_it_warns(tmp_path: Path) -> None:
    source = GOLDEN / "vmware-guest-type-open"
    done = hv("record", "--from", source, "--no-redact", "--output", "new/", cwd=tmp_path)
    assert done.returncode == 0
    assert "nothing was redacted" in done.stderr
    original = (source / "dmidecode.txt").read_bytes().replace(b"\r\n", b"\n")
    assert (tmp_path / "new" / "dmidecode.txt").read_bytes() == original


def test_script_is_printed(tmp_path: Path) -> None:
    done = hv("record", "--script", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("#!/bin/sh\n")
    assert "@" not in re.sub(r"\$@|\[.@", "", done.stdout)


def test_windows_commands_are_printed(tmp_path: Path) -> None:
    done = hv("record", "--commands", "windows", cwd=tmp_path)
    assert done.returncode == 0
    for row in COMMANDS:
        assert f"# {row.shows}\n{row.command} | Out-File" in done.stdout
    for word in ("Win32_ComputerSystem", "Win32_BIOS", "Win32_BaseBoard", "systeminfo"):
        assert word in done.stdout
    for word in ("getmac", "ipconfig /all", "driverquery"):
        assert word in done.stdout
    assert "serial" not in done.stdout.lower()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--output", "taken/"), "'taken/' exists, and nothing is overwritten"),
        (("--output", "no/where.tar.gz"), "there is no folder 'no'"),
        (("--output", "plain"), "end it in .tar.gz, or in / for a folder"),
        (("--from", "nowhere"), "there is no capture at 'nowhere'"),
        (("--verify", "nowhere"), "there is no recording at 'nowhere'"),
        (("--verify", "taken"), "'taken' has no manifest.json"),
    ],
)
def test_bad_input(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    (tmp_path / "taken").mkdir()
    done = hv("record", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Root may write everywhere, but not into /proc."""
    where = "/proc" if sys.platform == "linux" else "/"
    done = hv("record", "--output", f"{where}/x.tar.gz", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr or "none of the" in done.stderr
    assert len(done.stderr.splitlines()) == 1


AS_NOBODY = """
import os, sys
import hvutils.record_command  # nobody may not be able to read the checkout
from hvutils.cli import main
os.chdir(sys.argv[1])
os.setgroups([]), os.setgid(65534), os.setuid(65534)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("output", "code", "sentence"),
    [("own.tar.gz", 0, "own.tar.gz: "), ("/usr/own.tar.gz", 2, "'/usr' cannot be written to")],
)
def test_a_plain_user(output: str, code: int, sentence: str) -> None:
    if os.geteuid() != 0 or sys.platform != "linux":
        unavailable("only root can become a plain user, and only Linux has the probes")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, folder, "record", "--output", output],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert (done.returncode, sentence in done.stdout + done.stderr) == (code, True)
        assert len(done.stderr.splitlines()) == (1 if code else 0)

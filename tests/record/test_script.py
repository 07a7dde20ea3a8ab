"""The script for servers where nothing may be installed, run by the shells that are here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hvutils import Capture
from hvutils.captures.probe import ProbeFile
from hvutils.captures.probes import PROBES
from hvutils.captures.recording import script as module
from hvutils.captures.recording import verify
from hvutils.captures.recording.script import script
from hvutils.errors import CaptureError, HvError
from hvutils.verdict import classify
from tests.conftest import unavailable

SHELLS = {
    "sh": ("sh",),
    "dash": ("dash",),
    "busybox": ("busybox", "sh"),
    "bash": ("bash", "--posix"),
}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> tuple[str, ...]:
    words = SHELLS[request.param]
    if shutil.which(words[0]) is None:
        unavailable(f"there is no {words[0]}")
    return words


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hv-record.sh"
    path.write_text(script("hv test"), encoding="utf-8")
    return path


def ran(
    shell: tuple[str, ...], file: Path, *arguments: str, user: int | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*shell, str(file), *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        cwd=file.parent,
        user=user,
        env={"PATH": os.environ["PATH"], "USER": "annaberg"},
    )


def test_the_shell_reads_it(file: Path, shell: tuple[str, ...]) -> None:
    subprocess.run([*shell, "-n", str(file)], check=True, timeout=30)


def test_shellcheck(file: Path) -> None:
    if shutil.which("shellcheck") is None:
        unavailable("there is no shellcheck")
    done = subprocess.run(
        ["shellcheck", "-s", "sh", str(file)], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


def test_folder_and_archive_are_recordings(file: Path, shell: tuple[str, ...]) -> None:
    for output in ("one", "two.tar.gz"):
        done = ran(shell, file, output)
        if done.returncode:
            # macOS has none of the probes, and says so.
            assert "none of the probes" in done.stderr
            return
        assert done.stderr == ""
        path = file.parent / output
        check = verify(path)
        assert check.unaltered
        assert check.sha256 in done.stdout
        assert classify(Capture.load(path)).capture == output.removesuffix(".tar.gz")
    document = json.loads((file.parent / "one" / "manifest.json").read_text())
    assert [row["file"] for row in document["probes"]] == [probe.file for probe in PROBES]
    assert sorted(path.name for path in file.parent.iterdir()) == [
        *("hv-record.sh", "one", "two.tar.gz")
    ]


def test_what_was_replaced_is_counted(file: Path, shell: tuple[str, ...]) -> None:
    done = ran(shell, file, "one")
    if done.returncode:
        return
    folder = file.parent / "one"
    rows = json.loads((folder / "manifest.json").read_text())["replaced"]
    lines = [
        line
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
        for line in path.read_text(errors="replace").splitlines()
    ]
    for row in rows:
        assert 0 < row["times"] <= sum(row["token"] in line for line in lines)
        assert f"  {row['kind']} as {row['token']}, lines: {row['times']}\n" in done.stdout
    if any("link/ether" in line for line in lines):
        assert "mac" in [row["kind"] for row in rows]
    kept = ran(shell, file, "--no-redact", "two")
    assert "replaced" not in kept.stdout
    assert json.loads((file.parent / "two/manifest.json").read_text())["replaced"] == []


def test_a_plain_user_gets_a_recording_and_what_root_would_add(
    file: Path, shell: tuple[str, ...]
) -> None:
    if os.geteuid() != 0:
        unavailable("only root can become a plain user")
    open_to_all = Path("/tmp") / f"hv-test-{os.getpid()}"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    try:
        here = shutil.copy(file, open_to_all)
        done = ran(shell, Path(here), "one", user=65534)
        assert (done.returncode, done.stderr) == (0, "")
        document = json.loads((open_to_all / "one" / "manifest.json").read_text())
        assert document["root"] is False
        missing = {
            row["probe"]
            for row in document["probes"]
            if row["status"] in ("denied", "nothing to say")
        }
        wanted = {probe.title for probe in PROBES if probe.root} & missing
        assert {text.split(": ")[0] for text in document["root_would_add"]} == wanted
        assert verify(open_to_all / "one").unaltered
    finally:
        shutil.rmtree(open_to_all)


def test_nothing_is_overwritten(file: Path, shell: tuple[str, ...]) -> None:
    for name in ("one", "one.tar.gz"):
        (file.parent / name).write_text("mine")
        done = ran(shell, file, name)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "nothing is overwritten" in done.stderr
        assert (file.parent / name).read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--nonsense",), "unknown option '--nonsense'"),
        (("a", "b"), "more than one output"),
        (("no/where",), "cannot be made"),
    ],
)
def test_bad_arguments(file: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = ran(("sh",), file, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_redaction_it_warns(file: Path) -> None:
    done = ran(("sh",), file, "--no-redact", "one")
    if done.returncode == 0:
        assert "nothing was redacted" in done.stderr
        assert json.loads((file.parent / "one/manifest.json").read_text())["redacted"] is False


@pytest.mark.parametrize("sed", [("sed",), ("busybox", "sed")], ids=["sed", "busybox"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\tSerial Number: PF2ABC7Q", "\tSerial Number: [redacted]"),
        ("\tSerial Number: VMware-56 4d 16 1c-9b", "\tSerial Number: VMware-[redacted]"),
        ("\tSerial Number: Not Specified", "\tSerial Number: Not Specified"),
        ("Sequence Code:        00000000000AB1CD", "Sequence Code:        [redacted]"),
        ("VM00 Name:            LINUX01", "VM00 Name:            [host-1]"),
        ("\tAsset Tag: HR-00177", "\tAsset Tag: [redacted]"),
        ("\tAsset Tag: OracleCloud.com", "\tAsset Tag: OracleCloud.com"),
        (
            "\tAsset Tag: 7783-7084-3265-9085-8269-3286-77",
            "\tAsset Tag: 7783-7084-3265-9085-8269-3286-77",
        ),
        ("x 564D161C-9B2D-4E7A-ABCD-010203040506", "x 00000000-0000-0000-0000-000000000001"),
        ("ec2f6e2a-9b2d-4e7a-abcd-010203040506", "ec200000-0000-0000-0000-000000000001"),
        (
            "UUID: EC2F6E2A-9B2D-4E7A-ABCD-010203040506",
            "UUID: EC200000-0000-0000-0000-000000000001",
        ),
        ("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"),
        ("0::/docker/" + "ab" * 32, "0::/docker/" + "1".zfill(64)),
        (
            "ether 00:0c:29:5e:91:d4 brd ff:ff:ff:ff:ff:ff",
            "ether 00:0c:29:00:00:00 brd ff:ff:ff:ff:ff:ff",
        ),
        ("vif fe:ff:ff:ff:ff:ff", "vif fe:ff:ff:ff:ff:ff"),
        ("local 10.7.8.9 remote 10.7.8.10", "local 198.18.0.1 remote 198.18.0.1"),
        ("Linux 5.10.16.3-microsoft-standard", "Linux 5.10.16.3-microsoft-standard"),
        ("inet6 fe80::20c:29ff:fe5e:91d4/64", "inet6 fe80::1/64"),
        ("local 2001:470:1f0b::7 dev", "local 2001:db8::1 dev"),
        ("Hypervisor vendor:   KVM", "Hypervisor vendor:   KVM"),
        (
            "00:1f.3 Audio device [0403]: x [8086:293e]",
            "00:1f.3 Audio device [0403]: x [8086:293e]",
        ),
    ],
)
def test_what_sed_replaces(tmp_path: Path, sed: tuple[str, ...], before: str, after: str) -> None:
    if shutil.which(sed[0]) is None:
        unavailable(f"there is no {sed[0]}")
    rules = tmp_path / "rules"
    rules.write_text("\n".join(module.rules()) + "\n")
    done = subprocess.run(
        [*sed, "-E", "-f", str(rules)],
        input=f"{before}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{after}\n"


def test_names_are_replaced(tmp_path: Path) -> None:
    """The script asks uname and the environment; here both are made up."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, text in (
        ("uname", 'case $1 in -n) echo Web-01.corp.example;; *) echo "Linux on WEB-01 kvm";; esac'),
        ("lscpu", "echo 'KVM on web-01 web-01 of annaberg in corp.example, web-012 stays'"),
    ):
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    text = script("hv test").replace("PATH=/usr/sbin:", f"PATH={tools}:/usr/sbin:")
    file = tmp_path / "hv-record.sh"
    file.write_text(text)
    done = ran(("sh",), file, "one")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "one/lscpu.txt").read_text() == (
        "KVM on [host-1] [host-1] of [user-2] in [domain-1], web-012 stays\n"
    )
    assert (tmp_path / "one/uname.txt").read_text() == "Linux on [host-1] kvm\n"


def test_a_script_recording_can_be_redacted_again(file: Path) -> None:
    done = ran(("sh",), file, "--no-redact", "one")
    if done.returncode:
        return
    try:
        capture = Capture.load(file.parent / "one")
    except CaptureError as error:
        pytest.fail(str(error))
    assert classify(capture).capture == "one"


def sed_applied(file: ProbeFile, rules: Path) -> ProbeFile:
    done = subprocess.run(
        ["sed", "-E", "-f", str(rules)],
        input=file.text.encode(),
        capture_output=True,
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
        check=True,
    )
    return ProbeFile(file.name, done.stdout.decode())


def test_what_sed_replaces_leaves_the_verdict(tmp_path: Path, repo_root: Path) -> None:
    if sys.platform != "linux":
        unavailable("the script's sed is that of Linux")
    rules = tmp_path / "rules"
    rules.write_text("\n".join(module.rules()) + "\n")
    folders = [path.parent for path in repo_root.glob("tests/reader/golden/*/expected.json")]
    shared = repo_root.parent / "shared" / "captures"
    folders += [path.parent for path in shared.glob("*/*/truth.json")]
    compared = 0
    for folder in folders:
        try:
            capture = Capture.load(folder)
            before = classify(capture)
        except HvError:
            continue
        files = tuple(sed_applied(file, rules) for file in capture.files)
        after = classify(Capture(capture.name, files))
        for key in ("role", "hypervisor", "type", "cloud", "container", "confidence"):
            assert getattr(after, key) == getattr(before, key), (folder, key)
        compared += 1
    assert compared >= 150

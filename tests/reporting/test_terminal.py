"""What a terminal shows: wrapped and coloured, places in one piece; and a plain pipe."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

_SGR = re.compile(r"\x1b\[[0-9;]*m")


def in_terminal(*arguments: str | Path, columns: int = 80, **environ: str) -> str:
    """Return what ``hv`` writes to a terminal of that width."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    environment |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **environ}
    with subprocess.Popen(
        [sys.executable, "-m", "hvutils", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        env=environment,
    ):
        os.close(slave)
        written = b""
        try:
            while piece := os.read(master, 65536):
                written += piece
        except OSError:
            # Linux says so when the last writer has gone.
            pass
    os.close(master)
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours_and_a_pipe_none(golden, hv) -> None:
    assert "\x1b[" in in_terminal("classify", golden / "xen-dom0")
    assert "\x1b" not in hv("classify", golden / "xen-dom0").stdout


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_can_be_refused(golden, environ: dict[str, str]) -> None:
    shown = in_terminal("classify", golden / "xen-dom0", golden / "xen-viridian", **environ)
    assert "\x1b" not in shown
    assert "xen-dom0" in shown


def test_colours_can_be_asked_for_in_a_pipe(golden, hv) -> None:
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    forced = {**plain, "FORCE_COLOR": "1"}
    for many in ((golden / "xen-dom0",), (golden / "xen-dom0", golden / "azure")):
        for option in ((), ("--explain",)):
            shown = hv("classify", *option, *many, env=forced).stdout
            assert "\x1b[" in shown
            # A line of text stays a line.
            assert _SGR.sub("", shown) == hv("classify", *option, *many, env=plain).stdout
    refused = {**forced, "NO_COLOR": "1"}
    assert "\x1b" not in hv("classify", golden / "xen-dom0", env=refused).stdout
    assert "\x1b" not in hv("classify", "--json", golden / "xen-dom0", env=forced).stdout
    assert "\x1b[" in in_terminal("classify", golden / "xen-dom0", TERM="dumb", FORCE_COLOR="1")


@pytest.mark.parametrize("columns", [1, 10, 20])
def test_a_very_narrow_terminal_loses_nothing(golden, columns: int) -> None:
    for option in ((), ("--explain",), ("--format", "table")):
        shown = in_terminal("classify", *option, golden / "xen-dom0", columns=columns)
        assert "lscpu.txt:6" in _SGR.sub("", shown)
        assert "Traceback" not in shown


@pytest.mark.parametrize("columns", [50, 80, 200])
@pytest.mark.parametrize("option", [(), ("--explain",)], ids=["card", "explanation"])
def test_texts_are_wrapped_and_nothing_is_cut(golden, columns: int, option) -> None:
    machine = golden / "kvm-in-vmware-strings-log"
    shown = _SGR.sub("", in_terminal("classify", *option, machine, columns=columns))
    # Only commands may be longer, for they are copied.
    commands = shown.partition("What would settle more")[2]
    for row in shown.removesuffix(commands).splitlines():
        assert len(row) <= columns
        assert row == row.rstrip()
    words = " ".join(shown.split())
    assert "VMware Virtual Platform/440BX Desktop Reference Platform" in words
    assert "not the signature and the chipset of the program that runs it" in words
    assert "…" not in shown


def test_a_place_stays_in_one_piece_however_long(tmp_path: Path, golden) -> None:
    deep = "a-folder-with-a-long-name/" * 4
    folder = tmp_path / "machine"
    (folder / deep).mkdir(parents=True)
    (folder / deep / "lscpu.txt").write_bytes((golden / "xen-dom0" / "lscpu.txt").read_bytes())
    shown = _SGR.sub("", in_terminal("classify", folder, columns=60))
    assert f"  {deep}lscpu.txt:6\n" in shown


def test_a_table_of_a_terminal_shows_each_machine_and_its_line(golden) -> None:
    machines = (golden / "xen-dom0", golden / "kvm-dressed-but-for-the-processor")
    shown = _SGR.sub("", in_terminal("classify", *machines, columns=80))
    for machine in machines:
        assert machine.name in shown
    assert "lscpu.txt:6  Hypervisor vendor: Xen" in shown


def test_wide_letters_count_twice() -> None:
    from hvutils.reporting.text import Look, drawn, line

    rows = drawn([line("系统制造商" * 10, indent=2)], Look(width=42)).splitlines()
    assert "".join(rows).replace(" ", "") == "系统制造商" * 10
    assert max(map(len, rows)) <= 2 + 20


def test_no_line_of_a_probe_commands_the_terminal(hostile: Path, hv) -> None:
    for option in ((), ("--explain",), ("--format", "table")):
        shown = in_terminal("classify", *option, hostile)
        assert "\x1b[31m=1" not in shown
        assert "\x1b" not in hv("classify", *option, hostile).stdout


def test_what_turns_or_hides_text_is_replaced(tmp_path: Path, hv) -> None:
    folder = tmp_path / "web\u202e10\u200f"
    folder.mkdir()
    (folder / "lscpu.txt").write_text(
        "Architecture: x86_64\nHypervisor vendor: K\u202eVM\u2066\u200b\u061c\U000e0041\n",
        encoding="utf-8",
    )
    formats = ("json", "csv", "markdown", "html", "table")
    for option in ((), ("--explain",), *(("--format", form) for form in formats)):
        shown = hv("classify", *option, folder)
        assert "web\ufffd10\ufffd" in shown.stdout
        for hidden in "\u202e\u2066\u200b\u200f\u061c\U000e0041":
            assert hidden not in shown.stdout


def test_a_machine_a_line_in_a_pipe(golden, hv) -> None:
    rows = hv("classify", golden / "xen-dom0", golden / "azure").stdout.splitlines()
    assert rows[0].split() == [
        *("machine", "role", "hypervisor", "type", "cloud", "confidence", "because")
    ]
    assert rows[1].split()[:4] == ["xen-dom0", "host", "xen", "type-1"]
    roles = zip(rows, ("role", "host", "guest"), strict=True)
    assert len({row.index(word) for row, word in roles}) == 1


# --- Explained. ---------------------------------------------------------------------------------


def test_the_explanation_has_the_whole_chain(golden, hv) -> None:
    done = hv("classify", "--explain", golden / "kvm-in-vmware-strings-log")
    assert done.returncode == 0
    for wanted in (
        "dmesg.txt: read as kernel log",
        "expected.json: no output of a probe that is known",
        "0.95 against → runs on vmware; the firmware, chosen",
        "for a hypervisor beneath: the firmware 0.95, the processor 0.90; together 0.99",
        "the name that holds: kvm",
        "passes:  dom0",
        "decides: guest",
        "not the signature and the chipset",
        "grep -m1 -oEw",
    ):
        assert wanted in done.stdout


def test_the_explanation_lists_what_could_not_be_read(tmp_path: Path, golden, hv) -> None:
    folder = tmp_path / "machine"
    folder.mkdir()
    (folder / "lscpu.txt").write_bytes((golden / "xen-dom0" / "lscpu.txt").read_bytes())
    (folder / "core").write_bytes(bytes(range(256)) * 64)
    done = hv("classify", "--explain", folder)
    assert done.returncode == 2
    assert "not read: 'core' is binary" in done.stdout


def test_the_explanation_quotes_the_line_itself_and_shortens_a_long_one(golden, hv) -> None:
    shown = hv("classify", "--explain", golden / "xen-dom0").stdout
    assert "Hypervisor vendor:" in shown
    raw = (golden / "xen-dom0" / "lscpu.txt").read_text().splitlines()[7]
    assert " ".join(raw.split())[:60] in " ".join(shown.split())


def test_every_rule_up_to_the_one_that_decides(golden) -> None:
    from hvutils import Capture, classify
    from hvutils.classify_command import steps
    from hvutils.verdict import RULES

    for rule, later in zip(RULES, range(1, len(RULES) + 1), strict=True):
        asked = steps(classify(Capture.load(golden / rule.machine)))
        assert [step.decides for step in asked] == [False] * (later - 1) + [True]
        assert all(step.reason for step in asked)

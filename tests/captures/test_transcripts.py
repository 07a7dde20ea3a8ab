"""Transcripts: a file with several commands is several probes, cited by its own line numbers."""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils import Capture, classify
from hvutils.captures import ProbeFile
from hvutils.parsers import PARSERS, read
from hvutils.parsers.transcript import sections

GOLDEN = Path(__file__).resolve().parents[1] / "reader" / "golden"
LSCPU = "Architecture: x86_64\nVendor ID: GenuineIntel\nHypervisor vendor: KVM\n"
DMI = "# dmidecode 3.3\nHandle 0x0100, DMI type 1\nSystem Information\n\tManufacturer: QEMU\n"
IP = (
    "2: eth0: <BROADCAST,UP> mtu 1500\n    link/ether 52:54:00:11:22:33 brd ff:ff:ff:ff:ff:ff\n"
    "    inet 10.0.0.2/24\n"
)
SYSTEMINFO = (
    "Host Name: WEB\nOS Name: Microsoft Windows 10 Pro\nSystem Manufacturer: VMware, Inc.\n"
    "System Model: VMware7,1\nSystem Type: x64-based PC\n"
)


def split(text: str, name: str = "notes.txt") -> list[tuple[str, int]]:
    return [(part.probe.name, part.first_line) for part in sections(ProbeFile(name, text))]


PROMPTS = [
    "$ {}",
    "% {}",
    "# {}",
    "[root@web-01 ~]# {}",
    "[user@web-01 dir]$ {}",
    "user@web-01:~$ {}",
    "root@web-01:/etc/x# {}",
    "root@web-01 ~ # {}",
    "(venv) user@web-01:~/x$ {}",
    "linux-a1b2:~ # {}",
    "bash-4.2# {}",
    "-sh-5.1$ {}",
    "[root@esx-01:~] {}",
    "    $ {}",
    "C:\\>{}",
    "C:\\Users\\John Doe>{}",
    "PS C:\\Users\\x> {}",
    "PS /home/x> {}",
    "### {} ###",
    "## {}",
    "=== {} ===",
    "==> {} <==",
    "---- {} ----",
    "***** {}: *****",
    "+ {}",
    "[00:41:35] >> {}",
    "[00:41:35] << C:\\>{}",
    "\x1b[01;32muser@web-01\x1b[00m:\x1b[01;34m~\x1b[00m$ {}",
]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_each_way_to_show_a_command(prompt: str) -> None:
    text = f"{prompt.format('lscpu')}\n{LSCPU}\n{prompt.format('sudo dmidecode -t system')}\n{DMI}"
    assert split(text) == [("lscpu", 2), ("dmidecode -t system", 7)]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_findings_cite_the_lines_of_the_file(prompt: str) -> None:
    text = "\n\n".join(
        (
            f"{prompt.format('ip link show')}\n{IP}",
            f"{prompt.format('hostname')}\nkvm\n",
            f"{prompt.format('lscpu')}\n{LSCPU}",
            f"{prompt.format('dmidecode')}\n{DMI}",
        )
    )
    capture = Capture.from_text("web-01", text)
    verdict = classify(capture)
    assert verdict.hypervisor == "kvm"
    seen = {capture.file(item.file).line(item.line).strip() for item in verdict.findings}
    assert "Hypervisor vendor: KVM" in seen
    assert any(line.startswith("link/ether 52:54:00") for line in seen)
    # The host's name is no word of systemd-detect-virt.
    assert "kvm" not in seen


@pytest.mark.parametrize("folder", sorted(path for path in GOLDEN.iterdir() if path.is_dir()))
def test_a_machine_in_one_file_is_the_same_machine(folder: Path) -> None:
    apart = Capture.load(folder)
    probes = [file for file in apart.files if file.name != "expected.json"]
    text = "".join(f"[root@m ~]# cat ./{file.name}\n{file.text}\n" for file in probes)
    together = Capture.from_text(apart.name, text)
    one, other = classify(apart), classify(together)
    assert (one.role, one.hypervisor, one.cloud) == (other.role, other.hypervisor, other.cloud)
    assert one.confidence == pytest.approx(other.confidence)
    lines = together.files[0].lines
    assert sorted(
        (str(item.says), item.text, apart.file(item.file).line(item.line)) for item in one.findings
    ) == sorted((str(item.says), item.text, lines[item.line - 1]) for item in other.findings)


def test_markdown_fences() -> None:
    text = (
        f"# My server\n\nIt is slow.\n\n**lscpu**:\n```\n{LSCPU}```\n\n"
        f"and the table:\n\n```text\n{DMI}```\nThanks!\n"
    )
    (first, second) = read(Capture.from_text("issue.md", text))
    assert (first.file, second.file) == ("issue.md", "issue.md")
    assert split(text)[:2] == [("lscpu", 7), ("notes.txt", 15)]


def test_files_of_sysfs() -> None:
    text = (
        "$ grep -r . /sys/class/dmi/id\n/sys/class/dmi/id/sys_vendor:QEMU\n"
        "/sys/class/dmi/id/product_name:Standard PC (Q35 + ICH9, 2009)\n"
        "==> /sys/class/dmi/id/bios_vendor <==\nSeaBIOS\n"
    )
    assert split(text) == [
        ("sys/class/dmi/id/sys_vendor", 2),
        ("sys/class/dmi/id/product_name", 3),
        ("sys/class/dmi/id/bios_vendor", 5),
    ]
    assert len(read(Capture.from_text("x", text))) == 3


@pytest.mark.parametrize(
    "text",
    [
        f"Microsoft Windows [Version 10.0]\n(c) Microsoft\n\nC:\\>systeminfo\n{SYSTEMINFO}\nC:\\>",
        "".join(f"[00:41:35] << {line}\n" for line in SYSTEMINFO.splitlines()),
        "".join(f"    {line}\n" for line in SYSTEMINFO.splitlines()),
        f"```\n{SYSTEMINFO}```\n",
        f"PS C:\\> systeminfo\n{SYSTEMINFO}PS C:\\>",
    ],
    ids=["banner", "remote", "indented", "fence", "powershell"],
)
def test_one_dressed_probe_stays_one(text: str) -> None:
    capture = Capture.from_text("web.txt", text)
    assert len(read(capture)) == 1
    verdict = classify(capture)
    assert verdict.hypervisor == "vmware"
    for item in verdict.findings:
        assert "VMware" in capture.files[0].line(item.line)


@pytest.mark.parametrize(
    "text",
    [
        LSCPU,
        DMI,
        "# dmidecode 3.3\nGetting SMBIOS data from sysfs.\n# No SMBIOS nor DMI entry point\n",
        "# dmidecode 2.12\n# SMBIOS entry point at 0x000f0000\n/dev/mem: Permission denied\n",
        "[    0.000000] Linux version 5.4 (root@build) (gcc) #1 SMP\n[    0.1] x86: CPU 1 #2\n",
        "[12345.000000@0] Booting\n[drm@x] # lspci says\n",
        "Jan 01 00:00:00 root@web kernel: # ip link\n",
        "# The following is the parsable format\n# CPU,Core,Socket\n0,0,0\n",
        "# processors    : 4\nvendor_id       : IBM/S390\n",
        "#!/bin/sh\n# lscpu prints the processor. It needs no root\n# ip is needed\nexit 0\n",
        "dmi:\n  bios:\n    vendor: x\nxen:\n  y\nvirtual: kvm\n",
        "Windows Directory: C:\\WINDOWS\nPage File Location(s): C:\\pagefile.sys\n",
        "-----------\n=====\n\n#\n#####\n>>>\n",
        "",
        "\n\n",
    ],
)
def test_a_plain_probe_is_not_split(text: str) -> None:
    file = ProbeFile("output3.txt", text)
    (only,) = sections(file)
    assert only.probe is file


def test_golden_machines_are_not_split() -> None:
    for folder in GOLDEN.iterdir():
        for file in Capture.load(folder).files if folder.is_dir() else ():
            (part,) = sections(file)
            # A margin that all lines share may be gone; no line is.
            assert len(part.probe.lines) == len(file.lines), (folder, file.name)


def test_a_false_prompt_costs_nothing() -> None:
    # The whole file is read where its parts say nothing.
    text = "$ x\nkvm\n"
    assert read(Capture.from_text("a", text)) == ()
    assert len(read(Capture.from_text("a", "$ systemd-detect-virt\nkvm\n"))) == 1
    cut = "System Information\n$ x\n\tManufacturer: QEMU\n"
    assert len(read(Capture.from_text("a", cut))) == 1


def test_every_parser_names_its_lines_by_the_rule() -> None:
    """A line number under another name would not be moved."""
    for parser in PARSERS:
        module = sys.modules[parser.parse.__module__]
        for item in vars(module).values():
            if (
                dataclasses.is_dataclass(item)
                and getattr(item, "__module__", "") == module.__name__
            ):
                for field in dataclasses.fields(item):
                    if "line" in field.name and "int" in str(field.type):
                        assert field.name == "line" or field.name.endswith("_line"), field


LINES = st.sampled_from(
    [
        *(prompt.format("lscpu") for prompt in PROMPTS),
        *(*LSCPU.splitlines(), *DMI.splitlines(), "```", "", "  ", "kvm"),
        *("/sys/class/dmi/id/sys_vendor:QEMU", "\x1b[0m", "[00:00:00] << x"),
    ]
)


@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=40))
def test_any_text_is_split_into_lines_of_its_own(lines: list[str]) -> None:
    file = ProbeFile("any.txt", "\n".join(lines))
    before = 0
    for part in sections(file):
        assert part.first_line > before
        before = part.first_line + max(len(part.probe.lines), 1) - 1
        assert before <= max(len(file.lines), 1)


@pytest.mark.parametrize(
    "line",
    [
        "$ lscpu",
        "[a@",
        "a@b " * 90,
        "C:\\" + "a" * 300,
        "#" * 390,
        "-" * 380 + "x",
        "$ a",
        "user@h:",
    ],
)
def test_linear_time(line: str) -> None:
    def seconds(times: int) -> float:
        file = ProbeFile("x", "$ a\n" + f"{line}\n" * times)
        assert file.lines
        best = 9.9
        for _ in range(3):
            begin = time.process_time()
            sections(file)
            best = min(best, time.process_time() - begin)
        return best

    assert seconds(16_000) < 24 * max(seconds(2_000), 0.001)

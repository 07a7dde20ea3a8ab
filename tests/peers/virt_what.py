"""virt-what itself, on the machines of its own tests, and these machines as captures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from hvutils.tables.tool_words import Tool, tool_word
from hvutils.tables.words import Hypervisor
from tests.peers.cases import Case, Said

__all__ = ["cases"]

# What the replayed programs of a root print is a probe under this name.
_PROGRAMS = {
    "dmidecode": "dmidecode.txt",
    "uname": "uname_m.txt",
    "virt-what-cpuid-helper": "cpuid_signature.txt",
}
_LEFT_OUT = shutil.ignore_patterns("sbin", "test.sh", "Makefile*")


def cases(source: Path, work: Path) -> Iterator[Case]:
    """Yield every machine of virt-what's tests.

    Args:
        source: its unpacked source.
        work: where the captures go.
    """
    script = work / "virt-what"
    text = (source / "virt-what.in").read_text(encoding="utf-8")
    # What ./configure would write there.
    script.write_text(re.sub(r"@(\w+)@", "/usr", text), encoding="utf-8")
    for test in sorted((source / "tests").glob("*/test.sh")):
        root = test.parent
        folder = work / root.name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(root, folder, ignore=_LEFT_OUT, symlinks=True)
        for program, name in _PROGRAMS.items():
            if (said := _printed(["sh", str(root / "sbin" / program), "-m"], root)).strip():
                (folder / name).write_text(said, encoding="utf-8")
        words = _printed(["sh", str(script), f"--test-root={root}"], root).split()
        yield Case("virt-what", root.name, folder, _meaning(words))


def _printed(command: list[str], folder: Path) -> str:
    # Without /sbin: no program of this machine may answer for the recorded one.
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": os.devnull}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    return done.stdout


def _meaning(words: list[str]) -> Said:
    known = [row for word in words if (row := tool_word(Tool.VIRT_WHAT, word)) is not None]
    hypervisors = {row.hypervisor for row in known if row.hypervisor}
    if "qemu" in words:
        # Its word for QEMU's strings, with the kernel's help or without.
        hypervisors |= {Hypervisor.QEMU, Hypervisor.KVM}
    return Said(
        " ".join(words) or "(nothing)",
        frozenset(hypervisors),
        any(row.host for row in known),
        any(row.present for row in known),
        frozenset(row.cloud for row in known if row.cloud),
        frozenset(row.container for row in known if row.container),
    )

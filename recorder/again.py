"""What a second recording of a machine may change, and what it changed beside that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase

__all__ = ["LISTED", "Listed", "differing"]


@dataclass(frozen=True)
class Listed:
    """Something that may differ; docs/captures.md lists the same.

    Args:
        files: the probes, as a pattern of their names.
        form: what of a line changes, as an expression.
        why: what it is, and why it changes.
    """

    files: str
    form: str
    why: str


LISTED = (
    Listed(
        "dmesg.txt",
        r"^\[ *\d+\.\d{6}\]",
        "the times of the kernel's log: they move with the kernel and the size of the initramfs",
    ),
    Listed(
        "dmesg.txt",
        r"(?<=Refined TSC clocksource calibration: )[\d.]+|(?<=clocksource: tsc: ).*"
        r"|(?<=clocksource: tsc-early: ).*",
        "what the kernel measures of its clock, in the last digit",
    ),
    Listed(
        "dmesg.txt",
        r"(?<=kvm-clock: using sched offset of )\d+(?= cycles$)"
        r"|(?<=vmware: using clock offset of )\d+(?= ns$)",
        "when a guest of KVM began, on the clock of its host",
    ),
    Listed(
        "dmesg.txt",
        r"(?<= kvm \[)\d+(?=\]: vcpu)",
        "the number of the process that runs a guest of KVM",
    ),
    Listed(
        "lscpu.txt",
        r"^BogoMIPS: +(?:1999\.[89]\d|2000\.[01]\d)$",
        "the speed that the kernel measured, by a ten-thousandth",
    ),
    Listed(
        "proc/cpuinfo",
        r"^(?:cpu MHz|bogomips)\t+: (?:999\.9\d\d|1000\.0\d\d|1999\.[89]\d|2000\.[01]\d)$",
        "the same",
    ),
    Listed(
        "proc/cpuinfo",
        r"(?<=^host\t\t: Linux uml-guest )\S+ .+(?= \S+$)",
        "the release and build of the kernel that user-mode Linux runs on, if newer",
    ),
    Listed(
        "uname.txt",
        r"(?<=^Linux )\S+ .+(?= \S+$)",
        "the kernel's release and build, once the distribution has a newer one",
    ),
)
"""A row each; a test compares them with the documentation."""


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return the places that a second recording changed, beside what is listed.

    Args:
        before: the probes of the first recording, by name.
        after: those of the second.

    Returns:
        For each line its place and text, such as ``lsmod.txt:3  kvm_amd 163840 2``; a probe that
        only one recording has, by its name.
    """
    gone = [f"{name}  is no longer there" for name in sorted(before.keys() - after.keys())]
    new = [f"{name}  was not there" for name in sorted(after.keys() - before.keys())]
    both = sorted(before.keys() & after.keys())
    return gone + new + [place for name in both for place in _lines(name, before, after)]


def _lines(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    if before[name] == after[name]:
        return
    lines = after[name].split("\n")
    old, new = _masked(name, before[name].split("\n")), _masked(name, lines)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "delete":
            yield from (f"{name}:{n + 1}  was {old[n].strip()}" for n in range(a, b))
        elif tag != "equal":
            yield from (f"{name}:{n + 1}  {lines[n].strip()}" for n in range(c, d))


def _masked(name: str, lines: list[str]) -> list[str]:
    for row in LISTED:
        if fnmatchcase(name, row.files):
            lines = [re.sub(row.form, "*", line) for line in lines]
    return lines

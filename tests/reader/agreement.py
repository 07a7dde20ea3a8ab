"""Compares verdicts with the truth of the shared captures; run it to see every disagreement.

    .venv/bin/python tests/reader/agreement.py

With ``--calibration`` it writes the reliability table into docs/calibration.md and prints it. The
folder is other people's data: it lies beside the checkout, or HV_SHARED names it.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from hvutils import Capture
from hvutils.errors import CaptureError
from hvutils.evidence.finding import Subject
from hvutils.evidence.weighing import FOR_GUEST
from hvutils.tables.words import Hypervisor, Role
from hvutils.verdict import Verdict, classify

ROOT = Path(__file__).resolve().parents[2]

# What each platform of truth.json may be called. None: any name, or none, will do.
FAMILY: dict[str, frozenset[Hypervisor | None] | None] = {
    "akamai-linode": None,
    "alibaba-cloud": None,
    "aws": None,
    "aws-nitro": frozenset({Hypervisor.KVM}),
    "aws-xen": frozenset({Hypervisor.XEN}),
    "azure": frozenset({Hypervisor.HYPER_V, None}),
    "bhyve": None,
    "gcp": frozenset({Hypervisor.KVM}),
    "hyperv": frozenset({Hypervisor.HYPER_V}),
    "ibm-power-lpar": frozenset({Hypervisor.POWERVM}),
    "ibm-z-kvm": frozenset({Hypervisor.KVM}),
    "ibm-z-lpar": frozenset({Hypervisor.IBM_LPAR}),
    "ibm-zvm": frozenset({Hypervisor.IBM_ZVM}),
    "kvm": frozenset({Hypervisor.KVM}),
    "virtual-unknown": None,
    "ldom": frozenset({Hypervisor.LDOMS}),
    "openstack-kvm": frozenset({Hypervisor.KVM}),
    "qemu": frozenset({Hypervisor.QEMU, Hypervisor.KVM}),
    "qemu-kvm-unspecified": frozenset({Hypervisor.QEMU, Hypervisor.KVM}),
    "rhev-ovirt": frozenset({Hypervisor.KVM}),
    "sap-ccloud-vmware": frozenset({Hypervisor.VMWARE}),
    "sparc-ldoms": frozenset({Hypervisor.LDOMS}),
    "uml": frozenset({Hypervisor.UML}),
    "virtualbox": frozenset({Hypervisor.VIRTUALBOX}),
    "vmware": frozenset({Hypervisor.VMWARE}),
    "xen": frozenset({Hypervisor.XEN}),
    "xen-hvm": frozenset({Hypervisor.XEN}),
    "xen-unspecified": frozenset({Hypervisor.XEN}),
    "zvm": frozenset({Hypervisor.IBM_ZVM}),
}
PHYSICAL = ("physical", "bare-metal")
# Evidence: a line on what runs beneath the machine, on whose board it is, or on its own guests.
EVIDENCE = (*FOR_GUEST, Subject.ABSENT, Subject.PHYSICAL, Subject.HOSTS)
EXACT_AT_LEAST, WRONG_AT_MOST = 0.99, 0.005
DECIDED = ("right", "wrong name", "wrong role", "physical as guest")
DOCUMENT = ROOT / "docs" / "calibration.md"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


@dataclass(frozen=True)
class Compared:
    """One machine: what its truth says, what the verdict says, and what came of it."""

    name: str
    truth: str
    said: str
    outcome: str
    confidence: float = 0.0
    evident: bool = False


def shared() -> Path | None:
    """Return the folder of captures, or None where there is none."""
    named = os.environ.get("HV_SHARED")
    folder = (Path(named) if named else ROOT.parent / "shared") / "captures"
    return folder if folder.is_dir() else None


def _role(truth: dict[str, str]) -> str | None:
    if truth.get("role") in PHYSICAL or truth.get("platform") == "bare-metal":
        return "physical"
    # A platform that is a hypervisor's makes a guest, also where nobody wrote the role down.
    guest = truth.get("role") == "guest" or truth.get("platform") in FAMILY
    return "guest" if guest else None


def compare(folder: Path) -> Compared:
    """Compare one machine's verdict with its truth."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    name = f"{folder.parent.name}/{folder.name}"
    platform, role = str(truth.get("platform")), _role(truth)
    wanted = f"{platform} {role or '-'}"
    try:
        verdict = classify(Capture.load(folder))
    except CaptureError:
        return Compared(name, wanted, "no probe of ours", "no probe")
    said = f"{verdict.hypervisor or '-'} {verdict.role} {verdict.confidence:.2f}"
    outcome = _outcome(platform, role, verdict)
    evident = any(item.says.subject in EVIDENCE for item in verdict.findings)
    return Compared(name, wanted, said, outcome, verdict.confidence, evident)


def _outcome(platform: str, role: str | None, verdict: Verdict) -> str:
    if role is None:
        return "no truth"
    if verdict.role is Role.UNDETERMINED:
        # Without a finding for or against a hypervisor, this is the right answer.
        return "cannot tell"
    if role == "physical":
        return "right" if verdict.role in (Role.BARE_METAL, Role.HOST) else "physical as guest"
    family = FAMILY.get(platform)
    if verdict.role is not Role.GUEST:
        return "wrong role"
    if family is None or verdict.hypervisor in family:
        return "right"
    # A guest without its name says less than it could, and nothing false.
    return "no name" if verdict.hypervisor is None else "wrong name"


def compare_all(captures: Path) -> list[Compared]:
    """Compare every machine below the folder of captures."""
    return [compare(truth.parent) for truth in sorted(captures.glob("*/*/truth.json"))]


def report(compared: list[Compared]) -> str:
    """Return the counts, and a line for every machine that was not got right."""
    lines = [
        f"{item.outcome:18}{item.name:52}{item.truth:34}{item.said}"
        for item in sorted(compared, key=lambda item: (item.outcome, item.name))
        if item.outcome not in ("right", "no truth", "no probe")
    ]
    counts = Counter(item.outcome for item in compared)
    summary = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
    stated = [
        f"stated {band:.1f} and more: {right} of {total} right ({right / total:.0%})"
        for band, (right, total) in calibration(compared).items()
    ]
    return "\n".join([*lines, *stated, summary, bounds(compared)])


@dataclass(frozen=True)
class Shares:
    """How many machines with a truth give evidence, and what came of these."""

    evident: int
    exact: int
    wrong: int
    physical_as_guest: int
    silent: int

    @property
    def hold(self) -> bool:
        """Whether the bounds that the project promises hold."""
        return (
            self.exact >= EXACT_AT_LEAST * self.evident
            and self.wrong <= WRONG_AT_MOST * self.evident
            and not self.physical_as_guest
        )


def shares(compared: list[Compared]) -> Shares:
    """Count the machines with a truth by whether any line of theirs is evidence."""
    known = [item for item in compared if item.outcome in (*DECIDED, "cannot tell", "no name")]
    evident = [item for item in known if item.evident]
    counts = Counter(item.outcome for item in evident)
    wrong = sum(counts[outcome] for outcome in DECIDED if outcome != "right")
    silent = len(known) - len(evident)
    return Shares(len(evident), counts["right"], wrong, counts["physical as guest"], silent)


def bounds(compared: list[Compared]) -> str:
    """Return one line: the shares beside the bounds that the project promises."""
    made = shares(compared)
    return (
        f"of {made.evident} machines that give evidence: {made.exact / made.evident:.1%} exact "
        f"(at least {EXACT_AT_LEAST:.0%}), {made.wrong / made.evident:.2%} wrong (at most "
        f"{WRONG_AT_MOST:.1%}), {made.physical_as_guest} physical ones called a guest; "
        f"{made.silent} more give none"
    )


def calibration(compared: list[Compared]) -> dict[float, tuple[int, int]]:
    """Return how many verdicts were right, by the tenth of their stated confidence."""
    bands: dict[float, tuple[int, int]] = {}
    for item in sorted(compared, key=lambda item: -item.confidence):
        if item.outcome in DECIDED:
            band = int(item.confidence * 10 + 1e-9) / 10
            right, total = bands.get(band, (0, 0))
            bands[band] = (right + (item.outcome == "right"), total + 1)
    return bands


def compare_golden() -> list[Compared]:
    """Compare the golden machines: right is what their expected.json fixes of role and name."""
    compared = []
    for path in sorted((ROOT / "tests" / "reader" / "golden").glob("*/expected.json")):
        wanted = json.loads(path.read_text(encoding="utf-8"))["verdict"]
        verdict = classify(Capture.load(path.parent))
        given = verdict.to_dict()
        right = all(given[key] == wanted[key] for key in ("role", "hypervisor") if key in wanted)
        outcome = "right" if right else "wrong name"
        if verdict.role is Role.UNDETERMINED:
            outcome = "cannot tell"
        compared.append(Compared(path.parent.name, "", "", outcome, verdict.confidence))
    return compared


def interval(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, right / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def table(compared: list[Compared]) -> str:
    """Return the reliability table of these machines, in Markdown."""
    rows = [
        "| stated confidence | mean stated | verdicts | right | share | 95 % interval |",
        "|---|---|---|---|---|---|",
    ]
    for band, (right, total) in calibration(compared).items():
        inside = [
            item.confidence
            for item in compared
            if item.outcome in DECIDED and int(item.confidence * 10 + 1e-9) / 10 == band
        ]
        low, high = interval(right, total)
        rows.append(
            f"| {band:.1f} to {band + 0.09:.2f} | {sum(inside) / total:.2f} | {total} | {right} "
            f"| {right / total:.0%} | {low:.0%} to {high:.0%} |"
        )
    return "\n".join(rows)


def reliability() -> str:
    """Return both tables: the recorded machines where they are, and the golden ones."""
    folder = shared()
    parts = []
    if folder is not None:
        compared = compare_all(folder)
        counts = Counter(item.outcome for item in compared)
        summary = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
        parts += [
            f"Recorded machines ({summary}):",
            table(compared),
            f"O{bounds(compared)[1:]}.",
        ]
    parts += ["Golden machines:", table(compare_golden())]
    return "\n\n".join(parts) + "\n"


def write(document: Path) -> str:
    """Put the tables between the document's marks, and return what was there before."""
    text = document.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    before, _, tail = rest.partition(END)
    document.write_text(f"{head}{BEGIN}{reliability()}{END}{tail}", encoding="utf-8")
    return before


if __name__ == "__main__":
    captures = shared()
    if "--calibration" in sys.argv and captures is None:
        print("no recorded machines: docs/calibration.md is left as it is; the golden ones only")
        print(reliability())
    elif "--calibration" in sys.argv:
        before = write(DOCUMENT)
        print(reliability())
        print("unchanged" if before == reliability() else "docs/calibration.md has changed")
    else:
        print(report(compare_all(captures)) if captures else "no captures: set HV_SHARED")

"""Prints where hv and its peers agree on the peers' own recorded machines; `make peers`.

The disagreements are explained in reasons.toml; one that is not there fails. A reason holds for
what we say now: when our verdict changes, it must be written again.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from hvutils import Verdict
from tests.peers import lscpu, virt_what
from tests.peers.cases import Case, differences, read
from tests.peers.fetching import FetchError, sources

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "test-output" / "peers"
REASONS = Path(__file__).with_name("reasons.toml")

# The source package, which part of it counts, and what runs it.
PACKAGES = (
    ("virt-what", "virt-what", virt_what),
    ("util-linux", "tests/ts/lscpu/dumps", lscpu),
)


def main() -> int:
    """Compare, print the table, and return 1 where a disagreement has no reason."""
    try:
        compared = [(case, read(case)) for case in _cases()]
    except FetchError as error:
        print(f"The peers cannot be compared: {error}", file=sys.stderr)
        return 2
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    print(f"{'peer':10}{'machine':28}{'the peer says':34}{'hv says':44}")
    used, unexplained, agreed = set(), 0, 0
    for case, verdict in compared:
        differ = differences(case.said, verdict)
        row = f"{case.peer:10}{case.machine:28}{case.said.words:34}{ours(verdict):44}"
        if not differ:
            agreed += 1
            print(f"{row}agree")
            continue
        entry = reasons.get(case.peer, {}).get(case.machine, {})
        used.add((case.peer, case.machine))
        if entry.get("hv") == ours(verdict):
            print(f"{row}differ ({', '.join(differ)}): {entry['reason']}")
        else:
            unexplained += 1
            print(f"{row}DIFFER ({', '.join(differ)}), and no reason is written in {REASONS.name}")
    for peer, machines in reasons.items():
        for machine in machines:
            if (peer, machine) not in used:
                print(f"{peer} {machine}: the reason is not needed any more")
    differ_in_all = len(compared) - agreed
    print(f"{agreed} of {len(compared)} agree, {differ_in_all} differ, {unexplained} unexplained")
    return 1 if unexplained else 0


def _cases() -> list[Case]:
    found = []
    for package, part, peer in PACKAGES:
        work = WORK / "machines" / package
        work.mkdir(parents=True, exist_ok=True)
        found.extend(peer.cases(sources(package, WORK, part), work))
    return found


def ours(verdict: Verdict | None) -> str:
    """Return what we say, in one line."""
    if verdict is None:
        return "no probe"
    words = [verdict.role.value, verdict.hypervisor, verdict.cloud, verdict.container]
    return " ".join(str(word) for word in words if word)


if __name__ == "__main__":
    sys.exit(main())

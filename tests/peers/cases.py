"""A peer's recorded machine: what the peer itself says of it, and where we read the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hvutils import Capture, Verdict, classify
from hvutils.errors import CaptureError
from hvutils.tables.words import Cloud, Container, Hypervisor, Role

__all__ = ["Case", "Said", "differences", "read"]


@dataclass(frozen=True)
class Said:
    """What a peer concludes, in our words.

    Args:
        words: what it printed.
        hypervisors: the families that these words can mean; empty where they name none.
        host: the machine runs the hypervisor itself.
        present: it is a guest, of whatever family.
        clouds: the clouds that it names.
        containers: the containers that it names.
    """

    words: str
    hypervisors: frozenset[Hypervisor] = frozenset()
    host: bool = False
    present: bool = False
    clouds: frozenset[Cloud] = frozenset()
    containers: frozenset[Container] = frozenset()


@dataclass(frozen=True)
class Case:
    """One machine of a peer's own tests."""

    peer: str
    machine: str
    folder: Path
    said: Said


def read(case: Case) -> Verdict | None:
    """Return our verdict on the machine, or None where nothing of it is a probe."""
    try:
        return classify(Capture.load(case.folder))
    except CaptureError:
        return None


def differences(said: Said, verdict: Verdict | None) -> list[str]:
    """Return on what a peer and we disagree: role, hypervisor, cloud, container.

    A peer that names nothing says that there is nothing: a guest is a disagreement then.
    """
    role = Role.UNDETERMINED if verdict is None else verdict.role
    hypervisor = verdict.hypervisor if verdict else None
    found = []
    virtual = bool(said.hypervisors) or said.present
    wanted = {Role.HOST} if said.host else {Role.GUEST} if virtual else set(Role) - {Role.GUEST}
    if role not in wanted:
        found.append("role")
    if said.hypervisors and hypervisor not in said.hypervisors:
        found.append("hypervisor")
    if said.clouds and (verdict is None or verdict.cloud not in said.clouds):
        found.append("cloud")
    if said.containers and (verdict is None or verdict.container not in said.containers):
        found.append("container")
    return found

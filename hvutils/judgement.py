"""What a verdict is, what it states besides the rules' conclusion, and how programs read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hvutils.captures.probe import Unread
from hvutils.evidence.conflicts import Conflict, conflicts
from hvutils.evidence.finding import Subject
from hvutils.evidence.nesting import nested, nesting_exposed
from hvutils.evidence.next_probes import next_probes
from hvutils.evidence.setting import Setting
from hvutils.evidence.weighing import Case
from hvutils.reporting import Findings
from hvutils.reporting.json_line import json_line
from hvutils.tables.hypervisors import type_of
from hvutils.tables.words import Cloud, Container, Hypervisor, HypervisorType, Role

__all__ = ["SCHEMA", "Conflict", "Verdict", "concluded_on"]

SCHEMA = 1
"""The version of docs/verdict.schema.json that a verdict is written in."""


@dataclass(frozen=True, repr=False)
class Verdict:
    """The conclusion on one machine. ``None`` means not observed, which is never ``False``."""

    capture: str
    role: Role
    hypervisor: Hypervisor | None
    type: HypervisorType | None
    product: str | None
    cloud: Cloud | None
    container: Container | None
    nested: bool | None
    nesting_exposed: bool | None
    confidence: float
    findings: Findings
    conflicts: tuple[Conflict, ...]
    next_probes: tuple[str, ...]
    unread: tuple[Unread, ...] = ()

    @property
    def type_note(self) -> str:
        """Why the type is what it is, and where the literature disagrees; empty without one."""
        if self.type is None or self.hypervisor is None:
            return ""
        row = type_of(self.hypervisor, self.product)
        return f"{row.reason} ({row.source})" if row.type is self.type else ""

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as docs/verdict.schema.json has it."""
        return {
            "schema": SCHEMA,
            "capture": self.capture,
            "role": self.role.value,
            "hypervisor": self.hypervisor and self.hypervisor.value,
            "type": self.type and self.type.value,
            "product": self.product,
            "cloud": self.cloud and self.cloud.value,
            "container": self.container and self.container.value,
            "nested": self.nested,
            "nesting_exposed": self.nesting_exposed,
            "confidence": self.confidence,
            "findings": [
                {
                    "kind": item.kind.value,
                    "file": item.file,
                    "line": item.line,
                    "text": item.text,
                    "says": str(item.says),
                    "strength": item.strength,
                    "source": item.source,
                }
                for item in self.findings
            ],
            "conflicts": [str(conflict) for conflict in self.conflicts],
            "next_probes": list(self.next_probes),
            "unread": [{"file": item.name, "reason": item.reason} for item in self.unread],
        }

    def to_json(self) -> str:
        """Return the verdict as one line of JSON."""
        return json_line(self.to_dict())

    def __repr__(self) -> str:
        # Where there is no notebook, a prompt shows the card as text.
        return str(self)

    def __str__(self) -> str:
        """Return the verdict and its evidence as lines of text."""
        from hvutils.reporting.as_notebook import text

        return text(self)

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, str]:
        from hvutils.reporting.as_notebook import bundle

        return bundle(self)


def concluded_on(
    name: str,
    case: Case,
    role: Role,
    hypervisor: Hypervisor | None,
    *,
    sure: float,
    where: Setting,
) -> Verdict:
    """Return the verdict with all that it states besides what the rules concluded.

    Args:
        name: what the capture is called.
        case: the findings.
        role: what the rules concluded.
        hypervisor: whose guest or host the machine is.
        sure: the confidence, from 0 to 1.
        where: what the probes ran on and which there are.
    """
    clouds, products = case.clouds(role, hypervisor), case.of(Subject.PRODUCT)
    containers = case.of(Subject.CONTAINER)
    product = products[0].says.name if products else None
    within = nested(case, role, hypervisor)
    return Verdict(
        capture=name,
        role=role,
        hypervisor=hypervisor,
        type=_type(role, hypervisor, product),
        product=product,
        cloud=clouds[0].says.cloud if clouds else None,
        container=containers[0].says.container if containers else None,
        nested=within,
        nesting_exposed=nesting_exposed(case, role, within=within),
        confidence=sure,
        findings=Findings(case.findings),
        conflicts=conflicts(case, role, hypervisor),
        next_probes=next_probes(case, role, hypervisor, sure, where),
    )


def _type(role: Role, hypervisor: Hypervisor | None, product: str | None) -> HypervisorType | None:
    """Return the type: it follows from the hypervisor, or its product, only where it does."""
    if role not in (Role.GUEST, Role.HOST):
        return None
    if hypervisor is None:
        return HypervisorType.UNDETERMINED
    told = type_of(hypervisor, product).type
    # Workstation and Fusion make vmnet interfaces; ESXi calls its own vmk and vmnic, and says
    # that it is ESXi.
    if role is Role.HOST and hypervisor is Hypervisor.VMWARE:
        return told if told is HypervisorType.TYPE_1 else HypervisorType.TYPE_2
    return told

"""What a verdict is, and how it is written for programs. No rule stands here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hvutils.evidence.conflicts import Conflict
from hvutils.reporting import Findings
from hvutils.reporting.json_line import json_line
from hvutils.tables.hypervisors import type_of
from hvutils.tables.words import Cloud, Container, Hypervisor, HypervisorType, Role

__all__ = ["SCHEMA", "Conflict", "Verdict"]

SCHEMA = 1
"""The version of docs/verdict.schema.json that a verdict is written in."""


@dataclass(frozen=True)
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
        }

    def to_json(self) -> str:
        """Return the verdict as one line of JSON."""
        return json_line(self.to_dict())

    def __str__(self) -> str:
        """Return the verdict and its evidence as lines of text."""
        from hvutils.reporting.as_notebook import text

        return text(self)

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, str]:
        from hvutils.reporting.as_notebook import bundle

        return bundle(self)

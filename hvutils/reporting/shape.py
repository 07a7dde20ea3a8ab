"""What reporting asks of a verdict, so that it can stand below the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from hvutils.captures.probe import Unread
from hvutils.evidence.finding import Finding
from hvutils.tables.words import Cloud, Container, Hypervisor, HypervisorType, Role

__all__ = ["Disputed", "Judged"]


class Disputed(Protocol):
    """A finding that something contradicts."""

    @property
    def finding(self) -> Finding:
        """Which finding."""

    @property
    def reason(self) -> str:
        """The likely reason."""


class Judged(Protocol):
    """A verdict, as ``hvutils.verdict.Verdict`` is one. ``None`` means not observed."""

    @property
    def capture(self) -> str:
        """What the machine is called."""

    @property
    def role(self) -> Role:
        """Guest, host, bare metal, or undetermined."""

    @property
    def hypervisor(self) -> Hypervisor | None:
        """A host's own hypervisor; a guest's innermost one."""

    @property
    def type(self) -> HypervisorType | None:
        """Type 1, type 2, or undetermined."""

    @property
    def type_note(self) -> str:
        """Why the type is what it is; empty where there is no more to say."""

    @property
    def product(self) -> str | None:
        """The firmware's product name."""

    @property
    def cloud(self) -> Cloud | None:
        """The cloud that the machine stands in."""

    @property
    def container(self) -> Container | None:
        """The container that the probes ran in."""

    @property
    def nested(self) -> bool | None:
        """Whether a hypervisor is beneath this machine's own."""

    @property
    def nesting_exposed(self) -> bool | None:
        """Whether VT-x or AMD-V is offered to this guest."""

    @property
    def confidence(self) -> float:
        """How sure that is, from 0 to 1."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found."""

    @property
    def conflicts(self) -> Sequence[Disputed]:
        """What contradicts what, with the likely reason; ``str`` gives the sentence."""

    @property
    def next_probes(self) -> tuple[str, ...]:
        """The commands that would settle what is open."""

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What could not be read, and why."""

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as docs/verdict.schema.json has it."""

    def to_json(self) -> str:
        """Return the verdict as one line of JSON."""

"""Evidence of a container, a fact of its own: it says nothing on the machine below it."""

from __future__ import annotations

from collections.abc import Iterator

from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers.containers import ContainerRecord, Mark, MarkKind
from hvutils.tables.containers import ENVIRONMENT, cgroup
from hvutils.tables.words import Container, Hypervisor

__all__ = ["find"]

_N = Container
_INTERFACE = "systemd container interface"


def find(record: ContainerRecord) -> Iterator[Finding]:
    """Yield what the marks of one file say; the same control group comes many times."""
    seen: set[tuple[MarkKind, str]] = set()
    for mark in record.marks:
        for text, says, strength, source in _says(mark):
            key = (mark.kind, str(says))
            if key not in seen:
                seen.add(key)
                yield Finding(
                    Kind.CONTAINER,
                    Witness.SYSTEM,
                    record.file,
                    mark.line,
                    text,
                    says,
                    strength,
                    source,
                )


def _says(mark: Mark) -> Iterator[tuple[str, Says, float, str]]:
    value = mark.value
    match mark.kind:
        case MarkKind.CGROUP:
            row = cgroup(value)
            if row is not None:
                text = f"control group {value[:60]}"
                says = Says(Subject.CONTAINER, container=row.container)
                yield text, says, row.strength, row.source
        case MarkKind.MARKER:
            container = _N.DOCKER if value == ".dockerenv" else _N.PODMAN
            says = Says(Subject.CONTAINER, container=container)
            yield f"marker file /{value}", says, 0.85, "systemd virt.c"
        case MarkKind.ENGINE:
            says = Says(Subject.CONTAINER, container=ENVIRONMENT.get(value, _N.OTHER))
            yield f"engine {value}", says, 0.9, "Podman containerenv"
        case MarkKind.VARIABLE if value:
            says = Says(Subject.CONTAINER, container=ENVIRONMENT.get(value, _N.OTHER))
            yield f"container={value[:40]}", says, 0.9, _INTERFACE
        case MarkKind.CONTEXT if int(value) > 1:
            # 0 is the host's own, 1 the one that sees all others.
            says = Says(Subject.CONTAINER, container=_N.LINUX_VSERVER)
            yield f"VxID: {value}", says, 0.85, "virt-what"
        case MarkKind.BEANS if int(value) > 0:
            says = Says(Subject.CONTAINER, container=_N.OPENVZ)
            yield f"beancounters of {value}", says, 0.8, "OpenVZ manual, user_beancounters"
        case MarkKind.ROOT:
            docker = value == "/var/lib/docker/"
            says = Says(Subject.CONTAINER, container=_N.DOCKER if docker else _N.OTHER)
            yield f"the root is mounted from {value}", says, 0.85, "Linux overlayfs, Docker manual"
        case MarkKind.KERNEL:
            says = Says(Subject.CONTAINER, container=_N.WSL)
            yield f"kernel …-{value}", says, 0.9, "Microsoft WSL"
            if value.startswith("microsoft-standard"):
                # WSL 2 runs in a virtual machine of its own, on Hyper-V.
                runs = Says(Subject.HYPERVISOR, Hypervisor.HYPER_V)
                yield f"kernel …-{value}", runs, 0.8, "Microsoft WSL 2"

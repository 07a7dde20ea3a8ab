"""What a student's classifier sees, and how it fares on the practice machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hvutils.captures import Capture
from hvutils.lab.shelf import Sample, sample, samples
from hvutils.lab.views import capture_of
from hvutils.parsers.overview import overview

__all__ = ["recorded", "seen", "this_machine", "try_out"]

_LONGEST = 60


def this_machine() -> Capture:
    """Return what the probes print on the machine that this notebook runs on; they only read.

    Raises:
        CaptureError: it has none of the probes.
    """
    return Capture.live()


def recorded(path: str) -> Capture:
    """Return what ``hv record`` wrote on another machine.

    Args:
        path: the archive or folder, such as ``my-server.tar.gz``.

    Raises:
        CaptureError: it cannot be read; the message says why.
    """
    return Capture.load(path)


def seen(machine: Capture | Sample) -> dict[str, Any]:
    """Return what a machine's probes say of its platform: plain values, nothing decided.

    Args:
        machine: a sample, a server, or ``this_machine()``.

    Raises:
        AnswerError: ``machine`` is neither.
    """
    return overview(capture_of(machine)).to_dict()


def try_out(classifier: Callable[[dict[str, Any]], object], *names: str) -> None:
    """Print what a classifier says of each practice machine, beside what the expert says.

    Args:
        classifier: a function of one argument, what ``seen`` returns.
        names: practice machines; by default all.

    Raises:
        CaptureNotFoundError: there is no practice machine of such a name.
    """
    if not callable(classifier):
        print("give the function itself, by its name and without brackets: try_out(platform)")
        return
    lines, agreed = [], 0
    names = names or tuple(samples())
    width = max(20, *map(len, names))
    for name in names:
        expert = sample(name).hypervisor
        said, same = _said(classifier, name, expert)
        agreed += same
        word = "agrees" if same else "differs"
        lines.append(f"{word:8} {name:{width}} {said:14} expert: {expert}")
    print("\n".join([*lines, f"{agreed} of {len(lines)} agree"]))


def _said(
    classifier: Callable[[dict[str, Any]], object], name: str, expert: str
) -> tuple[str, bool]:
    try:
        value = classifier(seen(sample(name)))
        return repr(value)[:_LONGEST], isinstance(value, str) and value == expert
    # Whatever a student's function raises is told to the student, never raised through.
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:_LONGEST], False

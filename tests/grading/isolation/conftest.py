"""Kernels to look out of: code runs in a real one, and the test sees what it printed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hvutils.grading.isolation.execution import Executed, Job, Kernels
from hvutils.grading.isolation.jobs import CodeCell, DataFile
from hvutils.grading.isolation.limits import Limits

SECONDS = 20
MB = 1024**2
AFTER = "print('after')"

Inside = Callable[..., str]
"""Runs code in a fresh kernel, and returns what it printed or the error's name and words."""


def job(*sources: str, timeout: int = SECONDS, files: tuple[DataFile, ...] = ()) -> Job:
    """A notebook of these cells."""
    cells = tuple(CodeCell(index, source) for index, source in enumerate(sources))
    return Job("ada", "recon", "recon", cells, files=files, timeout=timeout)


def said(executed: Executed, cell: int = 0) -> str:
    """What a cell printed or raised."""
    texts = []
    for output in executed.outputs.get(cell, ()):
        match output["output_type"]:
            case "stream":
                texts.append(output["text"])
            case "error":
                texts.append(f"{output['ename']}: {output['evalue']}")
            case _:
                texts.append(output["data"].get("text/plain", ""))
    return "".join(texts).strip()


@pytest.fixture(scope="session")
def kernels(needs_isolation: Path) -> Iterator[Kernels]:
    """Kernels with the limits that the course has."""
    with Kernels(needs_isolation, Limits()) as kernels:
        yield kernels


@pytest.fixture(scope="session")
def tight(needs_isolation: Path) -> Iterator[Kernels]:
    """Kernels with limits that are soon reached."""
    limits = Limits(
        memory=1024 * MB,
        total_memory=512 * MB,
        processes=40,
        cpu_seconds=3,
        file_bytes=1 * MB,
        open_files=100,
        folder_bytes=8 * MB,
        output_bytes=1 * MB,
        wall_seconds=20,
    )
    with Kernels(needs_isolation, limits) as kernels:
        yield kernels


@pytest.fixture(scope="session")
def inside(kernels: Kernels) -> Inside:
    """Run code in a kernel."""

    def run(code: str, timeout: int = SECONDS) -> str:
        executed = kernels.execute(job(code, timeout=timeout))
        return " ".join([said(executed), *executed.incidents])

    return run


@pytest.fixture
def limited(needs_isolation: Path) -> Iterator[Callable[[Limits], Kernels]]:
    """Make kernels with limits of the test's own."""
    with contextlib.ExitStack() as stack:
        yield lambda limits: stack.enter_context(Kernels(needs_isolation, limits))

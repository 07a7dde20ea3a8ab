"""Execution on a Dask cluster: a scheduler and two workers, as processes of their own.

Where this is root, the workers see neither the course nor what the checkout knows to be right:
their processes have mounts of their own, with nothing where the course, ``source/`` and the truths
of the pool lie.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..conftest import ASSIGNMENT
from .conftest import hv_grade
from .gradebooks import rows

pytestmark = pytest.mark.grading

KEPT_HERE = ("source", "hvutils/grading/pool")
HIDING = (
    'while [ "$1" != -- ]; do mount -t tmpfs -o ro none "$1" || exit 1; shift; done; '
    'shift; exec "$@"'
)


@dataclass
class Dask:
    """A running cluster.

    Args:
        address: the scheduler's.
        workers: the processes of the workers.
    """

    address: str
    workers: list[subprocess.Popen]


def dask(*words: str) -> list[str]:
    # No dashboard: it asks for a port that another cluster may have.
    return [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:], "--no-dashboard"]


@contextmanager
def process(words: list[str], folder: Path) -> Iterator[subprocess.Popen]:
    with (folder / "log").open("ab") as log:
        run = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield run
    finally:
        run.kill()
        run.wait()


@pytest.fixture
def cluster(needs_isolation, repo_root, tmp_path, course) -> Iterator[Dask]:
    """A scheduler and two workers of one thread each."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    place = tmp_path / "cluster"
    place.mkdir()
    one = ["--nworkers", "1", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1"]
    with ExitStack() as stack:
        words = dask("scheduler", "--host", "127.0.0.1", "--port", str(port))
        stack.enter_context(process(words, place))
        workers = []
        for number in range(2):
            folder = place / f"worker-{number}"
            folder.mkdir()
            words = dask("worker", address, *one, "--local-directory", str(folder))
            if os.getuid() == 0:
                nothing = [str(course), *(str(repo_root / place) for place in KEPT_HERE)]
                words = ["unshare", "--mount", "sh", "-c", HIDING, "sh", *nothing, "--", *words]
            workers.append(stack.enter_context(process(words, folder)))
        wait_for_workers(address, 2)
        yield Dask(address, workers)


def wait_for_workers(address: str, number: int) -> None:
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=60)


def test_a_cluster_gives_the_same_gradebook(course, handed_in, tmp_path, cluster):
    alone = shutil.copytree(handed_in, tmp_path / "alone")
    assert hv_grade(alone).returncode == 0
    run = hv_grade(course, "--scheduler", cluster.address)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stderr == ""
    assert rows(course) == rows(alone)


def test_a_worker_that_is_lost_costs_a_retry(course, handed_in, tmp_path, cluster):
    alone = shutil.copytree(handed_in, tmp_path / "alone")
    assert hv_grade(alone).returncode == 0
    words = [sys.executable, "-m", "hvutils", "grade", ASSIGNMENT, "--course", str(course)]
    with subprocess.Popen(
        [*words, "--scheduler", cluster.address], stdout=subprocess.PIPE, text=True
    ) as run:
        record = course / "grading" / f"{ASSIGNMENT}.jsonl"
        while run.poll() is None and not record.exists():
            time.sleep(0.05)
        assert run.poll() is None
        cluster.workers[0].kill()
        said, _ = run.communicate(timeout=180)
    assert run.returncode == 0, said
    assert rows(course) == rows(alone)


def test_a_scheduler_that_does_not_answer(course):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
    refuses(course, address, "does not answer: check the address")


def test_a_host_that_there_is_not(course):
    refuses(course, "tcp://no.such.host.invalid:1", "does not answer: check the address")


@pytest.mark.parametrize("address", ["tcp://", "nonsense://host:1", "tcp://host:many"])
def test_an_address_that_is_none(course, address):
    refuses(course, address, "is no address of a scheduler: write it as tcp://host:8786")


def test_something_that_listens_and_is_no_scheduler(course):
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        refuses(course, address, "does not answer: check the address")


def test_a_scheduler_without_workers(course, cluster):
    for worker in cluster.workers:
        worker.kill()
        worker.wait()
    time.sleep(1)
    refuses(course, cluster.address, "has no workers: start some with dask worker")


def refuses(course: Path, address: str, words: str) -> None:
    run = hv_grade(course, "--scheduler", address)
    assert run.returncode == 2, run.stdout + run.stderr
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1, run.stderr
    assert not (course / "grading").exists()

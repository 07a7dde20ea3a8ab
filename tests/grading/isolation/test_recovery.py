"""What ends the warm process from outside costs a restart, and never the class."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from hvutils.errors import IsolationError
from hvutils.grading.isolation.jobs import DataFile
from hvutils.grading.isolation.limits import Limits

from .conftest import job, said

pytestmark = pytest.mark.grading


def kill_warm(kernels) -> None:
    os.kill(kernels.warm()._pid, signal.SIGKILL)


def test_killed_between_two_notebooks(limited):
    kernels = limited(Limits())
    assert said(kernels.execute(job("print(1)"))) == "1"
    kill_warm(kernels)
    executed = kernels.execute(job("print(2)"))
    assert said(executed) == "2"
    assert executed.incidents == ()


def test_killed_while_a_notebook_runs(limited):
    kernels = limited(Limits())
    threading.Timer(0.5, kill_warm, [kernels]).start()
    executed = kernels.execute(job("import time; time.sleep(1.5); print('done')"))
    assert said(executed) == "done"


def test_a_notebook_that_it_never_outlives_is_contained(limited):
    kernels = limited(Limits())
    stop = threading.Event()

    def again() -> None:
        first = None
        for _ in range(400):
            warm = kernels._warm
            if warm._kernels and warm._pid != first:
                first = warm._pid
                time.sleep(0.5)
                os.kill(first, signal.SIGKILL)
                if stop.is_set():
                    return
                stop.set()
            time.sleep(0.05)

    killer = threading.Thread(target=again)
    killer.start()
    executed = kernels.execute(job("import time; time.sleep(4)"))
    killer.join()
    assert executed.incidents == ("It ended the process that kernels are forked from, 2 times.",)
    assert said(kernels.execute(job("print('next')"))) == "next"


def test_where_nothing_can_be_isolated_any_longer_it_says_so(limited, monkeypatch, tmp_path):
    kernels = limited(Limits())
    kernels.execute(job("1"))
    monkeypatch.setenv("PATH", str(tmp_path))
    kill_warm(kernels)
    with pytest.raises(IsolationError, match="install the package bubblewrap"):
        kernels.execute(job("1"))


def test_files_that_are_too_many_are_refused_by_name_of_their_size(limited):
    kernels = limited(Limits(folder_bytes=2 * 1024**2))
    executed = kernels.execute(job("1", files=(DataFile("f", bytes(3 * 1024**2)),)))
    assert executed.incidents == ("Its files take 3 MB, and may take 2 MB.",)
    assert executed.outputs == {}

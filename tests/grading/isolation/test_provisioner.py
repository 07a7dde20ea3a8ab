"""Jupyter's own managers start isolated kernels through the provisioner."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from hvutils.grading.isolation.provisioner import IsolatedKernelManager, IsolatedProvisioner

pytestmark = pytest.mark.grading


@pytest.fixture(autouse=True)
def registered(needs_isolation, monkeypatch):
    monkeypatch.setattr(
        "hvutils.grading.isolation.provisioner.student_python", lambda: needs_isolation
    )


def test_jupyter_finds_it_by_its_name():
    factory = KernelProvisionerFactory.instance()
    assert factory.provisioners["hv-isolated"].load() is IsolatedProvisioner


def test_nbclient_runs_a_notebook_in_it():
    sources = ("x = 20", "import os; print(os.getuid(), os.getpid(), x + 1)", "1 / 0")
    nb = new_notebook(cells=[new_code_cell(source) for source in sources])
    client = NotebookClient(nb, kernel_manager_class=IsolatedKernelManager, allow_errors=True)
    client.execute()
    assert nb.cells[1].outputs[0].text == "1000 1 21\n"
    assert nb.cells[2].outputs[0].ename == "ZeroDivisionError"


def test_a_manager_interrupts_restarts_and_ends_it():
    async def use() -> list[object]:
        manager = IsolatedKernelManager()
        await manager.start_kernel()
        seen: list[object] = [await manager.is_alive()]
        await manager.interrupt_kernel()
        await manager.restart_kernel(now=True)
        seen.append(await manager.is_alive())
        await manager.shutdown_kernel(now=True)
        seen.append(await manager.is_alive())
        return seen

    # In a thread of its own: Playwright's browser keeps a loop running in the tests' thread.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, use()).result() == [True, True, False]

"""Removing a hub: refused while it runs, for without its folder it could not be stopped."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="what runs is looked up in /proc")
def test_a_hub_that_runs_is_not_removed(monkeypatch, repo_root: Path, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(repo_root / "tools")
    hubs = importlib.import_module("hubs")
    python = tmp_path / "envs" / "server" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    with subprocess.Popen([str(python), "-c", "input()"], stdin=subprocess.PIPE) as running:
        try:
            with pytest.raises(hubs.SetupError, match=r"still runs: stop it with Ctrl\+C"):
                hubs.remove(tmp_path)
            assert python.exists()
        finally:
            running.kill()
    python.unlink()
    assert hubs.remove(tmp_path) == 0
    assert not tmp_path.exists()

"""The measurement: it says something everywhere, and nothing on stderr."""

from __future__ import annotations

import platform
import sys

import pytest

from hvutils.lab import measure_exits, measuring


def test_it_tells_what_it_measured(capfd):
    measure_exits()
    out, err = capfd.readouterr()
    assert err == ""
    assert "a system call" in out
    if sys.platform == "linux" and platform.machine() == "x86_64":
        assert "not timed" not in out


@pytest.mark.parametrize("machine", ["aarch64", "riscv64"])
def test_on_other_processors_it_says_what_it_cannot_time(monkeypatch, capsys, machine):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    measure_exits()
    assert "not timed" in capsys.readouterr().out


def test_where_pages_may_not_be_run_it_says_so(monkeypatch, capsys):
    def refused(*args, **kwargs):
        raise PermissionError("no")

    monkeypatch.setattr(measuring.mmap, "mmap", refused)
    measure_exits()
    assert "not timed" in capsys.readouterr().out

"""Capturing the machine: bounded, and absent probes are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from hvutils.captures import live
from hvutils.errors import CaptureError


def test_files_below_a_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_COMMANDS", ())
    folder = tmp_path / "sys/class/dmi/id"
    folder.mkdir(parents=True)
    (folder / "sys_vendor").write_text("Xen\n")
    # Serial numbers identify the machine, not its platform: they are never read.
    (folder / "product_serial").write_text("secret\n")
    capture = live.capture(tmp_path)
    assert [file.name for file in capture.files] == ["sys/class/dmi/id/sys_vendor"]


def test_nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_COMMANDS", (("x.txt", ("no-such-command-here",)),))
    with pytest.raises(CaptureError, match="none of the probes"):
        live.capture(tmp_path)


def test_a_probe_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_SECONDS", 0.2)
    monkeypatch.setattr(live, "_COMMANDS", (("a.txt", ("echo", "kvm")), ("b.txt", ("sleep", "9"))))
    capture = live.capture(tmp_path)
    assert [file.name for file in capture.files] == ["a.txt"]
    assert [item.name for item in capture.unread] == ["b.txt"]


def test_output_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_COMMANDS", (("a.txt", ("yes",)),))
    (file,) = live.capture(tmp_path).files
    assert len(file.text) <= live._MAX_OUTPUT

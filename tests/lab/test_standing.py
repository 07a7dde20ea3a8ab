"""What a student is told: the due date, the last submission, and what is graded how."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path

import pytest

from hvutils.errors import AnswerError
from hvutils.lab import status

NOW = datetime.now(UTC)


def cell(name: str, points: float, **marks: bool) -> dict:
    return {"metadata": {"nbgrader": {"grade_id": name, "points": points, "grade": True, **marks}}}


def notebook(due: datetime | None) -> str:
    metadata = {"hypervisors_due": f"{due:%Y-%m-%dT%H:%M:%SZ}"} if due else {}
    cells = [cell("audit", 12), cell("essay", 4, solution=True), {"metadata": {}}]
    return json.dumps({"metadata": metadata, "cells": cells})


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A student's home with a configuration, a release and no submission."""
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    home = tmp_path / "home"
    (home / "recon").mkdir(parents=True)
    (home / "recon" / "recon.ipynb").write_text(notebook(None))
    (home / "nbgrader_config.py").write_text(
        "raise SystemExit('a configuration is read, and not run')\n"
        f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\nc.CourseDirectory.course_id = 'hv'\n"
    )
    monkeypatch.chdir(home / "recon")
    return tmp_path


def release(place: Path, due: datetime | None) -> None:
    folder = place / "exchange" / "hv" / "outbound" / "recon"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recon.ipynb").write_text(notebook(due))


def submit(place: Path, when: datetime) -> Path:
    stamp = f"{when:%Y-%m-%d %H:%M:%S.%f} UTC"
    folder = place / "jupyter_data_dir" / "nbgrader_cache" / "hv" / f"ada+recon+{stamp}"
    folder.mkdir(parents=True)
    (folder / "recon.ipynb").write_text("{}")
    (folder / "submission_secret.txt").write_text("secret")
    return folder


def test_without_an_exchange_it_says_so(place, capsys):
    status("recon")
    said = capsys.readouterr()
    assert "there is no exchange on this computer" in said.out
    assert "no due date is released with it" in said.out
    assert "audit (12)" in said.out and said.err == ""


def test_what_is_due_and_graded_how(place, capsys):
    release(place, NOW + timedelta(days=3, hours=12))
    status("recon")
    said = capsys.readouterr().out
    assert "UTC, in 3 days" in said
    assert "nothing yet from this account" in said
    assert "marked by a program, points  audit (12)" in said
    assert "marked by a person, points   essay (4)" in said


def test_the_last_submission_and_its_feedback(place, capsys):
    release(place, NOW)
    submit(place, NOW - timedelta(hours=5))
    submit(place, NOW + timedelta(hours=2))
    status("recon")
    said = capsys.readouterr().out
    assert "2 h 00 min after the due date; 2 times in all" in said
    assert "not released yet on the last one" in said
    pages = place / "exchange" / "hv" / "feedback"
    pages.mkdir()
    (pages / f"{md5(b'secretrecon').hexdigest()}.html").write_text("")
    status("recon")
    assert "released: fetch it" in capsys.readouterr().out


def test_in_time(place, capsys):
    release(place, NOW)
    submit(place, NOW - timedelta(hours=5))
    status("recon")
    assert "UTC, in time" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"cells": 1}', '{"cells": [1]}', '{"metadata": []}']
)
def test_a_damaged_copy_ends_in_no_traceback(place, capsys, text):
    (place / "home" / "recon" / "recon.ipynb").write_text(text)
    status("recon")
    assert "no due date" in capsys.readouterr().out


def test_an_assignment_that_is_not_there_is_named(place):
    with pytest.raises(AnswerError, match="no assignment 'nope'"):
        status("nope")

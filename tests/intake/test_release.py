"""nbgrader release_feedback: one student's trouble is that student's alone."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from traitlets.config import Config

from hvutils.grading.plugins import ContainedReleaseFeedback


def test_one_without_its_secret_keeps_feedback_from_nobody_else(tmp_path: Path, caplog):
    (tmp_path / "exchange" / "hypervisors").mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    for student, secret in (("ada", "1"), ("ben", None), ("zoe", "2")):
        folder = tmp_path / "course" / "feedback" / student / "recon"
        folder.mkdir(parents=True)
        (folder / "recon.html").write_text(f"feedback for {student}")
        (folder / "timestamp.txt").write_text("2026-11-24 12:00:00 UTC")
        if secret:
            (folder / "submission_secret.txt").write_text(secret)
    config = Config()
    config.CourseDirectory.root = str(tmp_path / "course")
    config.CourseDirectory.course_id = "hypervisors"
    config.CourseDirectory.assignment_id = "recon"
    config.Exchange.root = str(tmp_path / "exchange")
    app = ContainedReleaseFeedback(coursedir=CourseDirectory(config=config), config=config)
    with caplog.at_level(logging.ERROR):
        app.start()
    released = (tmp_path / "exchange" / "hypervisors" / "feedback").iterdir()
    assert sorted(path.read_text() for path in released) == ["feedback for ada", "feedback for zoe"]
    assert "Feedback for student 'ben' cannot be released" in caplog.text
    # Whoever asks for one alone must not take it for released.
    app.coursedir.student_id = "ben"
    with pytest.raises(ExchangeError, match="Feedback for student 'ben' cannot be released"):
        app.start()

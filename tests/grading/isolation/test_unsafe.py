"""Without isolation, by explicit wish only, and never without saying so."""

from __future__ import annotations

import pytest
from nbgrader.api import Gradebook

from hvutils.grading.course.course import Course
from hvutils.grading.course.demo import make_submissions
from hvutils.grading.isolation.jobs import UNSAFE
from tests.grading.conftest import lay_out_course

pytestmark = pytest.mark.grading


def test_each_result_is_marked(repo_root, tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    lay_out_course(repo_root, folder, tmp_path / "exchange")
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("c.IsolatedExecute.unsafe_no_sandbox = True\n")
    course = Course(folder)
    course.build("recon")
    make_submissions(folder, "recon", "recon")
    assert course.grade("recon", "ada") == ""
    # In the feedback, in the submission's comments, and in the report.
    page = (folder / "feedback" / "ada" / "recon" / "recon.html").read_text(encoding="utf-8")
    assert UNSAFE in page
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission("recon", "ada").notebooks
        comments = [comment.auto_comment or "" for comment in notebook.comments]
    assert comments
    assert all(UNSAFE in comment for comment in comments)
    assert UNSAFE in (folder / "grading" / "recon.jsonl").read_text(encoding="utf-8")

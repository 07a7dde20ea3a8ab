"""What a submission may take of a run's time, and of the places that the run writes to."""

from __future__ import annotations

import pytest

from hvutils.grading.isolation.jobs import DataFile
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.running.run import patience_with
from hvutils.grading.running.staging import lay_down

PAGE = DataFile("recon.html", b"feedback")


@pytest.mark.parametrize("notebooks", [1, 3])
def test_a_worker_is_not_ended_while_its_submission_has_time_left(notebooks):
    limits = Limits(wall_seconds=600)
    # Its cells, and once more those before a function that is called in another kernel.
    assert patience_with(limits, notebooks) > 2 * 600 * notebooks


@pytest.mark.parametrize("name", ["recon.html/x.txt", "recon.html/deep/er/x.txt"])
def test_a_folder_of_a_submissions_does_not_keep_its_feedback_from_it(tmp_path, name):
    lay_down(tmp_path, [DataFile(name, b"mine")])
    lay_down(tmp_path, [PAGE])
    assert (tmp_path / "recon.html").read_bytes() == b"feedback"


def test_a_file_of_a_submissions_gives_way_to_a_folder_of_the_courses(tmp_path):
    lay_down(tmp_path, [DataFile("data", b"mine"), DataFile("data/deep/table.csv", b"1")])
    assert (tmp_path / "data/deep/table.csv").read_bytes() == b"1"

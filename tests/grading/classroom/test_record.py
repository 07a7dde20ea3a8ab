"""The record of a run: added to, never torn, and by which key each mark was made."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils.grading.keys.key import load_key
from hvutils.grading.keys.version import key_version
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.record import (
    GradedItem,
    GradedRecord,
    append_record,
    graded_items,
    latest,
    read_records,
    record_path,
)


def record(student: str, points: float = 1.0, given: str = "vmware") -> GradedRecord:
    item = GradedItem("amber · platform", given, Outcome.RIGHT, points, 1.0, question="audit")
    return GradedRecord(
        student, "2026-11-20T10:00:00Z", "2026-11-24T10:00:00Z", "k1", items=(item,)
    )


def test_the_last_line_of_a_student_holds_and_the_others_stay(tmp_path):
    path = record_path(tmp_path, "recon")
    for line in (record("ada", 0.0), record("ben"), record("ada", 1.0)):
        append_record(path, line)
    assert [found.student for found in read_records(path)] == ["ada", "ben", "ada"]
    assert latest(read_records(path))["ada"].items[0].points == 1.0


def test_half_a_line_of_a_killed_run_costs_only_itself(tmp_path):
    path = record_path(tmp_path, "recon")
    append_record(path, record("ada"))
    with path.open("ab") as file:
        file.write(b'{"student": "ben", "submi')
    append_record(path, record("chloe"))
    assert [found.student for found in read_records(path)] == ["ada", "chloe"]


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_a_student_wrote_comes_back(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("record") / "recon.jsonl"
    append_record(path, record("ada", given=text))
    assert read_records(path)[0].items[0].given == text


@pytest.mark.parametrize("line", [b"[]", b"1", b"{}", b'{"student": 1}', b"[" * 100_000, b"\xff"])
def test_what_is_no_record_is_passed_over(tmp_path, line):
    path = tmp_path / "recon.jsonl"
    path.write_bytes(line + b"\n")
    append_record(path, record("ada"))
    assert [found.student for found in read_records(path)] == ["ada"]


def test_an_item_names_the_misconception_the_truth_and_the_server(repo_root):
    key = load_key(repo_root / "source" / "recon" / "recon.key.toml")
    wrong = {"cedar": {"platform": "vmware", "role": "guest"}}
    items = graded_items("recon", [mark("audit", key.questions["audit"], wrong)])
    found = next(item for item in items if item.subject == "cedar" and item.aspect == "role")
    assert found.notebook == "recon"
    assert found.truth
    choice = mark("empty-grep", key.questions["empty-grep"], "it is bare metal")
    assert "Absence of evidence" in graded_items("recon", [choice])[0].misconception


def test_a_comment_makes_no_new_version_and_a_changed_answer_does(repo_root, tmp_path):
    path = tmp_path / "recon.key.toml"
    shutil.copy(repo_root / "source" / "recon" / "recon.key.toml", path)
    before = key_version(path)
    path.write_text("# a remark\n" + path.read_text())
    assert key_version(path) == before
    path.write_text(path.read_text().replace("points = 3", "points = 4"))
    assert key_version(path) != before

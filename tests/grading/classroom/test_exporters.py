"""The exporters, through ``nbgrader export``."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from hvutils.grading.course.course import Course
from hvutils.grading.marking.record import GradedRecord, append_record, record_path

from ..conftest import lay_out_course

ROOM = "hvutils.grading.plugins"


@pytest.fixture(scope="module")
def folder(repo_root, tmp_path_factory) -> Path:
    """A course with marks: late, extra credit, waiting, held, none, and names that are formulas."""
    folder = tmp_path_factory.mktemp("export")
    lay_out_course(repo_root, folder / "course", folder / "exchange")
    course = Course(folder / "course")
    people = {
        "ada": ("Ada", "Lovelace", "ada@example.org", "4711"),
        "ben": ("=HYPERLINK(1)", 'Nguyễn "B", Jr', "ben@example.org", "ben@example.org"),
        "eva": ("Eva", None, None, None),
        "kim": ("Kim", "Park", "kim@example.org", "4713"),
    }
    with course.gradebook(make=True) as gradebook:
        gradebook.add_assignment("recon", duedate=datetime(2026, 11, 20, 22))
        gradebook.add_notebook("recon", "recon")
        for cell, points in (("audit", 12), ("essay", 4)):
            gradebook.add_grade_cell(cell, "recon", "recon", max_score=points, cell_type="code")
        for name, (first, last, email, number) in people.items():
            gradebook.add_student(
                name, first_name=first, last_name=last, email=email, lms_user_id=number
            )
        for name, points in (("ada", 10.125), ("ben", 11.0), ("kim", 3.0)):
            made = gradebook.add_submission("recon", name, timestamp=datetime(2026, 11, 21))
            by_name = {grade.name: grade for grade in made.notebooks[0].grades}
            by_name["audit"].auto_score = points
            for grade in by_name.values():
                grade.needs_manual_grade = name == "kim"
            if name == "ada":
                made.notebooks[0].late_submission_penalty = 2.0
            if name == "ben":
                by_name["audit"].extra_credit = 5.5
                by_name["essay"].needs_manual_grade = True
        gradebook.db.commit()
    held = GradedRecord("kim", "", "", "k", held="another set")
    append_record(record_path(course.root, "recon"), held)
    return course.root


def export(folder: Path, exporter: str, to: str, *words: str) -> subprocess.CompletedProcess:
    command = ["export", f"--exporter={ROOM}.{exporter}", "--to", to, *words]
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=folder,
        env=os.environ
        | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "JUPYTER_CONFIG_DIR": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def test_canvas(folder, tmp_path):
    run = export(folder, "canvas.CanvasExporter", str(tmp_path / "canvas.csv"))
    assert run.returncode == 0, run.stderr
    assert read(tmp_path / "canvas.csv") == [
        ["Student", "ID", "SIS Login ID", "Section", "recon"],
        ["    Points Possible", "", "", "", "16"],
        ["Lovelace, Ada", "4711", "ada", "", "8.12"],
        ['Nguyễn "B", Jr, =HYPERLINK(1)', "ben@example.org", "ben", "", "16.5"],
        ["Eva", "", "eva", "", ""],
        ["Park, Kim", "4713", "kim", "", ""],
    ]
    assert "waiting for marking by hand: 1" in run.stderr
    assert "kim, recon: held" in run.stderr


def test_moodle(folder, tmp_path):
    run = export(
        folder,
        "moodle.MoodleExporter",
        str(tmp_path / "moodle.csv"),
        "--MoodleExporter.titles={'recon': 'Reconnaissance'}",
    )
    assert run.returncode == 0, run.stderr
    assert read(tmp_path / "moodle.csv") == [
        ["Username", "First name", "Last name", "ID number", "Email address", "Reconnaissance"],
        ["ada", "Ada", "Lovelace", "4711", "ada@example.org", "8.12"],
        ["ben", "'=HYPERLINK(1)", 'Nguyễn "B", Jr', "", "ben@example.org", "16.5"],
    ]


def test_plain(folder, tmp_path):
    run = export(folder, "gradebook_csv.GradebookExporter", str(tmp_path / "plain.csv"))
    assert run.returncode == 0, run.stderr
    rows = list(csv.DictReader((tmp_path / "plain.csv").read_text().splitlines()))
    ada = rows[0]
    assert (ada["raw_score"], ada["late_submission_penalty"], ada["score"]) == (
        *("10.125", "2", "8.125"),
    )
    assert ada["timestamp"] == "2026-11-21T00:00:00Z" and ada["max_score"] == "16"
    assert [row["state"] for row in rows] == ["graded", "waits", "none", "none"]
    assert rows[1]["first_name"] == "'=HYPERLINK(1)"


def test_zero_for_none_is_a_choice(folder, tmp_path):
    run = export(
        folder,
        "canvas.CanvasExporter",
        str(tmp_path / "canvas.csv"),
        "--CanvasExporter.missing_is_zero=True",
        "--student",
        '["eva"]',
    )
    assert run.returncode == 0, run.stderr
    assert read(tmp_path / "canvas.csv")[2:] == [["Eva", "", "eva", "", "0"]]


@pytest.mark.parametrize(
    ("to", "words", "reason"),
    [
        ("/nowhere/x.csv", (), "'/nowhere/x.csv' cannot be written"),
        ("x.csv", ("--assignment", '["nope"]'), "there is no assignment 'nope'"),
    ],
)
def test_a_wrong_export_ends_in_a_sentence(folder, tmp_path, to, words, reason):
    run = export(folder, "canvas.CanvasExporter", to, *words)
    assert run.returncode == 2
    assert reason in run.stderr and "Traceback" not in run.stderr

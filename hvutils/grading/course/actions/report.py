"""``hv course report``: what the class has, as a table, as a page and as CSV."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from datetime import UTC, datetime

from hvutils.grading.classroom.as_csv import as_csv
from hvutils.grading.classroom.changes import changes
from hvutils.grading.classroom.page.page import page
from hvutils.grading.classroom.standing import read_class
from hvutils.grading.course.class_table import print_scores
from hvutils.grading.course.course import Course
from hvutils.grading.marking.record import latest, read_records, record_path
from hvutils.reporting.output import opened

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which assignment, and what to write."""
    parser.add_argument("assignment", help="the assignment, such as recon")
    parser.add_argument("--html", metavar="FILE", help="write the class report as one HTML page")
    parser.add_argument("--csv", metavar="FILE", help="write a row a student, as CSV")


def run(options: argparse.Namespace) -> int:
    """Print the class table, and write the report where it was asked for."""
    course, assignment = Course(options.course), options.assignment
    history = read_records(record_path(course.root, assignment))
    unmarked = {row.student: row.problem for row in latest(history).values()}
    scores = course.scores(assignment, unmarked)
    problems = {
        score.student: score.problem
        for score in scores
        if score.problem and not unmarked.get(score.student)
    }
    print_scores(scores)
    if options.html or options.csv:
        with course.gradebook() as gradebook:
            results = read_class(gradebook, course.root, assignment, problems)
        texts = []
        if options.html:
            texts.append((options.html, page(results, changes(history), datetime.now(UTC))))
        if options.csv:
            texts.append((options.csv, as_csv(results)))
        # Both files appear, or none of them.
        with ExitStack() as stack:
            for path, text in texts:
                stream = stack.enter_context(opened(path, machine=True))
                stream.write(text)
                stream.flush()
    return 0

"""``hv course variants``: any student's set with its truth, or how much sets overlap."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from hvutils.errors import KeyFileError
from hvutils.grading.course.course import Course
from hvutils.grading.keys.aliases import worked_as
from hvutils.grading.keys.key import Key, load_key
from hvutils.grading.keys.kinds import FunctionKey, MappingKey, TableKey
from hvutils.grading.keys.overlap import ItemOverlap, Overlap, measure_items, measure_overlap
from hvutils.sets import draw

__all__ = ["arguments", "run"]

_MADE_UP = tuple(f"student-{n:03}" for n in range(200))
_FEWEST = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the assignment and the student."""
    parser.add_argument("assignment", help="the assignment, such as recon")
    parser.add_argument(
        "student", nargs="?", help="whose set; without it, how much the class's sets overlap"
    )
    parser.add_argument("--host", metavar="NAME", help="whose set has the server of this name")


def _known(course: Course, assignment: str) -> tuple[str, ...]:
    """Return whoever may have worked on an assignment: the class, and who has handed in."""
    enrolled: list[str] = []
    if course.has_gradebook():
        with course.gradebook() as gradebook:
            enrolled = [student.id for student in gradebook.students]
    return tuple(sorted({*enrolled, *course.students(assignment)}))


def _print_owners(key: Key, assignment: str, host: str, names: Sequence[str]) -> None:
    """Print whose set has a server of this name."""
    assert key.sets is not None
    groups = tuple(key.sets.groups.values())
    owners = [name for name in names if host in draw(name, assignment, key.nonce, groups).hosts]
    for owner in owners:
        print(f"{host} is a server of {owner}")
    if not owners:
        print(f"{host} is no server of the {len(names)} students who are known")


def run(options: argparse.Namespace) -> int:
    """Print a student's set, with what is right about it, or the overlap of all.

    Raises:
        KeyFileError: there is no such assignment, or its key cannot be read.
    """
    course, console = Course(options.course), Console()
    for source in course.sources(options.assignment):
        key = load_key(source.with_suffix(".key.toml"))
        if options.host and key.sets is not None:
            known = _known(course, options.assignment)
            _print_owners(key, options.assignment, options.host, known)
        elif options.student:
            owner = worked_as(course.root, options.student)
            _print_set(key, options.assignment, options.student, owner, console)
        elif key.sets is None:
            raise KeyFileError(f"{key.name} draws no set: every student gets the same")
        else:
            there = tuple(course.students(options.assignment))
            chosen = there if len(there) >= _FEWEST else _MADE_UP
            who = "students who have submitted" if chosen is there else "made-up students"
            if key.sets.groups:
                _print_overlap(measure_overlap(key, options.assignment, chosen), who, console)
            items = measure_items(key, options.assignment, chosen)
            if items:
                _print_items(items, f"{len(chosen)} {who}", console)
    return 0


def _print_set(key: Key, assignment: str, student: str, owner: str, console: Console) -> None:
    drawn = key.for_student(owner, assignment)
    whose = student if owner == student else f"{student}, who worked as {owner}"
    if key.sets is None:
        console.print(f"{key.name} draws no set: {whose} gets what every student gets")
    elif drawn.servers is not None:
        console.print(f"The set of {whose}", highlight=False, markup=False)
        table = Table("host", "machine")
        for server in drawn.servers.servers:
            table.add_row(server.host, server.machine)
        console.print(table)
    for name, question in drawn.questions.items():
        if isinstance(question, FunctionKey):
            for call in question.calls:
                tried = call.machine or repr(call.input)
                right = " or ".join(map(repr, (call.returns, *call.also)))
                console.print(f"{name}({tried}) is {right}", highlight=False, markup=False)
        elif isinstance(question, MappingKey) and question.pick is not None:
            for item, words in question.items.items():
                right = next(iter(words.accepted))
                console.print(f"{name}, {item}: {right}", highlight=False, markup=False)
        elif isinstance(question, TableKey):
            _print_truths(name, question, console)


def _print_truths(name: str, question: TableKey, console: Console) -> None:
    """Print what is right in each column that a table asks for, and the lines that prove it."""
    console.print(name, highlight=False, markup=False)
    table = Table("host")
    for column in question.column_points:
        table.add_column(column, overflow="fold")
    for truth in question.truths:
        table.add_row(truth.name, *(truth.expert[column] for column in question.column_points))
    console.print(table)
    if "evidence" in question.column_points:
        for truth in question.truths:
            console.print(f"  {truth.line(truth.best)}", highlight=False, markup=False)


def _print_overlap(overlap: Overlap, who: str, console: Console) -> None:
    console.print(
        f"{overlap.students} {who} have {overlap.sets} different choices of machines; two of them "
        f"share {overlap.mean:.2f} on average, under other names and details"
    )
    table = Table("machines shared", "part of the pairs")
    for count, part in overlap.shares.items():
        table.add_row(str(count), f"{part:.1%}")
    console.print(table)
    table = Table("machine", "students who have it")
    for name, part in overlap.drawn.items():
        table.add_row(name, f"{part:.1%}")
    console.print(table)


def _print_items(items: Mapping[str, ItemOverlap], who: str, console: Console) -> None:
    table = Table("question", "asked", "shared by two", "pairs asked the very same")
    for name, found in items.items():
        asked = f"{found.pick} of {found.of}"
        table.add_row(name, asked, f"{found.mean:.2f}", f"{found.same:.1%}")
    console.print(f"items, over all pairs of {who}")
    console.print(table)

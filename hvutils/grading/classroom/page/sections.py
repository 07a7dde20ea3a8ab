"""The sections of the class report: each a heading, what is said, and a table or a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from hvutils.grading.classroom.alike import LEAST_COINCIDENCES, Alike
from hvutils.grading.classroom.answers import Confusion, WrongAnswer
from hvutils.grading.classroom.changes import Change
from hvutils.grading.classroom.help import RULES, Need
from hvutils.grading.classroom.items import FEW, ItemStatistics
from hvutils.grading.classroom.page.figures import figure
from hvutils.grading.classroom.page.itemchart import SHOWN, hardest, item_table, matrix, questions
from hvutils.grading.classroom.page.scores import histogram, hours
from hvutils.grading.classroom.page.tables import Column, bullets, code, table
from hvutils.grading.classroom.standing import ClassResults, Standing

__all__ = [
    "alike_section",
    "changes_section",
    "contained_section",
    "everyone_section",
    "help_section",
    "items_section",
    "platforms_section",
    "scores_section",
    "wrong_section",
]

_MOST_WRONG = 30
_MOST_PAIRS = 30


def scores_section(results: ClassResults) -> str:
    """Return how the class scored, and when it handed in."""
    pictures = figure(histogram(results))
    if (times := hours(results)) is not None:
        pictures += figure(times)
    return f'<div class="pictures">{pictures}</div>'


def items_section(
    items: Sequence[ItemStatistics], whole_questions: Sequence[ItemStatistics]
) -> str:
    """Return the item analysis, of whole questions and of their items."""
    if not items:
        return _none("No item is marked yet.")
    whole = item_table(items, f"All {len(items)} items, hardest first")
    return (
        "<p>An item that nearly all or nearly none get right tells little. One with a negative "
        "discrimination is missed by those who do well elsewhere: look at its wording and its key "
        "first.</p>"
        f'<div class="pictures">{figure(questions(whole_questions))}{figure(hardest(items))}</div>'
        f"<details{' open' if len(items) <= SHOWN else ''}><summary>All items as a table</summary>"
        f"{whole}</details>"
        '<p class="quiet"><b>Difficulty</b> is the share right and the mean share of the points '
        "(Ebel and Frisbie 1991). <b>Item-rest r</b> is the correlation of the item with all other "
        "items, the point-biserial for an item that is right or wrong (Henrysson 1963). "
        "<b>Upper-lower D</b> is the mean share of the points among the best 27 % less that among "
        f"the weakest 27 % (Kelley 1939). Both are left out below {FEW} answers. With sets per "
        "student, each item is judged over those who had it.</p>"
    )


def wrong_section(rows: Sequence[WrongAnswer]) -> str:
    """Return the commonest wrong answers."""
    if not rows:
        return _none("No wrong answer was given twice.")
    columns = (
        Column("item", "name"),
        Column("said", "text"),
        Column("right", "text"),
        Column("students", "n"),
        Column("of", "n"),
        Column("what is behind it", "text"),
    )
    cells = (
        (
            str(row.item),
            code(row.given),
            code(row.truth),
            str(len(row.students)),
            str(row.had),
            row.misconception,
        )
        for row in rows[:_MOST_WRONG]
    )
    shown = min(len(rows), _MOST_WRONG)
    return table(f"The {shown} commonest of {len(rows)} wrong answers", columns, cells)


def platforms_section(found: Confusion) -> str:
    """Return the confusion matrix."""
    if not found.truths:
        return _none("No question of this assignment asks for platforms.")
    return figure(matrix(found))


def help_section(needs: Sequence[Need]) -> str:
    """Return who needs help, and by which rules."""
    rules = "".join(f"<li>{words}</li>" for words, _ in RULES)
    stated = f"<p>A student is listed if one of these holds:</p><ul>{rules}</ul>"
    if not needs:
        return stated + _none("Nobody is.")
    columns = (Column("student", "name"), Column("points", "n"), Column("why", "text"))
    rows = ((_who(need.standing), _points(need.standing), bullets(need.reasons)) for need in needs)
    return stated + table(f"{_many(len(needs), 'student')}, fewest points first", columns, rows)


def contained_section(results: ClassResults) -> str:
    """Return the submissions that were contained, repaired or held, and why."""
    rows = []
    for standing in results.standings:
        if standing.held:
            rows.append((_who(standing), "held", bullets((standing.held, *standing.incidents))))
        elif standing.incidents:
            rows.append((_who(standing), "graded", bullets(standing.incidents)))
    if not rows:
        return _none("Every submission was graded as it was handed in.")
    columns = (Column("student", "name"), Column("state"), Column("what happened", "text"))
    return (
        "<p>Held submissions wait for you and have no mark. The others were graded; what is "
        "written here was stopped, repaired or left out, and cost nobody else anything.</p>"
        + table(_many(len(rows), "submission"), columns, rows)
    )


def alike_section(pairs: Sequence[Alike], students: int) -> str:
    """Return the pairs that are more alike than chance makes them."""
    many = math.comb(students, 2)
    bar = math.log2(max(1, many) * 100)
    measure = (
        "<p>This says where to look, and no more: students who work together, sit in one course "
        "or misread the same page are alike too.</p>"
        '<p class="quiet">Counted are identical wrong answers that at most one in twenty gave and '
        "behind which the key knows no misconception; and, where two students had different "
        "servers in the same place, a wrong answer that equals what the other said of a server of "
        "their own. Each is worth −log2 of the share that gave it. A pair is listed from "
        f"{LEAST_COINCIDENCES} on, where they come to more than log2(100 × {many} pairs) = "
        f"{bar:.1f} bits: were answers independent, one class in a hundred would show one. "
        "Identical wrong answers rather than identical answers: Holland 1996; Harpp and Hogan "
        "1993.</p>"
    )
    if not pairs:
        return measure + _none("No pair reaches that.")
    columns = (
        Column("two students", "name"),
        Column("shared", "n"),
        Column("bits", "n"),
        Column("what they share, rarest first", "text"),
    )
    rows = (
        (
            " and ".join(pair.students),
            str(len(pair.coincidences)),
            f"{pair.bits:.0f}",
            bullets([f"{row.where}: {row.given}" for row in pair.coincidences[:6]]),
        )
        for pair in pairs[:_MOST_PAIRS]
    )
    shown = f", the first {_MOST_PAIRS} of them" if len(pairs) > _MOST_PAIRS else ""
    return measure + table(f"{_many(len(pairs), 'pair')}{shown}, most alike first", columns, rows)


def changes_section(rows: Sequence[Change]) -> str:
    """Return what the last change of the key changed."""
    if not rows:
        return _none("No mark comes from a key that has changed since.")
    columns = (
        Column("student", "name"),
        Column("before", "n"),
        Column("after", "n"),
        Column("change", "n"),
        Column("items", "text"),
    )
    cells = (
        (
            row.student,
            f"{row.before:g}",
            f"{row.after:g}",
            _signed(row.after - row.before),
            bullets(
                [
                    f"{item.item}: {item.before:g} → {item.after:g}, said {item.given or 'nothing'}"
                    for item in row.items
                ]
            ),
        )
        for row in rows
    )
    return (
        "<p>Automatic points by the key before and by the key now. What was marked by hand, and "
        "comments, stay as they were.</p>"
    ) + table(f"{_many(len(rows), 'student')}, greatest change first", columns, cells)


def everyone_section(results: ClassResults) -> str:
    """Return the whole class."""
    versions = sorted({row.key_version for row in results.standings if row.key_version})
    several = len(versions) > 1
    columns = (
        Column("student", "name"),
        Column("points", "n"),
        Column("share", "n"),
        Column("handed in (UTC)", "when"),
        Column("late by", "when"),
        Column("penalty", "n"),
        Column("extra", "n"),
        *((Column("key"),) if several else ()),
        Column("note", "text"),
    )
    rows = (
        (
            _who(row),
            _points(row),
            f"{row.points / results.of:.0%}" if row.graded and results.of else "",
            f"{row.submitted:%Y-%m-%d %H:%M}" if row.submitted else "",
            _span(row.seconds_late),
            f"{row.penalty:g}" if row.penalty else "",
            f"{row.extra:g}" if row.extra else "",
            *((row.key_version,) if several else ()),
            row.problem or row.held or ("waits for marking by hand" if row.waits else ""),
        )
        for row in results.standings
    )
    by = f", all marked by version {versions[0]} of the key" if len(versions) == 1 else ""
    count = _many(len(results.standings), "student")
    return table(f"{count}, of {results.of:g} points{by}", columns, rows)


def _who(standing: Standing) -> str:
    return f"{standing.name} ({standing.student})" if standing.name else standing.student


def _points(standing: Standing) -> str:
    return f"{round(standing.points, 2):g}" if standing.graded else ""


def _signed(value: float) -> str:
    return f"{round(value, 4):+g}".replace("-", "−")


def _span(seconds: float) -> str:
    if seconds <= 0:
        return ""
    late = timedelta(seconds=round(seconds))
    hours, minutes = late.seconds // 3600, late.seconds // 60 % 60
    return f"{late.days} d {hours} h" if late.days else f"{hours} h {minutes:02} min"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _none(said: str) -> str:
    return f'<p class="none">{said}</p>'

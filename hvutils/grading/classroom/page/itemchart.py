"""Pictures of the items: what the class made of the hardest ones, and who was taken for whom."""

from __future__ import annotations

from collections.abc import Sequence

from hvutils.grading.classroom.answers import SILENT, Confusion
from hvutils.grading.classroom.items import FEW, ItemStatistics
from hvutils.grading.classroom.page.figures import Picture, box, line, words
from hvutils.grading.classroom.page.tables import Column, table
from hvutils.grading.marking.marks import Outcome
from hvutils.reporting.markup import escaped

__all__ = ["SHOWN", "hardest", "item_table", "matrix", "questions"]

SHOWN = 20
"""How many items the picture shows; the table has all."""

_WIDTH, _LABEL, _ROW, _LETTERS = 420.0, 182.0, 20.0, 29
_SIDE, _NAMES, _HEAD, _NAME_LETTERS, _WIDE = 34.0, 112.0, 96.0, 16, 8
_ENOUGH = 5
_PALE, _DARK = 0.06, 0.55
_ORDER = (Outcome.RIGHT, Outcome.PARTLY, Outcome.WRONG, Outcome.MISSING)


def questions(rows: Sequence[ItemStatistics]) -> Picture:
    """Return what the class made of whole questions."""
    shown = rows[:SHOWN]
    say = (
        "Each bar is the students who had the question, a table's by its columns; the number is "
        f"the mean share of its points. Hardest is {shown[0].item}: {shown[0].mean:.0%}."
    )
    return _bars("questions", "Questions", say, shown)


def hardest(items: Sequence[ItemStatistics]) -> Picture:
    """Return what the class made of the hardest items; those that few had are left out."""
    for least in (FEW, 3, 1):
        frequent = [row for row in items if row.answers >= least]
        if len(frequent) >= _ENOUGH or least == 1:
            break
    shown = frequent[:SHOWN]
    first = shown[0]
    had = f", of those that {least} or more had" if least > 1 else ""
    say = (
        f"The {len(shown)} hardest of {len(items)} items{had}. Each bar is those who had the item; "
        f"the number is the mean share of its points. Hardest is {first.item}: {first.mean:.0%} of "
        f"the points, {first.shares[Outcome.RIGHT]:.0%} right."
    )
    return _bars("items", "The hardest items", say, shown)


def _bars(name: str, title: str, say: str, shown: Sequence[ItemStatistics]) -> Picture:
    bar = _WIDTH - _LABEL - 36
    drawing = ""
    for n, row in enumerate(shown):
        y = n * _ROW
        drawing += words(_LABEL - 6, y + 14, _short(str(row.item)), "end")
        x = _LABEL
        for outcome in _ORDER:
            width = row.shares[outcome] * bar
            if width:
                tip = f"{row.item}: {outcome.value} {row.shares[outcome]:.0%} of {row.answers}"
                drawing += box(x, y + 3, width, _ROW - 6, outcome.value, tip=tip)
            x += width
        drawing += words(_WIDTH, y + 14, f"{row.mean:.0%}", "end")
    height = len(shown) * _ROW + 4
    drawing += line(_LABEL, 0, _LABEL, height - 4, "axis")
    legend = "".join(
        f'<li><i class="{outcome.value}"></i>{said}</li>'
        for outcome, said in zip(_ORDER, ("right", "partly", "wrong", "not answered"), strict=True)
    )
    numbers = item_table(shown, title)
    key = f'<ul class="key">{legend}</ul>'
    return Picture(name, title, say, _WIDTH, height, drawing, numbers, key)


def item_table(items: Sequence[ItemStatistics], caption: str) -> str:
    """Return the statistics of items as a table."""
    columns = (
        Column("item", "name"),
        Column("had it", "n"),
        Column("right", "n"),
        Column("partly", "n"),
        Column("wrong", "n"),
        Column("not answered", "n"),
        Column("mean points", "n"),
        Column("item-rest r", "n"),
        Column("upper-lower D", "n"),
    )
    rows = (
        (
            str(row.item),
            str(row.answers),
            *(f"{row.shares[outcome]:.0%}" for outcome in _ORDER),
            f"{row.mean:.0%}",
            _number(row.correlation),
            _number(row.index),
        )
        for row in items
    )
    return table(caption, columns, rows)


def matrix(found: Confusion) -> Picture:
    """Return the confusion matrix of platforms."""
    drawing = "".join(
        words(_NAMES + (n + 0.5) * _SIDE + 4, _HEAD - 8, _short(answer, _NAME_LETTERS), turn=-45)
        for n, answer in enumerate(found.answers)
    )
    for y, truth in enumerate(found.truths):
        middle = _HEAD + (y + 0.5) * _SIDE + 4
        drawing += words(_NAMES - 8, middle, _short(truth, _NAME_LETTERS), "end")
        drawing += _cells(found, y)
    columns = (Column("runs on"), *(Column(f"said {answer}", "n") for answer in found.answers))
    rows = [
        (truth, *map(str, counts)) for truth, counts in zip(found.truths, found.counts, strict=True)
    ]
    return Picture(
        "matrix",
        "Platforms: what it is, and what was said",
        _slips(found),
        _NAMES + _SIDE * len(found.answers) + 40,
        _HEAD + _SIDE * len(found.truths) + 4,
        drawing,
        table("Platforms", columns, rows, narrow=False),
        wide=len(found.answers) > _WIDE,
    )


def _cells(found: Confusion, y: int) -> str:
    """Return a row of the matrix: each cell as dark as its share of the row."""
    truth, counts = found.truths[y], found.counts[y]
    total = sum(counts) or 1
    drawing = ""
    for x, (answer, count) in enumerate(zip(found.answers, counts, strict=True)):
        right = answer == truth
        tip = f"{truth} right: {count}" if right else f"{truth} taken for {answer}: {count}"
        shade = _PALE + _DARK * count / total if count else 0.0
        left, top = _NAMES + x * _SIDE, _HEAD + y * _SIDE
        drawing += (
            f'<rect class="cell" x="{left:g}" y="{top:g}" width="{_SIDE:g}" height="{_SIDE:g}" '
            f'style="fill:rgba(var({"--heat" if right else "--slip"}),{shade:.2f})">'
            f"<title>{escaped(tip)}</title></rect>"
        )
        if count:
            drawing += words(left + _SIDE / 2, top + _SIDE / 2 + 4, str(count), "middle")
    return drawing


def _slips(found: Confusion) -> str:
    """Say how many are right, and what is taken for what most often."""
    rights = sum(found.counts[n][n] for n in range(len(found.truths)))
    total = sum(map(sum, found.counts))
    slips = [
        (count, truth, answer)
        for truth, counts in zip(found.truths, found.counts, strict=True)
        for answer, count in zip(found.answers, counts, strict=True)
        if answer != truth and answer != SILENT and count
    ]
    say = (
        "A row a platform that a server runs on, a column what was said. "
        f"{rights} of {total} judgements are right"
    )
    if not slips:
        return f"{say}."
    count, truth, answer = max(slips)
    return f"{say}; the commonest slip is {truth} taken for {answer} ({count} times)."


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}".replace("-", "−")


def _short(said: str, letters: int = _LETTERS) -> str:
    return said if len(said) <= letters else said[: letters - 1] + "…"

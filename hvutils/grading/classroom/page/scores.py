"""Pictures of how the class scored, and of when it handed in."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from datetime import datetime, timedelta

from hvutils.grading.classroom.page.figures import Picture, box, line, words
from hvutils.grading.classroom.page.tables import Column, table
from hvutils.grading.classroom.standing import ClassResults

__all__ = ["histogram", "hours"]

_WIDTH, _HEIGHT, _LEFT, _TOP, _FLOOR = 400.0, 210.0, 30.0, 18.0, 168.0
_BINS = 12
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_STEPS = (
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=7),
    timedelta(days=28),
)
_MOST_BARS = 24
_WIDEST = 60.0


def histogram(results: ClassResults) -> Picture:
    """Return the histogram of the points of those who have a mark."""
    points = [standing.points for standing in results.graded]
    most = max(results.of, max(points, default=0.0)) or 1.0
    step = _nice(most / _BINS)
    bins = max(1, math.ceil(round(most / step, 9)))
    counts = [0] * bins
    for value in points:
        counts[min(bins - 1, int(value / step))] += 1
    labels = [f"{n * step:g} to {(n + 1) * step:g}" for n in range(bins)]
    bars = _bars(counts, [f"{label}: {count}" for label, count in zip(labels, counts, strict=True)])
    across = (_WIDTH - _LEFT) / bins
    for n in range(0, bins + 1, 2):
        bars += words(_LEFT + n * across, _FLOOR + 15, f"{n * step:g}", "small middle")
    bars += words(_LEFT + (_WIDTH - _LEFT) / 2, _FLOOR + 34, "points", "small middle")
    tallest = max(range(bins), key=lambda n: counts[n])
    say = "Nobody has a mark yet."
    if points:
        middle = statistics.median(points)
        x = _LEFT + middle / (bins * step) * (_WIDTH - _LEFT)
        bars += line(x, _TOP - 6, x, _FLOOR, "due") + words(
            x, _TOP - 9, f"median {round(middle, 2):g}", "duetext middle"
        )
        say = (
            f"{len(points)} students from {round(min(points), 2):g} to {round(max(points), 2):g} "
            f"of {results.of:g} points; most, {counts[tallest]}, have {labels[tallest]}; "
            f"half have {round(middle, 2):g} or more."
        )
    rows = [(label, str(count)) for label, count in zip(labels, counts, strict=True)]
    numbers = table("Students by points", (Column("points"), Column("students", "n")), rows)
    return Picture("points", "Points", say, _WIDTH, _HEIGHT, bars, numbers)


def hours(results: ClassResults) -> Picture | None:
    """Return when the class handed in, or nothing where no time is known."""
    stamps = sorted(row.submitted for row in results.standings if row.submitted is not None)
    if not stamps:
        return None
    step, start = _step(stamps, results.due)
    bars = int((stamps[-1] - start) / step) + 1
    counts, late = [0] * bars, [0] * bars
    for standing in results.standings:
        if standing.submitted is not None:
            n = int((standing.submitted - start) / step)
            counts[n] += 1
            late[n] += standing.seconds_late > 0
    begins = [start + n * step for n in range(bars)]
    labels = [_moment(begin, step) for begin in begins]
    tips = [
        f"{label}: {count}{f', {over} of them late' if over else ''}"
        for label, count, over in zip(labels, counts, late, strict=True)
    ]
    drawing = _bars(counts, tips, late)
    across = (_WIDTH - _LEFT) / bars
    every = max(1, -(-bars // 5))
    for n in range(0, bars, every):
        drawing += words(_LEFT + n * across, _FLOOR + 15, labels[n], "small")
    if results.due is not None and start <= results.due <= start + bars * step:
        x = _LEFT + (results.due - start) / step * across
        side = "duetext end" if x > _WIDTH / 2 else "duetext"
        drawing += line(x, _TOP - 6, x, _FLOOR, "due")
        drawing += words(x + (-4 if x > _WIDTH / 2 else 4), _TOP - 9, "due", side)
    total = sum(late)
    say = (
        f"{len(stamps)} submissions, the first on {_minute(stamps[0])}, the last on "
        f"{_minute(stamps[-1])} (UTC); "
        + (f"{total} after the student's own due date." if results.due else "there is no due date.")
    )
    rows = [
        (label, str(count), str(over))
        for label, count, over in zip(labels, counts, late, strict=True)
    ]
    columns = (Column("from (UTC)"), Column("submissions", "n"), Column("late", "n"))
    numbers = table("Submissions by time", columns, rows)
    return Picture(
        "times", "When submissions came", say, _WIDTH, _HEIGHT, drawing, numbers, _legend(total)
    )


def _nice(least: float) -> float:
    """Return the next width that people count in: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in _NICE if step * power >= least * (1 - 1e-9))


def _legend(late: int) -> str:
    if not late:
        return ""
    rows = (("right", "in time"), ("wrong", "late"))
    listed = "".join(f'<li><i class="{kind}"></i>{said}</li>' for kind, said in rows)
    return f'<ul class="key">{listed}</ul>'


def _step(stamps: Sequence[datetime], due: datetime | None) -> tuple[timedelta, datetime]:
    first = min(stamps[0], due) if due is not None and due < stamps[0] else stamps[0]
    span = stamps[-1] - first
    step = next((step for step in _STEPS if span / step <= _MOST_BARS - 1), _STEPS[-1])
    while span / step > _MOST_BARS - 1:
        step *= 2
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)
    return step, day + (first - day) // step * step


def _moment(begin: datetime, step: timedelta) -> str:
    return f"{begin:%d %b}" if step >= timedelta(days=1) else f"{begin:%d %b %H:%M}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _bars(counts: Sequence[int], tips: Sequence[str], late: Sequence[int] | None = None) -> str:
    most = max(counts, default=0) or 1
    across = (_WIDTH - _LEFT) / len(counts)
    scale = (_FLOOR - _TOP) / most
    drawing = ""
    for tick in sorted({0, most // 2, most}):
        y = _FLOOR - tick * scale
        drawing += line(_LEFT, y, _WIDTH, y, "rule" if tick else "axis")
        drawing += words(_LEFT - 5, y + 4, str(tick), "small end")
    for n, count in enumerate(counts):
        over = late[n] if late is not None else 0
        width = min(across * 0.84, _WIDEST)
        x = _LEFT + (n + 0.5) * across - width / 2
        top = _FLOOR - count * scale
        if count:
            drawing += box(x, top, width, (count - over) * scale, "bar", tip=tips[n])
        if over:
            drawing += box(x, _FLOOR - over * scale, width, over * scale, "late", tip=tips[n])
    return drawing

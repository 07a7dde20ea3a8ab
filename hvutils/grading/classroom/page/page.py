"""The class report: one HTML page, self-contained, without script and network."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hvutils.grading.classroom.alike import alike
from hvutils.grading.classroom.answers import confusion, wrong_answers
from hvutils.grading.classroom.changes import Change
from hvutils.grading.classroom.help import needs_help
from hvutils.grading.classroom.items import item_statistics, questions_by_id
from hvutils.grading.classroom.page import sections
from hvutils.grading.classroom.page.style import STYLE
from hvutils.grading.classroom.standing import ClassResults
from hvutils.reporting.markup import escaped

__all__ = ["page"]

# Nothing may be loaded or run, whatever a student wrote.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class _Section:
    name: str
    title: str
    body: str


def page(results: ClassResults, changed: Sequence[Change], made: datetime) -> str:
    """Return the class report as HTML.

    Args:
        results: how the class stands.
        changed: what the last change of the key changed.
        made: when the report is made, in UTC.
    """
    graded = results.graded
    answered = [standing for standing in graded if standing.items]
    needs = needs_help(results)
    single, whole = item_statistics(answered), item_statistics(answered, questions_by_id)
    parts = (
        _Section("scores", "Scores", sections.scores_section(results)),
        _Section("items", "Items", sections.items_section(single, whole)),
        _Section("wrong", "Wrong answers", sections.wrong_section(wrong_answers(answered))),
        _Section("platforms", "Platforms", sections.platforms_section(confusion(answered))),
        _Section("help", "Who needs help", sections.help_section(needs)),
        _Section("contained", "Contained or held", sections.contained_section(results)),
        _Section("alike", "Alike", sections.alike_section(alike(answered), len(answered))),
        _Section("key", "Changed by the key", sections.changes_section(changed)),
        _Section("everyone", "Everyone", sections.everyone_section(results)),
    )
    title = f"Class report: {results.assignment}"
    links = "".join(f'<li><a href="#{part.name}">{part.title}</a></li>' for part in parts)
    body = "".join(
        f'<section aria-labelledby="{part.name}"><h2 id="{part.name}">{part.title}</h2>'
        f"{part.body}</section>\n"
        for part in parts
    )
    due = f"due {_time(results.due)}" if results.due else "no due date"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escaped(title)}</title>\n{STYLE}\n</head>\n<body>\n"
        '<a class="skip" href="#scores">Skip to the scores</a>\n'
        f'<header><h1>{escaped(title)}</h1><p class="quiet">{due}, made '
        f"{_time(made)}. Holds students' data: keep it as you keep the gradebook.</p>"
        f"{_figures(results, len(needs))}"
        f'<nav aria-label="Sections"><ul>{links}</ul></nav></header>\n'
        f"<main>\n{body}</main>\n"
        "<footer>Points are what counts: earned, with extra credit, less the penalty for lateness."
        "</footer>\n</body>\n</html>\n"
    )


def _time(moment: datetime) -> str:
    return f"<time>{moment:%Y-%m-%d %H:%M} UTC</time>"


def _figures(results: ClassResults, needs: int) -> str:
    graded = results.graded
    points = [standing.points for standing in graded]
    mean = f"{statistics.fmean(points):.1f}" if points else "–"
    spread = f"{statistics.pstdev(points):.1f}" if points else "–"
    figures = (
        (str(len(results.standings)), "students"),
        (str(len(graded)), "have a mark"),
        (f"{mean} / {results.of:g}", "mean of the points"),
        (spread, "standard deviation"),
        (str(sum(row.seconds_late > 0 for row in results.standings)), "handed in late"),
        (str(sum(row.waits for row in graded)), "wait for marking by hand"),
        (str(sum(bool(row.held) for row in results.standings)), "held"),
        (str(needs), "need help"),
    )
    cells = "".join(
        f"<div><dt>{said}</dt><dd>{escaped(figure)}</dd></div>" for figure, said in figures
    )
    return f'<dl class="figures">{cells}</dl>'

"""What a run shows of itself: on a terminal of any width, and where there is none."""

from __future__ import annotations

import io
from itertools import count

import pytest
from rich.console import Console

from hvutils.grading.running.shown import Shown


def shown(width: int, *, terminal: bool) -> str:
    said = io.StringIO()
    console = Console(file=said, width=width, force_terminal=terminal, color_system=None)
    ticks = count()
    with Shown(40, console, clock=lambda: float(next(ticks))) as bar:
        bar.begin()
        for number in range(40):
            bar.advance(failed=number in (3, 5))
            bar._bar.refresh()
    return said.getvalue()


@pytest.mark.parametrize("width", [20, 30, 50, 81, 100, 200])
def test_how_far_it_is_can_be_read_at_any_width(width):
    said = shown(width, terminal=True)
    assert "20/40" in said
    assert "2 not graded" in said
    if width >= 30:
        assert "0:20 left" in said


def test_a_wide_terminal_has_a_bar():
    assert "\u2501" in shown(100, terminal=True)


def test_without_a_terminal_a_line_is_printed_now_and_then():
    lines = shown(80, terminal=False).splitlines()
    assert 3 <= len(lines) <= 6
    assert lines[-1] == "graded 40 of 40, 1.0 a second, 0:00 left, 2 not graded"

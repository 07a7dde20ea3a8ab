"""A picture of the report: SVG drawn by us, described in words, with its numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

from hvutils.reporting.markup import escaped

__all__ = ["Picture", "box", "figure", "line", "words"]


@dataclass(frozen=True)
class Picture:
    """A picture.

    Args:
        name: an id, unique on the page.
        title: what it shows, in a few words.
        describes: what there is to see, for who cannot see it.
        width: of the drawing, in its own units.
        height: likewise.
        drawing: the SVG elements.
        numbers: the same as an HTML table.
        legend: an HTML list, or nothing.
        wide: whether it needs more room than others.
    """

    name: str
    title: str
    describes: str
    width: float
    height: float
    drawing: str
    numbers: str
    legend: str = ""
    wide: bool = False


def figure(picture: Picture) -> str:
    """Return a picture with its title, description, legend and table."""
    name = picture.name
    return (
        f"<figure{' class=wide' if picture.wide else ''}><h3>{escaped(picture.title)}</h3>"
        f'<svg viewBox="0 0 {picture.width:g} {picture.height:g}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escaped(picture.title)}</title>'
        f'<desc id="{name}-d">{escaped(picture.describes)}</desc>{picture.drawing}</svg>'
        f"{picture.legend}<figcaption>{escaped(picture.describes)}</figcaption>"
        f"<details><summary>The numbers behind this picture</summary>{picture.numbers}</details>"
        "</figure>"
    )


def box(x: float, y: float, width: float, height: float, kind: str, *, tip: str = "") -> str:
    """Return a rectangle; ``tip`` shows when a mouse rests on it."""
    inside = f"<title>{escaped(tip)}</title>" if tip else ""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" '
        f'height="{max(0.0, height):.1f}">{inside}</rect>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a line."""
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def words(x: float, y: float, said: str, kind: str = "", *, turn: float = 0.0) -> str:
    """Return text at a point, turned by some degrees."""
    turned = f' transform="rotate({turn:g} {x:.1f} {y:.1f})"' if turn else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{turned}>{escaped(said)}</text>'

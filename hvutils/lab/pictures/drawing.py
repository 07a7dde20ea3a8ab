"""Drawing: boxes, arrows and labels as SVG, in light and dark, with a text that says the same."""

from __future__ import annotations

import html
from dataclasses import dataclass
from enum import Enum

__all__ = ["Arrow", "Box", "Kind", "Label", "Picture"]

_LINE = 16  # Pixels between two lines of text.


class Kind(Enum):
    """What a box stands for; each has a colour in either theme, and its label says it too."""

    GUEST = "guest"
    HYPERVISOR = "hypervisor"
    PRIVILEGED = "privileged"
    HOST = "host"
    PROGRAM = "program"
    HARDWARE = "hardware"
    PLAIN = "plain"


@dataclass(frozen=True)
class Box:
    """A box: its left upper corner, its size, what it says (lines) and what it stands for."""

    x: int
    y: int
    width: int
    height: int
    text: str
    kind: Kind = Kind.PLAIN

    def svg(self) -> str:
        """Return the box as SVG."""
        lines = self.text.split("\n")
        first = self.y + self.height // 2 + 5 - (len(lines) - 1) * _LINE // 2
        rows = [
            _text(self.x + self.width // 2, first + number * _LINE, line)
            for number, line in enumerate(lines)
        ]
        return (
            f'<rect class="hv-{self.kind.value}" x="{self.x}" y="{self.y}" '
            f'width="{self.width}" height="{self.height}" rx="5"/>' + "".join(rows)
        )


@dataclass(frozen=True)
class Arrow:
    """An arrow from one point to another; dashed for a way that is not always taken."""

    x: int
    y: int
    to_x: int
    to_y: int
    dashed: bool = False
    both: bool = False

    def svg(self) -> str:
        """Return the arrow as SVG, with its heads."""
        dashes = ' stroke-dasharray="5 4"' if self.dashed else ""
        line = (
            f'<line class="hv-arrow" x1="{self.x}" y1="{self.y}" x2="{self.to_x}" '
            f'y2="{self.to_y}"{dashes}/>'
        )
        heads = _head(self.x, self.y, self.to_x, self.to_y)
        return line + heads + (_head(self.to_x, self.to_y, self.x, self.y) if self.both else "")


@dataclass(frozen=True)
class Label:
    """A text of its own."""

    x: int
    y: int
    text: str
    bold: bool = False
    anchor: str = "middle"

    def svg(self) -> str:
        """Return the label as SVG."""
        return _text(self.x, self.y, self.text, self.bold, self.anchor)


@dataclass(frozen=True)
class Picture:
    """A picture with its text.

    Args:
        title: what the picture shows, in a sentence.
        words: the same in words, line by line, for who does not see it.
        source: where the facts come from.
        width: in pixels, as drawn; it shrinks with the page.
        height: in pixels.
        parts: boxes, arrows and labels.
    """

    title: str
    words: tuple[str, ...]
    source: str
    width: int
    height: int
    parts: tuple[Box | Arrow | Label, ...]

    def text(self) -> str:
        """Say in words what the picture shows."""
        lines = [self.title, *(f"  {line}" for line in self.words), f"  Source: {self.source}"]
        return "\n".join(lines)

    def svg(self) -> str:
        """Draw the picture as SVG, with its text as the accessible name."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'aria-label="{html.escape(self.title)} {html.escape(" ".join(self.words))}">'
            f'<rect class="hv-paper" width="{self.width}" height="{self.height}"/>'
            + "".join(part.svg() for part in self.parts)
            + "</svg>"
        )

    def figure(self) -> str:
        """Return the drawing alone, with its colours."""
        return f'<figure class="hv-picture">{_STYLE}{self.svg()}</figure>'

    def html(self) -> str:
        """Return the figure: the drawing, its caption with the source, and its words to unfold."""
        words = "".join(f"<li>{html.escape(line)}</li>" for line in self.words)
        return (
            f'<figure class="hv-picture">{_STYLE}{self.svg()}'
            f"<figcaption>{html.escape(self.title)} <small>Source: {html.escape(self.source)}"
            f"</small></figcaption><details><summary>The picture in words</summary>"
            f"<ul>{words}</ul></details></figure>"
        )

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}


def _text(x: int, y: int, text: str, bold: bool = False, anchor: str = "middle") -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-family="sans-serif" '
        f'font-size="13"{weight}>{html.escape(text)}</text>'
    )


def _head(x: int, y: int, to_x: int, to_y: int) -> str:
    """Return the head of an arrow: drawn, for a marker's id would have to be one of its page."""
    length = max(((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5, 1.0)
    along = ((to_x - x) / length, (to_y - y) / length)
    across = (-along[1], along[0])
    back = (to_x - 9 * along[0], to_y - 9 * along[1])
    points = [(to_x, to_y)] + [
        (back[0] + side * across[0], back[1] + side * across[1]) for side in (5, -5)
    ]
    shown = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
    return f'<polygon class="hv-head" points="{shown}"/>'


_LIGHT = {
    "paper": "#ffffff",
    "ink": "#1a1a1a",
    "edge": "#4a4a4a",
    "guest": "#cfe8ff",
    "hypervisor": "#ffd9a8",
    "privileged": "#ead6f7",
    "host": "#d9f2d0",
    "program": "#fff3b8",
    "hardware": "#e3e3e3",
    "plain": "#ffffff",
}
_DARK = {
    "paper": "#1b1b1b",
    "ink": "#f2f2f2",
    "edge": "#b0b0b0",
    "guest": "#14456e",
    "hypervisor": "#7a4300",
    "privileged": "#553a6b",
    "host": "#24541a",
    "program": "#5e5000",
    "hardware": "#474747",
    "plain": "#1b1b1b",
}


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--hv-{name}:{colour};" for name, colour in colours.items())


# JupyterLab and Notebook 7 say on the body which theme they have; elsewhere the system does.
_STYLE = (
    "<style>"
    f".hv-picture{{{_variables(_LIGHT)}margin:0}}"
    f'body[data-jp-theme-light="false"] .hv-picture{{{_variables(_DARK)}}}'
    "@media(prefers-color-scheme:dark){body:not([data-jp-theme-light]):not(.hv-light) .hv-picture"
    f"{{{_variables(_DARK)}}}}}"
    ".hv-picture svg{max-width:100%;height:auto}"
    ".hv-picture rect{stroke:var(--hv-edge)}.hv-picture text{fill:var(--hv-ink)}"
    ".hv-picture rect.hv-paper{fill:var(--hv-paper);stroke:none}"
    + "".join(f".hv-picture rect.hv-{kind.value}{{fill:var(--hv-{kind.value})}}" for kind in Kind)
    + ".hv-picture .hv-arrow{stroke:var(--hv-ink);stroke-width:1.6}"
    ".hv-picture .hv-head{fill:var(--hv-ink)}"
    "</style>"
)

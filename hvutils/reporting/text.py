"""Lines of text with tones: plain in a pipe, coloured and wrapped on a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hvutils.captures.names import clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as RichText

__all__ = ["PIPE", "Line", "Look", "Span", "Tone", "drawn", "line"]

_NARROW = 20
_ENDLESS = 1_000_000


class Tone(Enum):
    """How a piece of text looks; the value is rich's style."""

    PLAIN = ""
    TITLE = "bold"
    QUIET = "dim"
    GOOD = "green"
    DOUBT = "yellow"
    BAD = "red"
    PLACE = "cyan"


@dataclass(frozen=True)
class Look:
    """Where text goes.

    Args:
        width: the columns of the terminal; None in a pipe, where nothing is wrapped.
        colour: whether tones are shown.
    """

    width: int | None = None
    colour: bool = False


PIPE = Look()
"""A pipe or a file: no colours, and a line of text is a line."""


@dataclass(frozen=True)
class Span:
    """A piece of text in one tone."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Line:
    """One line.

    Args:
        spans: its pieces.
        indent: the blanks before it.
        hang: the further blanks before what had to be wrapped.
        whole: never wrapped, so that it can be copied: a place, or a command.
    """

    spans: tuple[Span, ...] = ()
    indent: int = 0
    hang: int = 0
    whole: bool = False


def line(
    *pieces: str | Span,
    tone: Tone = Tone.PLAIN,
    indent: int = 0,
    hang: int = 0,
    whole: bool = False,
) -> Line:
    """Make a line of strings and spans; control characters of a probe's text are replaced."""
    spans = [item if isinstance(item, Span) else Span(item, tone) for item in pieces]
    # A recorded line may hold what a terminal would obey.
    safe = tuple(Span(clean(item.text.replace("\t", " ")), item.tone) for item in spans)
    return Line(safe, indent, hang, whole)


def drawn(lines: Iterable[Line], look: Look = PIPE) -> str:
    r"""Return lines as the text to write, each with its end.

    >>> drawn([line("hosts guests of ", Span("xen", Tone.GOOD), indent=2)])
    '  hosts guests of xen\n'
    """
    if look.width is None and not look.colour:
        return "".join(f"{_plain(item)}\n" for item in lines)
    # rich is slow to import, and a pipe does not need it.
    from rich.console import Console
    from rich.text import Text

    target = io.StringIO()
    console = Console(
        file=target,
        width=look.width or _ENDLESS,
        force_terminal=True,
        color_system="standard" if look.colour else None,
        highlight=False,
        _environ={},
    )
    for item in lines:
        text = Text.assemble(*((span.text, span.tone.value) for span in item.spans))
        whole = item.whole or look.width is None
        for number, part in enumerate([text] if whole else _wrapped(console, text, item)):
            part.rstrip()
            blanks = " " * (item.indent + (item.hang if number else 0))
            console.print(Text(blanks) + part, soft_wrap=True)
    return target.getvalue()


def _wrapped(console: Console, text: RichText, item: Line) -> list[RichText]:
    """Wrap a text: its first line is longer than the others, which hang."""
    width = console.width
    first = list(text.wrap(console, max(width - item.indent, _NARROW), overflow="fold"))
    if len(first) < 2 or not item.hang:
        return first or [text]
    rest = text[len(first[0].plain) :]
    rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
    room = max(width - item.indent - item.hang, _NARROW)
    return [first[0], *rest.wrap(console, room, overflow="fold")]


def _plain(item: Line) -> str:
    return (" " * item.indent + "".join(span.text for span in item.spans)).rstrip()

"""HTML tables whose cells are escaped here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hvutils.reporting.markup import escaped

__all__ = ["Column", "Html", "bullets", "code", "table", "text"]


@dataclass(frozen=True)
class Html:
    """Text that is HTML already: all of it is ours, or escaped."""

    source: str


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Args:
        heading: its heading.
        kind: ``n`` for numbers, ``text``, ``name`` or ``when``: how it is set.
    """

    heading: str
    kind: str = ""


Cell = str | Html


def text(cell: Cell) -> str:
    """Return a cell as HTML."""
    return cell.source if isinstance(cell, Html) else escaped(cell)


def code(words: str) -> Html:
    """Return what somebody wrote, set as it was written."""
    return Html(f"<code>{escaped(words)}</code>" if words else "")


def bullets(sentences: Sequence[str]) -> Html:
    """Return sentences as a list; one alone as it is."""
    if len(sentences) < 2:
        return Html("".join(map(escaped, sentences)))
    rows = "".join(f"<li>{escaped(sentence)}</li>" for sentence in sentences)
    return Html(f'<ul class="why">{rows}</ul>')


def table(
    caption: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, narrow: bool = True
) -> str:
    """Return a table.

    Args:
        caption: what it shows.
        columns: its columns; the first one names the row.
        rows: a cell a column.
        narrow: whether a row may become a block of lines on a narrow screen; else it scrolls.
    """
    head = "".join(
        f'<th scope="col" class="{column.kind}">{escaped(column.heading)}</th>'
        for column in columns
    )
    body = "".join(_row(columns, row) for row in rows)
    name = escaped(caption)
    made = (
        f'<table class="{"rows" if narrow else "grid"}"><caption>{name}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
    # Who has no mouse scrolls with the arrow keys once the region has the focus.
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">{made}</div>'


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> str:
    first, *others = row
    cells = "".join(
        f'<td class="{column.kind}" data-label="{escaped(column.heading)}">{text(cell)}</td>'
        if text(cell)
        else f'<td class="{column.kind}"></td>'
        for column, cell in zip(columns[1:], others, strict=True)
    )
    return f'<tr><th scope="row" class="{columns[0].kind}">{text(first)}</th>{cells}</tr>'

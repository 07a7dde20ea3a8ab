"""Which layout a format has."""

from __future__ import annotations

from hvutils.reporting.report import Format, Layout
from hvutils.reporting.text import Look

__all__ = ["layout"]


def layout(form: Format, look: Look, *, longest: int, many: bool, explains: bool) -> Layout:
    """Return the layout of a format.

    Args:
        form: the format.
        look: where text goes; formats for programs ask nothing of it.
        longest: the length of the longest name of a machine.
        many: whether there are several machines.
        explains: whether the whole chain of evidence is wanted.
    """
    # Each is imported where it is asked for: a command waits for one of them only.
    match form:
        case Format.JSON:
            from hvutils.reporting.as_json import JsonLines

            return JsonLines()
        case Format.CSV:
            from hvutils.reporting.as_csv import Csv

            return Csv()
        case Format.MARKDOWN:
            from hvutils.reporting.as_markdown import ExplainedMarkdown, Markdown

            return ExplainedMarkdown() if explains else Markdown()
        case Format.HTML:
            from hvutils.reporting.as_html import Page

            return Page()
        case Format.TABLE:
            from hvutils.reporting.as_table import Table

            return Table(look, longest)
        case Format.EXPLANATION:
            from hvutils.reporting.as_text import explanations

            return explanations(look, many=many)
        case _:
            from hvutils.reporting.as_text import cards

            return cards(look, many=many)

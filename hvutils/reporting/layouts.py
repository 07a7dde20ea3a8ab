"""Which layout a format has."""

from __future__ import annotations

from hvutils.reporting.as_csv import Csv
from hvutils.reporting.as_html import Page
from hvutils.reporting.as_json import JsonLines
from hvutils.reporting.as_markdown import ExplainedMarkdown, Markdown
from hvutils.reporting.as_table import Table
from hvutils.reporting.as_text import cards, explanations
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
    match form:
        case Format.JSON:
            return JsonLines()
        case Format.CSV:
            return Csv()
        case Format.MARKDOWN:
            return ExplainedMarkdown() if explains else Markdown()
        case Format.HTML:
            return Page()
        case Format.TABLE:
            return Table(look, longest)
        case Format.EXPLANATION:
            return explanations(look, many=many)
        case _:
            return cards(look, many=many)

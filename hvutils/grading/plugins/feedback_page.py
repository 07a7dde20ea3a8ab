"""The page of a graded notebook: nbconvert's, without the half of its time that changes nothing.

nbconvert parses the finished page into a tree and writes it out again, to give pictures without a
description one, and cells of JupyterLab's template a place in the tab order. nbgrader's feedback
uses the classic template, which has no such cells; the pictures are found without the tree. What
is the same in all notebooks of a class, such as the questions, is rendered once.

Nothing is loaded from elsewhere: MathJax is left out, and formulas stand there as TeX.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Any

from jinja2 import DictLoader, pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

__all__ = ["FeedbackPage"]

NO_DESCRIPTION = "No description has been provided for this image"
"""What nbconvert says of a picture without a description."""

_IMAGE = re.compile(r"""<img\b((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.IGNORECASE)
_ALT = re.compile(r"""(?:^|\s|["'])alt\s*(?:=|\s|/?$)""", re.IGNORECASE)
_KEPT = 2_000
_LONGEST = 20_000
_LAB_TEMPLATE = "jp-Notebook"
# It stands before the file of this name in nbconvert's templates, which loads MathJax from a host.
_NO_MATHJAX = DictLoader({"mathjax.html.j2": "{% macro mathjax(url='') %}{% endmacro %}"})


class FeedbackPage(HTMLExporter):  # type: ignore[misc]
    """Makes a page of a notebook, as ``HTMLExporter`` does."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"extra_loaders": [_NO_MATHJAX]} | options)
        self._highlighters: dict[str | None, _Highlight] = {}
        self._rendered = lru_cache(_KEPT)(self._render)

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Make the page of a notebook."""
        resources = self._init_resources(resources)
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        if lexer not in self._highlighters:
            self._highlighters[lexer] = _Highlight(pygments_lexer=lexer, parent=self)
        self.register_filter("highlight_code", self._highlighters[lexer])
        widgets = WidgetsDataTypeFilter(
            notebook_metadata=self._nb_metadata, parent=self, resources=resources
        )
        self.register_filter("filter_data_type", widgets)
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        if _LAB_TEMPLATE in page:
            return super().from_notebook_node(nb, resources, **kw)  # type: ignore[no-any-return]
        return _IMAGE.sub(_describe, page), resources

    def _preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Run the preprocessors.

        The notebook was copied already, and is copied no second time. It was valid, and cleaning
        builds it anew; to validate it once more takes as long as all of them.
        """
        for step in self._preprocessors:
            nb, resources = step(nb, resources)
        return nb, resources

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Render Markdown, once for each text that has no attachments."""
        if context.get("cell", {}).get("attachments") or len(source) > _LONGEST:
            return str(super().markdown2html(context, source))
        path = context.get("resources", {}).get("metadata", {}).get("path", "")
        return str(self._rendered(source, path))

    def _render(self, source: str, path: str) -> str:
        bare = {"resources": {"metadata": {"path": path}}}
        return str(super().markdown2html(bare, source))


class _Highlight(Highlight2HTML):  # type: ignore[misc]
    """Highlights code, once for each text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._highlighted = lru_cache(_KEPT)(self._highlight)
        self._tools: dict[str, tuple[Any, Any] | None] = {}

    def __call__(self, source: str, language: str | None = None, metadata: Any = None) -> str:
        """Highlight code."""
        magics = (metadata or {}).get("magics_language")
        if magics or len(source) > _LONGEST:
            return str(super().__call__(source, language, metadata))
        return str(self._highlighted(source, language))

    def _highlight(self, source: str, language: str | None) -> str:
        """Highlight code with a lexer and a formatter that are made once a language."""
        name = language or self.pygments_lexer
        if name not in self._tools:
            self._tools[name] = self._made(name)
        tools = self._tools[name]
        if tools is None:
            return str(super().__call__(source, language))
        return str(highlight(source or " ", *tools))

    def _made(self, language: str) -> tuple[Any, Any] | None:
        # nbconvert has its own ways with the dialects of IPython.
        if language.startswith("ipython"):
            return None
        try:
            lexer = get_lexer_by_name(language)
        except ClassNotFound:
            return None
        style = escape(f" highlight hl-{language}")
        return lexer, HtmlFormatter(cssclass=style, **self.extra_formatter_options)


def _describe(found: re.Match[str]) -> str:
    inside = found[1]
    if _ALT.search(inside):
        return found[0]
    closed = inside.rstrip().endswith("/")
    inside = inside.rstrip().removesuffix("/").rstrip()
    return f'<img{inside} alt="{NO_DESCRIPTION}"{"/" if closed else ""}>'

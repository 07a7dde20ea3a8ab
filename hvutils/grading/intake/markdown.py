"""Markdown of a submission's, kept as it is where what becomes of it is harmless.

Renderers pass raw HTML through, and make links of anything. So a cell is rendered with the renderer
that the formgrader and the feedback use, and what comes out must consist of well-formed tags of a
short list: a form that every parser of HTML reads alike. A cell of which that is not so is shown
with its tags as text; one of which that is still not so, as text altogether.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from hvutils.grading.intake.markup import plain, safe_url
from hvutils.grading.intake.words import fit

__all__ = ["fenced", "safe_markdown"]

_BARE = (
    "a|abbr|b|blockquote|br|caption|center|code|dd|del|details|div|dl|dt|em|h[1-6]|hr|i|input|ins|"
    "kbd|li|mark|ol|p|pre|s|section|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|"
    "u|ul"
)
_TAG = re.compile(
    rf"</?(?:{_BARE}|img)(?P<attributes>(?: [a-z-]+=\"[^\"<>]*\"| checked| disabled)*) ?/?>"
)
_NAME = re.compile(r"<(/?)([a-z0-9]+)")
_EMPTY = {"br", "hr", "img", "input"}
_IMPLIED = {"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody"}
"""What a browser closes by itself."""

_DEEPEST = 100
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"<>]*)\"")
# What the renderer itself writes; Pygments' classes are short. No ids: the formgrader finds its
# score boxes by theirs, and would take a heading of the same name for one.
_VALUES: Mapping[str, re.Pattern[str]] = {
    "class": re.compile(r"highlight|[a-z]{1,3}\d?|task-list-item(?:-checkbox)?"),
    "style": re.compile(r"text-align:(?:left|right|center)"),
    "type": re.compile(r"checkbox"),
    "start": re.compile(r"\d{1,6}"),
    "width": re.compile(r"\d{1,4}%?"),
    "height": re.compile(r"\d{1,4}%?"),
    "alt": re.compile(r"[^\"<>]*"),
    "title": re.compile(r"[^\"<>]*"),
    "align": re.compile(r"left|right|center"),
}
_ENTITIES = re.compile(r"&(?:amp|lt|gt|quot|#39|#x27);")
# TeX that makes links, classes and ids, loads extensions or defines what never ends.
_TEX = re.compile(
    r"\\(?=(?:href|url|style|class|cssId|require|def|let|newcommand|renewcommand|newenvironment|"
    r"renewenvironment|htmlId|htmlClass|htmlStyle|htmlData|includegraphics|data|bbox|unicode|mmlToken)"
    r"(?![a-zA-Z]))"
)
# What takes the renderer a time that grows with its square.
_SLOW = re.compile(
    r"([\[\]()*_~`$<>!|\\&])\1{200}|(?:\\begin\{[^\\]*){50}|(?:\\\\[(\[][^\\]*){100}"
)
_UNSHOWN = "*(This text cannot be shown here: look at the notebook that was handed in.)*"


def safe_markdown(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return Markdown that becomes harmless HTML; the same where it did already.

    Args:
        source: the cell's text.
        attachments: the cell's pictures, as they are kept.
    """
    return _safe(source, attachments) if attachments else _known(source)


def _safe(source: str, attachments: Mapping[str, Any]) -> str:
    text = plain(_TEX.sub(r"\\backslash ", source)).replace("\x1b", "")
    for candidate in (text, text.replace("<", "&lt;"), fenced(text)):
        if _harmless(candidate, attachments):
            return candidate
    return _UNSHOWN


# A class's notebooks have the released text in common.
@lru_cache(maxsize=512)
def _known(source: str) -> str:
    return _safe(source, {})


def fenced(text: str) -> str:
    """Return a Markdown block that shows text as it is."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{plain(text)}\n{fence}"


def _harmless(source: str, attachments: Mapping[str, Any]) -> bool:
    if _SLOW.search(source) and not source.startswith("```"):
        return False
    try:
        html = _render(fit(source), attachments)
    # The renderer has bugs of its own: what it cannot render cannot be shown with it.
    except Exception:
        return False
    left = _TAG.sub(lambda tag: "" if _good(tag[0], tag["attributes"]) else tag[0], html)
    return "<" not in left and _closed(html)


def _closed(html: str) -> bool:
    """Tell whether all that is opened is closed, and nothing else: the page around it stands."""
    opened: list[str] = []
    for close, name in _NAME.findall(html):
        if name in _EMPTY:
            continue
        if not close:
            opened.append(name)
            if len(opened) > _DEEPEST:
                return False
            continue
        while opened and opened[-1] != name and opened[-1] in _IMPLIED:
            opened.pop()
        if not opened or opened.pop() != name:
            return False
    return all(name in _IMPLIED for name in opened)


def _good(tag: str, attributes: str) -> bool:
    for name, value in _ATTRIBUTE.findall(attributes):
        value = _ENTITIES.sub("_", value) if name not in ("href", "src") else value
        if name == "href" and tag.startswith("<a "):
            if not safe_url(value.replace("&amp;", "&")):
                return False
        elif name == "src" and tag.startswith("<img "):
            if not safe_url(value, picture=True):
                return False
        elif name not in _VALUES or not _VALUES[name].fullmatch(value):
            return False
    return True


def _render(source: str, attachments: Mapping[str, Any]) -> str:
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(source))

"""Markdown of a submission's, kept as it is where what becomes of it is harmless.

Renderers pass raw HTML through, and make links of anything. So a cell is rendered with the renderer
that the formgrader and the feedback use, and what comes out must consist of well-formed tags of a
short list: a form that every parser of HTML reads alike. A cell of which that is not so is shown
with its tags as text; one of which that is still not so, as text altogether.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
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
# Names of languages behind a fence: each chooses a way to colour, and of five hundred some take for
# ever. What is left out is no text that anybody sees.
_LANGUAGE = re.compile(r"^([ \t>*+\d.-]*)(`{3,}|~{3,})([ \t]*)([^`\n]+)$", re.MULTILINE)
_COLOURED = {"python", "py", "python3", "bash", "sh", "console", "text", "txt", "json", "toml"}
_LONGEST_COLOURED = 5_000
_GROWS, _GROWN = 6, 50_000
"""How many times as long as its text a page of it may be, and how much more: a link or a picture
that is named once can be shown a thousand times."""

_SHOWN_AGAIN = 2

_BRACKETS = 20_000_000
"""What the brackets of a text may cost: whoever shows a notebook looks, from each, through the rest
of its line for a link to a file."""

_LINE = 200
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
    most = _COLOURED if len(text) <= _LONGEST_COLOURED else set[str]()
    text = _LANGUAGE.sub(lambda found: found[0] if found[4] in most else found[1] + found[2], text)
    with suppress(_TooLargeError):
        for candidate in (text, text.replace("<", "&lt;")):
            if _harmless(candidate, attachments):
                return candidate
    return shown if _harmless(shown := fenced(text), {}) else _UNSHOWN


class _TooLargeError(Exception):
    """What becomes of a text is far larger than it is."""


# A class's notebooks have the released text in common.
@lru_cache(maxsize=512)
def _known(source: str) -> str:
    return _safe(source, {})


def fenced(text: str) -> str:
    """Return a Markdown block that shows text as it is."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    shown = plain(text)
    if _cost(shown) > _BRACKETS:
        shown = re.sub(f"([^\n]{{{_LINE}}})(?=[^\n])", r"\1\n", shown)
    return f"{fence}\n{shown}\n{fence}"


def _cost(text: str) -> int:
    return sum(line.count("[") * len(line) for line in text.split("\n"))


def _harmless(source: str, attachments: Mapping[str, Any]) -> bool:
    if _SLOW.search(source) and not source.startswith("```"):
        return False
    marked = {name: f"PICTURE{number}=" for number, name in enumerate(attachments)}
    try:
        html = _render(fit(source), {name: {"image/png": mark} for name, mark in marked.items()})
    # The renderer has bugs of its own: what it cannot render cannot be shown with it.
    except Exception:
        return False
    larger = len(html) > _GROWS * len(source) + _GROWN
    if larger or _cost(html) > _BRACKETS or _multiplied(html, attachments, marked):
        raise _TooLargeError
    left = _TAG.sub(lambda tag: "" if _good(tag[0], tag["attributes"]) else tag[0], html)
    return "<" not in left and _closed(html)


def _multiplied(html: str, attachments: Mapping[str, Any], marked: Mapping[str, str]) -> bool:
    """Tell whether pictures are shown again and again."""
    sizes = {name: sum(map(len, bundle.values())) for name, bundle in attachments.items()}
    shown = sum(html.count(mark) * sizes[name] for name, mark in marked.items())
    return shown > _SHOWN_AGAIN * sum(sizes.values())


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

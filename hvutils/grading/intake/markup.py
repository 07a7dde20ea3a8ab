"""Markup of a submission's, made such that nothing in it runs, loads or covers the page around it.

HTML goes through nh3 (ammonia), which parses as browsers do and keeps an allow-list. Pictures in
SVG become images, in which browsers run nothing and load nothing.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache

import nh3

from hvutils.grading.intake.pictures import PICTURES
from hvutils.grading.intake.words import fit

__all__ = ["plain", "safe_html", "safe_url", "svg_image"]

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd"),
    *("del", "details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp"),
    *("small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr", "u", "ul", "var"),
}
_WITHOUT_CONTENT = {"script", "style", "title", "textarea", "template", "noscript", "iframe"}
_ATTRIBUTES = {
    "*": {"style", "class", "title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "headers", "align"},
    "th": {"colspan", "rowspan", "scope", "align"},
    "ol": {"start"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "table": {"border"},
}
# Nothing that moves an element out of its place, and nothing that loads.
_STYLES = {
    *("background-color", "border", "border-collapse", "border-color", "border-style"),
    *("border-width", "color", "font-style", "font-weight", "padding", "text-align"),
    *("text-decoration", "vertical-align", "white-space", "width", "max-width"),
}
_VALUE = re.compile(r"[-\w\s#%.,()]{0,80}")
# Bootstrap's and nbgrader's classes would make a button of the page's out of a student's text.
_CLASS = re.compile(r"dataframe|hv-[a-z-]{1,30}")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\"'<>`\\]{1,2000}|#[\w.~:%-]{0,200}", re.IGNORECASE)
_DATA = re.compile(
    rf"data:(?:{'|'.join(re.escape(kind) for kind in (*PICTURES, 'image/svg+xml'))})"
    r";base64,[A-Za-z0-9+/\s]+={0,2}\s*"
)
_FILE = re.compile(r"[\w -][\w. -]{0,100}(?:/[\w -][\w. -]{0,100}){0,4}\.(?:png|jpe?g|gif|webp)")
_SVG = re.compile(r"<svg\b(?:[^<]|<(?!/?svg\b))*</svg\s*>", re.IGNORECASE)
_LABEL = re.compile(r"""<svg\b[^>]*?\baria-label=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# A quoted value may hold ">", and is then cut: what is counted is enough all the same.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)")
# What a parser closes by itself, or what holds nothing.
_NEVER_DEEP = {
    *("p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "col", "colgroup"),
    *("br", "hr", "img", "input", "wbr", "meta", "link", "area", "base", "embed", "source"),
    *("track", "param", "path", "rect", "circle", "line", "polyline", "polygon", "ellipse", "use"),
    *("stop",),
}
_DEEPEST = 256
_LONGEST_TAG, _MOST_ATTRIBUTES = 2_000, 200
_MOST_SIGNS = 50_000
_LARGEST_SVG = 500_000
_LONGEST_KEPT = 10_000
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'

# Colours and bold; every other sequence drives the terminal that shows the text, and nbconvert
# stumbles over a colour of which the number is missing.
_SHADE = "5;[0-9]{1,3}|2;[0-9]{1,3};[0-9]{1,3};[0-9]{1,3}"
_CODE = f"(?:[34]8;(?:{_SHADE})|(?!0*[34]8[;m])[0-9]{{0,3}})"
_COLOUR = re.compile(
    f"(\x1b\\[{_CODE}(?:;{_CODE}){{0,10}}m)"
    "|\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|.)?",
    re.DOTALL,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return text without what steers a terminal, but for colours."""
    return _CONTROL.sub("\ufffd", _COLOUR.sub(lambda found: found[1] or "", fit(text)))


def safe_url(url: str, *, picture: bool = False) -> bool:
    """Tell whether a link, or a picture's address, leads where it may.

    A link may leave the page, and may not lead to a file of the submission's on the instructor's
    server. A picture may stand in the page itself or lie beside the notebook; one that is fetched
    from elsewhere would tell who reads the page, and when.
    """
    if picture:
        return bool(_DATA.fullmatch(url) or _FILE.fullmatch(url))
    return bool(_LINK.fullmatch(url))


def safe_html(html: str) -> str:
    """Return HTML of which nothing runs.

    Args:
        html: what a submission displayed.
    """
    return _cleaned(html) if len(html) > _LONGEST_KEPT else _cleaned_once(html)


def _cleaned(html: str) -> str:
    if fault := _fault(html):
        return f"<p>(markup that {fault}, and is not shown)</p>"
    pictured = _SVG.sub(lambda found: svg_image(found[0]), fit(html))
    return nh3.clean(
        pictured,
        tags=_TAGS,
        clean_content_tags=_WITHOUT_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        filter_style_properties=_STYLES,
        # Ours are stricter, and stand in the filter; an address without a scheme passes it too.
        url_schemes={"http", "https", "mailto", "data"},
    )


def _fault(html: str) -> str | None:
    """Return what would take a parser a time that grows with the square of the size."""
    depth = 0
    for close, name, rest in _TAG.findall(html):
        if len(rest) > _LONGEST_TAG and rest.count("=") > _MOST_ATTRIBUTES:
            return "says too much in one tag"
        if name.lower() in _NEVER_DEEP:
            continue
        depth = max(depth + (-1 if close else 1), 0)
        if depth > _DEEPEST:
            return "is nested too deeply"
    return "has too much in signs" if html.count("&") > _MOST_SIGNS else None


# Feedback is cleaned where it is written and where it is shown, and a class has much in common.
_cleaned_once = lru_cache(500)(_cleaned)


def svg_image(svg: str) -> str:
    """Return an image element that shows an SVG picture."""
    if len(svg) > _LARGEST_SVG:
        return "<p>(a picture that is too large to be shown)</p>"
    label = _LABEL.match(svg)
    text = (label[1] or label[2] or "") if label else ""
    if "xmlns=" not in svg[:2000]:
        svg = re.sub(r"<svg\b", f"<svg {_NAMESPACE}", svg, count=1)
    data = base64.b64encode(fit(svg).encode()).decode()
    alt = re.sub(r"[<>\"]", " ", text)
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}">'


def _attribute(tag: str, name: str, value: str) -> str | None:
    match name:
        case "href":
            return value if safe_url(value) else None
        case "src":
            return value if safe_url(value, picture=True) else None
        case "class":
            return " ".join(word for word in value.split() if _CLASS.fullmatch(word)) or None
        case "style":
            rules = [rule for rule in value.split(";") if _VALUE.fullmatch(rule.partition(":")[2])]
            return ";".join(rules) or None
        case "width" | "height" | "colspan" | "rowspan" | "span" | "start" | "border":
            return value if re.fullmatch(r"\d{1,4}%?", value) else None
        case _:
            return value

"""HTML that notebooks and pages share: escaped, wrapped, readable in light and dark."""

from __future__ import annotations

import html
from collections.abc import Iterable
from itertools import starmap

from hvutils.captures.names import clean
from hvutils.evidence.finding import Finding
from hvutils.reporting.shape import Judged
from hvutils.reporting.stance import sides
from hvutils.reporting.words import by_line, facts, headline

__all__ = ["STYLE", "card", "commands", "details", "escaped", "evidence", "items"]

# Each pair of colours has a contrast of 4.5 to 1 or more, in light and in dark.
_STYLE = """<style>
.hv-verdict{color:var(--jp-ui-font-color1,inherit);line-height:1.4;max-width:75rem;
text-align:left}
.hv-verdict h3,.hv-verdict h4{margin:.8em 0 .3em;
font-size:1em;font-weight:bold}
.hv-verdict h3{font-size:1.15em;margin-top:.2em}
.hv-verdict dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1.2em;margin:.4em 0}
.hv-verdict dt{opacity:.8;float:none;width:auto;
font-weight:normal;white-space:nowrap}
.hv-verdict dd{margin:0;width:auto;overflow-wrap:anywhere}
.hv-verdict table{border-collapse:collapse;width:100%;table-layout:auto;
margin:.5em 0 0;font-size:inherit}
.hv-verdict caption{text-align:left;font-weight:bold;padding:.3em 0;color:inherit}
.hv-verdict th,.hv-verdict td{text-align:left;vertical-align:top;padding:.25em .8em .25em 0;
border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent);
white-space:normal;overflow-wrap:anywhere;background:none}
.hv-verdict th{overflow-wrap:normal}
.hv-verdict td:last-child{overflow-wrap:break-word;width:42%}
.hv-verdict td.hv-place{width:26%}
.hv-verdict .hv-strength{font-variant-numeric:tabular-nums;font-weight:600}
.hv-verdict .hv-source{opacity:.8}
.hv-verdict code{font-family:ui-monospace,monospace;font-size:.92em;background:none;padding:0;
color:inherit;white-space:pre-wrap;overflow-wrap:anywhere}
.hv-verdict .hv-place code{user-select:all}
.hv-verdict ul{margin:.2em 0;padding-left:1.2em}
</style>"""
# Jupyter's rules name one class and an element: two classes outrank them.
STYLE = _STYLE.replace(".hv-verdict ", ".hv-verdict.hv-verdict ")
"""The style of what stands within ``class="hv-verdict"``."""

_HEADINGS = ("where", "what the line says", "what that means (source)")


def escaped(text: str) -> str:
    """Return text that is safe in HTML, in attributes too; control characters are replaced."""
    return html.escape(clean(text.replace("\t", " ")))


def evidence(findings: Iterable[Finding], caption: str) -> str:
    """Return findings as a table."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS)
    body = "".join(starmap(_row, by_line(findings)))
    return (
        f"<table><caption>{escaped(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(where: str, text: str, means: tuple[Finding, ...]) -> str:
    says = "".join(
        f'<div><span class="hv-strength">{item.strength:.2f}</span> {escaped(str(item.says))} '
        f'<span class="hv-source">({escaped(item.source)})</span></div>'
        for item in means
    )
    return (
        f'<tr><td class="hv-place"><code>{escaped(where)}</code></td>'
        f'<td class="hv-line"><code>{escaped(text)}</code></td><td>{says}</td></tr>'
    )


def items(title: str, texts: Iterable[str]) -> str:
    """Return sentences as a list under a title, or nothing where there are none."""
    rows = "".join(f"<li>{escaped(text)}</li>" for text in texts)
    return f"<h4>{escaped(title)}</h4><ul>{rows}</ul>" if rows else ""


def commands(title: str, texts: Iterable[str]) -> str:
    """Return commands as a list under a title, or nothing where there are none."""
    rows = "".join(f"<li><code>{escaped(text)}</code></li>" for text in texts)
    return f"<h4>{escaped(title)}</h4><ul>{rows}</ul>" if rows else ""


def details(verdict: Judged) -> str:
    """Return what a verdict rests on: evidence by its side, conflicts, and what would settle."""
    tables = "".join(evidence(found, heading) for heading, found in sides(verdict).named())
    nothing = "<p>No line of these probes says anything about the platform.</p>"
    return (
        (tables or nothing)
        + items("Conflicts", map(str, verdict.conflicts))
        + commands("What would settle more", verdict.next_probes)
        + items("Could not be read", (item.reason for item in verdict.unread))
    )


def card(verdict: Judged) -> str:
    """Return a verdict as a card."""
    stated = "".join(
        f"<dt>{escaped(fact.label)}</dt><dd>{escaped(fact.value)}</dd>" for fact in facts(verdict)
    )
    title = f"{escaped(verdict.capture)}: {escaped(headline(verdict))}"
    return (
        f'{STYLE}<section class="hv-verdict" aria-label="Verdict on {escaped(verdict.capture)}">'
        f"<h3>{title}</h3><dl>{stated}</dl>{details(verdict)}</section>"
    )

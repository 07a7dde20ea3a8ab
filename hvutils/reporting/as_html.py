"""One HTML page for a fleet: self-contained, without script and network, escaped throughout."""

from __future__ import annotations

from hvutils.evidence.weighing import Case
from hvutils.reporting.as_explanation import added
from hvutils.reporting.chain import read_as, sums
from hvutils.reporting.markup import STYLE, details, escaped, items
from hvutils.reporting.report import Machine, Tally
from hvutils.reporting.words import NOTHING, facts, place, telling

__all__ = ["Page"]

_HEADINGS = ("machine", "role", "hypervisor", "type", "cloud", "confidence", "because")

_STYLE = """<style>
:root{color-scheme:light dark}
body{font:16px/1.45 system-ui,sans-serif;margin:1.5rem auto;padding:0 1rem;max-width:90rem}
h1{font-size:1.5rem;margin:0 0 .3em}
table.fleet{border-collapse:collapse;width:100%}
table.fleet>caption{text-align:left;padding:.4em 0}
table.fleet>thead th{position:sticky;top:0;background:Canvas;border-bottom:2px solid}
table.fleet>*>tr>*{text-align:left;vertical-align:top;padding:.4em .9em .4em 0}
table.fleet>tbody>tr>*{border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}
table.fleet>tbody>tr>th{font-weight:600;overflow-wrap:anywhere;min-width:8em;max-width:22em}
table.fleet>tbody>tr>td[data-label]{white-space:nowrap}
table.fleet>tbody>tr>td.because{overflow-wrap:anywhere;width:45%}
.role{white-space:nowrap;border-left:.35em solid GrayText;padding-left:.5em}
.role.guest{border-color:#1f77d0}.role.host{border-color:#8a4fc8}
.role.bare-metal{border-color:#2b8a3e}.role.undetermined{border-color:#c77700}
.role.none{border-color:#c92a2a}
summary{cursor:pointer;overflow-wrap:anywhere}
summary code{font-family:ui-monospace,monospace;font-size:.92em;user-select:all}
.hv-verdict{margin:.6em 0 1em}
footer{margin:1.2em 0}
@media (max-width:60rem){
table.fleet,table.fleet>caption,table.fleet>tbody,table.fleet>tbody>tr,
table.fleet>tbody>tr>*{display:block;width:auto!important;max-width:none!important}
table.fleet>thead{position:absolute;clip-path:inset(50%);height:1px;width:1px;
overflow:hidden}
table.fleet>tbody>tr{border-bottom:2px solid;padding:.5em 0}
table.fleet>tbody>tr>*{border:0;padding:.1em 0}
table.fleet>tbody>tr>td[data-label]::before{content:attr(data-label) ": ";opacity:.8}
.hv-verdict{overflow-x:auto}}
@media print{details::details-content{content-visibility:visible;height:auto}
table.fleet>thead th{position:static}}
</style>"""


class Page:
    """Verdicts as a page: a table, and behind each row's strongest line the whole evidence."""

    def begin(self) -> str:
        """Return the page's head and the table's headings."""
        headings = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS)
        # Nothing may be loaded or run, whatever a recorded line says.
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>What these machines run on</title>\n{_STYLE}\n{STYLE}\n</head>\n<body>\n"
            "<main>\n<h1>What these machines run on</h1>\n"
            '<table class="fleet">\n<caption>A row a machine. Behind the line that tells most '
            "stands all of the evidence: open it. Not observed is “-”; confidence goes from 0 "
            f"to 1.</caption>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n"
        )

    def machine(self, machine: Machine) -> str:
        """Return the machine's row."""
        verdict, shown = machine.verdict, telling(machine.verdict)
        told = (
            f"<code>{escaped(place(shown))}</code> {escaped(shown.text)}"
            if shown
            else "no evidence"
        )
        more = ", ".join(
            f"{fact.label}: {fact.value}"
            for fact in facts(verdict)
            if fact.label in ("product", "container", "nested", "nesting exposed")
        )
        inside = f"<p>{escaped(more)}</p>{details(verdict)}{_chain(machine)}"
        values = (
            verdict.hypervisor.value if verdict.hypervisor else NOTHING,
            verdict.type.value if verdict.type else NOTHING,
            verdict.cloud.value if verdict.cloud else NOTHING,
            f"{verdict.confidence:.2f}",
        )
        return _row(
            verdict.capture,
            (verdict.role.value, verdict.role.value),
            values,
            f'<details><summary>{told}</summary><div class="hv-verdict">{inside}</div></details>',
        )

    def failure(self, name: str, reason: str) -> str:
        """Return a row that gives the reason."""
        return _row(name, ("none", "no verdict"), (NOTHING,) * 4, escaped(reason))

    def end(self, tally: Tally) -> str:
        """Return what was counted, and the end of the page."""
        return (
            f"</tbody>\n</table>\n</main>\n<footer>{escaped(str(tally))}.</footer>\n"
            "</body>\n</html>\n"
        )


def _chain(machine: Machine) -> str:
    """Return how it weighs and which rule decided, where that was asked for."""
    if not machine.steps:
        return ""
    read = [f"{file.name}: {', '.join(read_as(file)) or '-'}" for file in machine.capture.files]
    weighs = [f"for {row.side}: {added(row)}" for row in sums(Case(machine.verdict.findings))]
    rules = [
        f"{'decides' if step.decides else 'passes'}: {step.rule}. {step.reason}"
        for step in machine.steps
    ]
    return (
        items("What was read as what", read)
        + items("How it weighs", weighs)
        + items("Which rule decided", rules)
    )


def _row(name: str, role: tuple[str, str], values: tuple[str, ...], because: str) -> str:
    mark, word = role
    cells = "".join(
        f'<td data-label="{label}">{escaped(value)}</td>'
        for label, value in zip(_HEADINGS[2:6], values, strict=True)
    )
    return (
        f'<tr><th scope="row">{escaped(name)}</th>'
        f'<td><span class="role {mark}">{escaped(word)}</span></td>{cells}'
        f'<td class="because">{because}</td></tr>\n'
    )

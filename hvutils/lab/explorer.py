"""The explorer: leaf through a machine's probes; with a sample, go from a finding to its line.

The widget holds no fact: what it shows is the capture and, for a sample, the expert's recorded
verdict. Without a widget front end the text stands in its place.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from hvutils.captures import Capture, ProbeFile
from hvutils.lab.interactive.base import Interactive, button
from hvutils.lab.shelf import Evidence, Sample
from hvutils.lab.views import capture_of

__all__ = ["Explorer", "explore"]

_DARK = 'body[data-jp-theme-light="false"]'
_STYLE = (
    "<style>.hv-lines{max-height:26em;overflow:auto;line-height:1.35;margin:0;"
    # JupyterLab breaks what is preformatted inside its words.
    "word-break:normal;overflow-wrap:anywhere;"
    "color:#1a1a1a;background:#fff;padding:.5em}"
    ".hv-lines mark{background:#ffe28a;color:#1a1a1a;outline:1px solid #8a6d00}"
    ".hv-lines .hv-says{color:#6b3d00;font-style:italic}"
    ".hv-lines .hv-no{color:#595959;user-select:none}"
    # JupyterLab and Notebook 7 say on the body which theme they have.
    f"{_DARK} .hv-lines{{color:#f0f0f0;background:#1a1a1a}}"
    f"{_DARK} .hv-lines .hv-says{{color:#ffc98a}}"
    f"{_DARK} .hv-lines .hv-no{{color:#b0b0b0}}</style>"
)
_AROUND = 4
"""Lines shown before and after the one that a finding leads to."""


class Explorer(Interactive):
    """A capture to leaf through.

    Args:
        machine: a practice sample, or a server that you audit.
    """

    def __init__(self, machine: Capture | Sample) -> None:
        self.capture = capture_of(machine)
        self.evidence: tuple[Evidence, ...] = (
            machine.evidence if isinstance(machine, Sample) else ()
        )
        self.at: Evidence | None = None
        names = [file.name for file in self.capture.files]
        wide = widgets.Layout(width="28em")
        self.probe = widgets.Dropdown(
            options=names, description="Probe", value=names[0], layout=wide
        )
        # In JupyterLab the arrow keys belong to the notebook, also while a dropdown has the focus:
        # with these, the space bar leafs on.
        self.back = button("◀ Previous", lambda: self._leaf(-1), "Previous probe")
        self.on = button("Next ▶", lambda: self._leaf(1), "Next probe")
        self.words = widgets.Text(description="Contains", placeholder="only lines with …")
        self.expert = widgets.Checkbox(
            description="Show the lines that an expert marks", value=False, indent=False
        )
        self.findings = widgets.VBox([])
        self.page = widgets.HTML()
        for control in (self.probe, self.words, self.expert):
            control.observe(self._turn, names="value")
        controls: list[Any] = [self.back, self.probe, self.on, self.words]
        if self.evidence:
            controls.append(self.expert)
        bar = widgets.HBox(controls, layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__(
            "explorer",
            "Leaf through the probes, and find the lines that say what this machine runs on.",
            "Which line would you cite first, and which one would you not rely on?",
            "",
            [bar, self.findings, self.page],
        )
        self._turn()

    def _leaf(self, pages: int) -> None:
        names = self.probe.options
        self.probe.value = names[(names.index(self.probe.value) + pages) % len(names)]

    def _turn(self, change: object = None) -> None:
        self.at = None
        shown = [self._finding(one) for one in self.evidence] if self.expert.value else []
        if len(shown) != len(self.findings.children):
            self.findings.children = shown
        self.page.value = self.html()

    def _finding(self, evidence: Evidence) -> Any:
        label = f"{evidence.weight}: {evidence.file}:{evidence.line}"
        return button(label, lambda: self.go_to(evidence), evidence.says)

    def go_to(self, evidence: Evidence) -> None:
        """Open a finding's probe at its line, with the lines around it."""
        self.words.value = ""
        self.probe.value = evidence.file
        self.at = evidence
        self.page.value = self.html()

    def html(self) -> str:
        """Return the page as HTML: the chosen probe's lines, marked where that is asked for."""
        file = self.capture.file(self.probe.value)
        marked = {e.line: e for e in self.evidence if e.file == file.name and self.expert.value}
        rows = [
            _row(number, line, marked.get(number))
            for number, line in enumerate(file.lines, 1)
            if self.words.value.lower() in line.lower() and self._near(number)
        ]
        if not rows:
            said = "no line of {} contains this" if file.lines else "{} is empty"
            rows = [f"({said.format(html.escape(file.name))})"]
        return (
            f'{_STYLE}<pre class="hv-lines" tabindex="0" role="region" '
            f'aria-label="{html.escape(file.name)}">' + "\n".join(rows) + "</pre>"
        )

    def _near(self, number: int) -> bool:
        return self.at is None or abs(number - self.at.line) <= _AROUND

    def static(self) -> Sequence[str]:
        """Return the probes that there are, and how to read them."""
        lines = [f"{self.capture.name}: {len(self.capture.files)} probes (text view)"]
        lines += [f"  {_summary(file)}" for file in self.capture.files]
        lines.append("Read one with show(machine, probe), or some lines with grep='…'.")
        return lines


def explore(machine: Capture | Sample) -> Explorer:
    """Open the explorer on a sample or a server.

    Args:
        machine: ``sample("…")`` or ``server("…")``.

    Returns:
        A widget: choose a probe, filter its lines and, with a sample, reveal the expert's marks
        and go from a finding to its line.
    """
    return Explorer(machine)


def _row(number: int, line: str, evidence: Evidence | None) -> str:
    text = html.escape(line)
    if evidence is None:
        return f'<span class="hv-no">{number:4} </span>{text}'
    return (
        f'<span class="hv-no">{number:4} </span><mark>{text}</mark>\n'
        f'     <span class="hv-says">└ {evidence.weight}: {html.escape(evidence.says)}</span>'
    )


def _summary(file: ProbeFile) -> str:
    return f"{file.name} ({len(file.lines)} line{'s' * (len(file.lines) != 1)})"

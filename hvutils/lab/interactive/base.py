"""What all of them share: the task and the question on top, and the text in the widget's place."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

__all__ = ["Interactive", "button", "page", "row"]

_STYLE = (
    "<style>.hv-try p{margin:.2em 0;line-height:1.4}.hv-try table{border-collapse:collapse}"
    ".hv-try td,.hv-try th{padding:.1em .8em .1em 0;text-align:left}"
    ".hv-try .hv-pre{font-family:monospace;white-space:pre-wrap}</style>"
)


class Interactive(ABC):
    """A thing to try.

    Args:
        name: its name in the page, after ``hv-``.
        task: what to do, in a sentence or two.
        question: what to answer with it.
        answer: to the question, folded; nothing where each reader's own is asked for.
        parts: the widgets, from top to bottom.
    """

    def __init__(
        self, name: str, task: str, question: str, answer: str, parts: Sequence[Any]
    ) -> None:
        self.task, self.question = task, question
        head = page(f"<p><b>Task.</b> {html.escape(task)}</p>")
        folded = f"<details><summary>An answer</summary>{html.escape(answer)}</details>"
        foot = page(f"<p><b>Question.</b> {html.escape(question)}</p>{folded if answer else ''}")
        self.box = widgets.VBox([head, *parts, foot])
        self.box.add_class(f"hv-{name}")
        self.box.add_class("hv-try")

    @abstractmethod
    def static(self) -> Sequence[str]:
        """Return what stands in the widget's place, line by line."""

    def text(self) -> str:
        """Return the task, the static view and the question, for a reader without widgets."""
        lines = [f"Task: {self.task}", *self.static(), f"Question: {self.question}"]
        return "\n".join(lines)

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, object]:
        # A front end without widgets, nbconvert and a screen reader's text mode take the text.
        return {
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.box.model_id,
            },
            "text/plain": self.text(),
        }


def page(inner: str) -> Any:
    """Return a widget that shows HTML of ours."""
    return widgets.HTML(_STYLE + inner)


def button(label: str, pressed: Callable[[], None], tip: str = "") -> Any:
    """Return a button; the space bar presses it."""
    made = widgets.Button(
        description=label, tooltip=tip or label, layout=widgets.Layout(width="auto")
    )
    made.on_click(lambda _: pressed())
    return made


def row(*parts: Any) -> Any:
    """Return widgets side by side, in as many lines as the page needs."""
    return widgets.HBox(list(parts), layout=widgets.Layout(flex_flow="row wrap"))

"""The stack builder: place the parts of a product; the first one that does not fit is told."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from hvutils.errors import AnswerError
from hvutils.lab.interactive.base import Interactive, button, page, row
from hvutils.lab.interactive.products import LEVELS, PARTS, PRODUCTS, Product
from hvutils.lab.pictures.stacks import Row, Stack, stacks
from hvutils.lab.shapes.words import unknown

__all__ = ["StackBuilder", "build_stack"]


class StackBuilder(Interactive):
    """A stack to build.

    Args:
        product: which product's.
    """

    def __init__(self, product: Product) -> None:
        self.product = product
        self.levels = {part.name: 0 for part in PARTS}
        self.drawing, self.told = page(""), page("")
        self.shown = {part.name: page("") for part in PARTS}
        rows: list[Any] = [self._controls(part.name) for part in PARTS]
        check = button("Check the stack", self._check)
        super().__init__(
            "builder",
            f"Build the stack of {product.name}. Lift what it consists of: level 1 is the bottom, "
            f"and up to {LEVELS} may be needed. What it does not have stays on level 0.",
            product.question,
            product.answer,
            [row(widgets.VBox(rows), self.drawing), check, self.told],
        )
        self._draw()

    def _controls(self, name: str) -> Any:
        return row(
            button(f"▼ {name}", lambda: self.place(name, self.levels[name] - 1), f"{name}: down"),
            button(f"▲ {name}", lambda: self.place(name, self.levels[name] + 1), f"{name}: up"),
            self.shown[name],
        )

    def place(self, name: str, level: int) -> None:
        """Put a part on a level; beyond the ends it stays."""
        self.levels[name] = min(max(level, 0), LEVELS)
        self.told.value = ""
        self._draw()

    def problem(self) -> str:
        """Return what the first part that does not fit lacks, or nothing."""
        for part, place in zip(PARTS, self.product.places, strict=True):
            if self.levels[part.name] not in place.levels:
                return f"{part.name} does not fit yet: {place.says}"
        return ""

    def _check(self) -> None:
        problem = self.problem()
        said = problem or f"It fits. {self.product.done} (Source: {self.product.source}.)"
        self.told.value = f'<p role="status">{html.escape(said)}</p>'

    def _draw(self) -> None:
        for name, level in self.levels.items():
            self.shown[name].value = f"level {level}"
        levels: list[Row] = []
        for level in range(LEVELS, 0, -1):
            here = tuple((p.name, p.kind) for p in PARTS if self.levels[p.name] == level)
            if here:
                levels.append(here)
        if levels:
            stack = Stack(self.product.name, tuple(levels), 380)
            self.drawing.value = stacks("Your stack.", "you", stack).figure()
        else:
            self.drawing.value = "<p>Nothing is placed yet.</p>"

    def static(self) -> Sequence[str]:
        """Return the parts, to be sorted on paper."""
        return [
            "Parts: " + ", ".join(part.name for part in PARTS) + ".",
            "Without widgets: write them down from the bottom to the top, and leave out what it "
            "does not have.",
        ]


def build_stack(product: str = "VirtualBox") -> StackBuilder:
    """Open the stack builder.

    Args:
        product: ``VirtualBox``, ``ESXi``, ``Xen``, ``Hyper-V`` or ``KVM``.

    Raises:
        AnswerError: there is no such product to build.
    """
    for one in PRODUCTS:
        if str(product).casefold() == one.name.casefold():
            return StackBuilder(one)
    raise AnswerError(unknown("product to build", product, tuple(p.name for p in PRODUCTS)))

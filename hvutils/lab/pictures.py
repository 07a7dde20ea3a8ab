"""Pictures: who stands on whom, drawn from a table, with a text that says the same."""

from __future__ import annotations

import html
from dataclasses import dataclass

from hvutils.errors import AnswerError

__all__ = ["Picture", "draw"]

_WIDTH, _HEIGHT, _GAP = 200, 34, 6


@dataclass(frozen=True)
class Layer:
    """One layer of a stack: what it is called, and how it is coloured."""

    label: str
    fill: str


@dataclass(frozen=True)
class Picture:
    """Stacks side by side.

    Args:
        title: what the picture shows, in a sentence.
        stacks: each a heading and its layers from top to bottom.
        source: where the facts come from.
    """

    title: str
    stacks: tuple[tuple[str, tuple[Layer, ...]], ...]
    source: str

    def text(self) -> str:
        """Say in words what the picture shows."""
        lines = [self.title]
        for heading, layers in self.stacks:
            lines.append(f"  {heading}: " + " on ".join(layer.label for layer in layers))
        lines.append(f"  Source: {self.source}")
        return "\n".join(lines)

    def svg(self) -> str:
        """Draw the stacks as SVG, with its text as the accessible name."""
        deepest = max(len(layers) for _, layers in self.stacks)
        width = len(self.stacks) * (_WIDTH + 24) + 8
        height = 34 + deepest * (_HEIGHT + _GAP) + 8
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
            f'width="{width}" style="max-width:100%;background:#fff" '
            f'aria-label="{html.escape(self.text())}">'
        ]
        for column, (heading, layers) in enumerate(self.stacks):
            left = 16 + column * (_WIDTH + 24)
            parts.append(_label(left + _WIDTH // 2, 20, heading, bold=True))
            top = 34 + (deepest - len(layers)) * (_HEIGHT + _GAP)
            for row, layer in enumerate(layers):
                y = top + row * (_HEIGHT + _GAP)
                parts.append(
                    f'<rect x="{left}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="5" '
                    f'fill="{layer.fill}" stroke="#333"/>'
                )
                parts.append(_label(left + _WIDTH // 2, y + 22, layer.label))
        return "".join([*parts, "</svg>"])

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, str]:
        caption = f"<figcaption>{html.escape(self.title)} Source: {html.escape(self.source)}"
        return {
            "text/html": f"<figure>{self.svg()}{caption}</figcaption></figure>",
            "text/plain": self.text(),
        }


def _label(x: int, y: int, text: str, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" font-family="sans-serif" '
        f'font-size="13" fill="#111"{weight}>{html.escape(text)}</text>'
    )


_GUEST, _HYPERVISOR, _HOST, _IRON = "#cfe8ff", "#ffd9a8", "#d9f2d0", "#e3e3e3"

_PICTURES = {
    "stacks": Picture(
        "Who stands on whom in the two types, and in KVM.",
        (
            (
                "Type 1",
                (
                    Layer("guests", _GUEST),
                    Layer("hypervisor", _HYPERVISOR),
                    Layer("hardware", _IRON),
                ),
            ),
            (
                "Type 2",
                (
                    Layer("guests", _GUEST),
                    Layer("hypervisor, a program", _HYPERVISOR),
                    Layer("host operating system", _HOST),
                    Layer("hardware", _IRON),
                ),
            ),
            (
                "KVM",
                (
                    Layer("guests", _GUEST),
                    Layer("a process each (QEMU, …)", _HOST),
                    Layer("Linux with KVM in it", _HYPERVISOR),
                    Layer("hardware", _IRON),
                ),
            ),
        ),
        "Goldberg 1973 for the types; the first KVM patch for the third stack.",
    ),
    "root-partition": Picture(
        "Windows with Hyper-V: the Windows you log in to is a partition too.",
        (
            (
                "before the role",
                (Layer("Windows", _HOST), Layer("hardware", _IRON)),
            ),
            (
                "with Hyper-V",
                (
                    Layer("root partition | children", _GUEST),
                    Layer("Hyper-V hypervisor", _HYPERVISOR),
                    Layer("hardware", _IRON),
                ),
            ),
        ),
        "Microsoft, Hypervisor Top Level Functional Specification, glossary.",
    ),
}


def draw(name: str) -> Picture:
    """Return a picture by its name.

    Args:
        name: ``stacks`` or ``root-partition``.

    Raises:
        AnswerError: there is no such picture.
    """
    try:
        return _PICTURES[name]
    except KeyError:
        raise AnswerError(
            f"there is no picture {name!r}; there are: {', '.join(_PICTURES)}"
        ) from None

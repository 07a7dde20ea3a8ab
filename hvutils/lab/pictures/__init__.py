"""Pictures, drawn by the project: SVG in light and dark, with a text that says the same.

A new one is an entry in one of the tables here, or a module beside them that makes a `Picture`.
"""

from __future__ import annotations

from hvutils.errors import AnswerError
from hvutils.lab.pictures.drawing import Picture
from hvutils.lab.pictures.orders import ORDERS
from hvutils.lab.pictures.paths import PATHS
from hvutils.lab.pictures.stacks import STACKS

__all__ = ["PICTURES", "Picture", "draw"]

PICTURES = STACKS | PATHS | ORDERS


def draw(name: str) -> Picture:
    """Return a picture by its name.

    Args:
        name: such as ``stacks``; a wrong one is answered with those that there are.

    Raises:
        AnswerError: there is no such picture.
    """
    try:
        return PICTURES[name]
    except (KeyError, TypeError):
        raise AnswerError(
            f"there is no picture {name!r}; there are: {', '.join(PICTURES)}"
        ) from None

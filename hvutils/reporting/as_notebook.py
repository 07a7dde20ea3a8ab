"""A verdict in a notebook: a card where HTML is shown, text everywhere else."""

from __future__ import annotations

from hvutils.reporting.as_card import card as lines
from hvutils.reporting.markup import card
from hvutils.reporting.shape import Judged
from hvutils.reporting.text import drawn

__all__ = ["bundle", "text"]


def text(verdict: Judged) -> str:
    """Return a verdict as plain text of several lines."""
    return drawn(lines(verdict)).rstrip("\n")


def bundle(verdict: Judged) -> dict[str, str]:
    """Return what a notebook may show of a verdict, by MIME type."""
    return {"text/plain": text(verdict), "text/html": card(verdict)}

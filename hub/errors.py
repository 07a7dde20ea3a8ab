"""What goes wrong with a hub, each in one sentence that names the remedy."""

from __future__ import annotations

__all__ = ["HubError"]


class HubError(Exception):
    """The hub cannot do what was asked; the message says why, and what to do."""

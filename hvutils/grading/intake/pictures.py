"""Pictures that a notebook carries: which kinds are kept, and that they are pictures."""

from __future__ import annotations

import re

__all__ = ["PICTURES", "is_picture", "pictures"]

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""Kinds of pictures that hold no markup."""

_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
_NAME = re.compile(r"[\w .()-]{1,120}")
_MOST = 20


def is_picture(data: object, most: int) -> bool:
    """Tell whether this is base64 of a bounded size, and nothing else."""
    return isinstance(data, str) and 0 < len(data) <= most and bool(_BASE64.fullmatch(data))


def pictures(attachments: object, most: int) -> dict[str, dict[str, str]]:
    """Keep the attachments of a Markdown cell that are pictures.

    Args:
        attachments: what the cell has there.
        most: the largest picture, in bytes of base64.
    """
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        if len(kept) >= _MOST or not isinstance(bundle, dict) or not _NAME.fullmatch(name):
            continue
        good = {kind: bundle[kind] for kind in PICTURES if is_picture(bundle.get(kind), most)}
        if good:
            kept[name] = good
    return kept

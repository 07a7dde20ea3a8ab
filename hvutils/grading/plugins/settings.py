"""Limits as settings of a plug-in: each is declared once, with its default and its help."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from traitlets import Integer

__all__ = ["chosen", "settings_of"]

_Limits = TypeVar("_Limits")


def settings_of(limits: type[Any]) -> dict[str, Integer[int, int]]:
    """Return a setting for each field of a dataclass of limits, to be put into a class's body.

    Args:
        limits: the dataclass; each field has a default, and its help as metadata.
    """
    return {
        field.name: Integer(field.default, min=1, help=field.metadata["help"]).tag(config=True)
        for field in fields(limits)
    }


def chosen(plugin: object, limits: type[_Limits]) -> _Limits:
    """Return the limits as a plug-in is configured.

    Args:
        plugin: the plug-in, which has a setting for each field.
        limits: the dataclass.
    """
    names = [field.name for field in fields(limits)]  # type: ignore[arg-type]
    return limits(**{name: getattr(plugin, name) for name in names})

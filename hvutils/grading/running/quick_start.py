"""What makes the libraries start in a fraction of a second."""

from __future__ import annotations

import sys
from types import ModuleType

__all__ = ["start_quickly"]

_NAME = "rfc3987_syntax"


def start_quickly() -> None:
    """Let the grammar of internationalised addresses be built when one is checked, and not before.

    jsonschema imports ``rfc3987_syntax`` for its format checkers ``iri`` and ``iri-reference``,
    which compiles a grammar for most of a second; no schema of a notebook has such a field. A
    stand-in takes the module's place until its one function is called.
    """
    if _NAME in sys.modules or "jsonschema" in sys.modules:
        return
    stand_in = ModuleType(_NAME)
    stand_in.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[_NAME] = stand_in


def _is_valid_syntax(term: str, value: str) -> bool:
    sys.modules.pop(_NAME, None)
    import rfc3987_syntax

    return bool(rfc3987_syntax.is_valid_syntax(term, value))

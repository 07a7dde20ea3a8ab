"""One JSON object as one line that a terminal does not obey."""

from __future__ import annotations

import json
import re
from typing import Any

from hvutils.captures.names import CONTROLS

__all__ = ["json_line"]


def json_line(document: dict[str, Any]) -> str:
    r"""Return a document as one line of JSON, readable but for what cannot be seen.

    >>> json_line({"name": "Büro\u202e"})
    '{"name": "Büro\\u202e"}'
    """
    return CONTROLS.sub(_escape, json.dumps(document, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]

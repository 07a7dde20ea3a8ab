"""The version of a key: a mark knows by which one it was made."""

from __future__ import annotations

import hashlib
import json
import tomllib
from importlib import resources
from pathlib import Path

from hvutils.errors import KeyFileError
from hvutils.grading.keys.key import load_key

__all__ = ["assignment_version", "key_version"]

_DIGITS = 12


def key_version(path: Path) -> str:
    """Return the version of a key: a hash over what it says and the truths that it draws on.

    Comments and layout do not count: only what can change a mark makes a new version.

    Args:
        path: the ``.key.toml`` beside the source notebook.

    Raises:
        KeyFileError: the key or a truth cannot be read.
    """
    key = load_key(path)
    servers = {
        truth.name
        for question in key.questions.values()
        for truth in getattr(question, "truths", ())
    }
    pool = Path(str(resources.files("hvutils.grading"))) / "pool"
    files = [path, *(pool / f"{name}.toml" for name in sorted(servers))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(_said(file))
    return digest.hexdigest()[:_DIGITS]


def assignment_version(source: Path) -> str:
    """Return the version of an assignment's keys, joined by a plus sign where there are several.

    Args:
        source: the assignment's folder in ``source/``.

    Raises:
        KeyFileError: a key or a truth cannot be read.
    """
    keys = sorted(source.glob("*.key.toml"))
    return "+".join(dict.fromkeys(map(key_version, keys)))


def _said(file: Path) -> bytes:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KeyFileError(f"{file.name} cannot be read: {error}") from None
    return json.dumps([file.name, data], sort_keys=True, default=str).encode()

"""What a submission said, read as hostile: compared in one form, and shown in a bounded one."""

from __future__ import annotations

import re
import reprlib
import unicodedata
from collections.abc import Mapping

__all__ = ["citation", "excerpt", "foreign", "normal", "rows", "shown", "wrong_kind"]

_SHOWN = 120
"""How much of what a student said is repeated in the feedback, in characters."""

_BEGINNING, _AROUND = 45, 24
"""How much is shown of the beginning of a long line, and around the word that matters."""

_LONGEST = 2_000
"""A text longer than this is no answer: it is compared with nothing."""

# What is pasted with a text and cannot be seen: zero-width space, byte order mark, soft hyphen.
_UNSEEN = dict.fromkeys((0x200B, 0xFEFF, 0x00AD))
_CITATION = re.compile(r"(?P<file>[^\s:][^:]*?) ?: ?(?P<line>[0-9]{1,7})")
_WORD = re.compile(r"\w{4,}")
_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = _SHOWN
_REPR.maxlevel = 3


def normal(value: object) -> str:
    """Return a text in the form in which answers are compared; nothing for what is no text.

    Compatible forms are one (NFKC), and so are upper and lower case; blanks around it and runs of
    blanks do not count. Letters of another alphabet stay what they are, however alike they look.

    >>> normal("  Hyper-V ")
    'hyper-v'
    >>> normal("х86") == normal("x86")
    False
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    text = unicodedata.normalize("NFKC", value.translate(_UNSEEN)).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def foreign(value: object) -> str:
    """Return the names of letters that are not Latin in a text that has Latin ones too.

    >>> foreign("vmwаre")
    "'а' (CYRILLIC SMALL LETTER A)"
    """
    text = normal(value)
    if not any(letter.isascii() and letter.isalpha() for letter in text):
        return ""
    odd = sorted(
        {c for c in text if c.isalpha() and not unicodedata.name(c, "").startswith("LATIN")}
    )
    return ", ".join(f"{c!r} ({unicodedata.name(c, 'no name')})" for c in odd[:3])


def citation(value: object) -> str:
    """Return a citation as ``file:line``, or nothing where it is none.

    >>> citation("lscpu.txt: 020")
    'lscpu.txt:20'
    """
    found = _CITATION.fullmatch(normal(value))
    # isascii: NFKC leaves the digits of other scripts alone, and so does [0-9].
    return f"{found['file']}:{int(found['line'])}" if found else ""


def rows(value: object) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return what an answer says by name, and the names that it says twice.

    Names are compared as answers are; whoever answers ``Amber`` and ``amber`` has answered neither.
    """
    if not isinstance(value, Mapping):
        return {}, ()
    said: dict[str, object] = {}
    twice: list[str] = []
    for name, row in value.items():
        key = normal(name)
        if key in said:
            twice.append(key)
        said[key] = row
    for key in twice:
        said[key] = None
    return said, tuple(dict.fromkeys(twice))


def shown(value: object) -> str:
    """Return what to repeat of something that a student said: one bounded line, never an error."""
    try:
        text = value if isinstance(value, str) else _REPR.repr(value)
    except (ValueError, RecursionError):
        # A whole number of more than 4300 digits is not written out (CPython's own limit).
        return f"({type(value).__name__} that is too large to show)"
    text = "".join(c if c.isprintable() else "\ufffd" for c in text[: _SHOWN + 1])
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


_KINDS = {
    "bool": "True or False",
    "int": "A number",
    "float": "A number",
    "list": "A list",
    "dict": "A dictionary",
    "str": "A text as long as this one",
}


def wrong_kind(value: object, expects: str) -> str:
    """Say of what is no text, or too long a one, what to give instead.

    >>> wrong_kind(["xen"], "a short text")
    'A list is no answer here: give a short text.'
    """
    return f"{_KINDS.get(type(value).__name__, 'That')} is no answer here: give {expects}."


def excerpt(line: str, about: str) -> str:
    """Return a long line cut to its beginning and to the word that a sentence is about.

    Args:
        line: the line, such as lscpu's of a hundred flags.
        about: the sentence that speaks of it.

    >>> flags = "fpu vme " * 30 + "hypervisor lahf_lm"
    >>> excerpt(f"lscpu.txt:19  Flags: {flags}", "The flag hypervisor is set.")
    'lscpu.txt:19  Flags: fpu vme fpu vme fpu vme … vme fpu vme fpu vme hypervisor lahf_lm'
    """
    if len(line) <= _SHOWN:
        return line
    told = set(_WORD.findall(about.casefold()))
    head = line[:_BEGINNING].rsplit(" ", 1)[0]
    shared = [word for word in _WORD.finditer(line, len(head)) if word[0].casefold() in told]
    if not shared:
        return f"{line[: _SHOWN - 1]}…"
    # The longest one tells most: "hypervisor", and not "with".
    word = max(shared, key=lambda found: len(found[0]))
    start = line.find(" ", max(len(head), word.start() - _AROUND)) + 1
    rest = line[start : word.end()] + line[word.end() :][:_AROUND].rpartition(" ")[0]
    end = line[start:] if len(line) <= word.end() + _AROUND else f"{rest} …"
    return f"{head} … {end}"

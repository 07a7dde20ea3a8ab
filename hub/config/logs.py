"""Keeps out of the hub's log what says who somebody is, but for user names.

An address names files, and may hold whatever somebody typed; what is typed as a user name may be a
password. Users' servers have logs of their own (``hub.config.spawning``).
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from hub.courses import read_courses
from hub.errors import HubError
from hub.places import Places

__all__ = ["NamesOnly", "names_only"]

Known = Callable[[str], bool]

_MAYBE = re.compile(r"(?<![\w.:])[0-9a-f:]*[0-9a-f.:]{2,}(?![\w:])", re.I)
_OWN = ("127.0.0.1", "0.0.0.0")
_HEADERS = re.compile(r'\{\s*"Host":.*', re.S)
# Said by somebody outside, whole.
_SAID = re.compile(
    r"(Content security violation: |Disallowing redirect outside JupyterHub: "
    r"|Blocking Cross Origin \w+ request\. |Invalid redirects argument ).*",
    re.S,
)
_QUOTED = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_NAMED = re.compile(
    r"(Failed login for |PAM Authentication failed \(|Disallowing invalid username |User )"
    + _QUOTED
)
_ASKED = re.compile(r"\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\S+)")
_ADDRESS = re.compile(
    r"(?<![\w/])(?:https?://[^\s/'\"]+)?/(?:hub|user|services)(?![\w.-])[^\s'\",()]*"
)
_HOST = re.compile(r"((?:https?://[^/]*)?)(.*)", re.S)
# What an address may say: the hub's own words, and whose something is.
_WORD = re.compile(
    r"hub|api|users?|services|groups|spawn|spawn-pending|stop|log(in|out|o)|home|tokens?|oauth2"
    r"|authorize|servers?|progress|activity|proxy|shutdown|info|error|health|metrics|static"
    r"|user-redirect|oauth_(login|callback)|lti13|security|csp-report"
)
_BEFORE_A_NAME = frozenset(["user", "users", "services", "spawn", "spawn-pending", "stop"])


class NamesOnly(logging.Filter):
    """Takes addresses, what was typed into them, and headers of browsers out of each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record's message, and the exception that comes with it."""
        known = _people()
        record.msg, record.args = names_only(record.getMessage(), known), None
        if record.exc_info and not record.exc_text:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = names_only(text, known)
        return True


def _people() -> Known:
    def known(name: str) -> bool:
        file = Places.from_environment().list_of_courses
        try:
            return name in _names(file, file.stat().st_mtime_ns)
        except (HubError, OSError):
            return False

    return known


@lru_cache(maxsize=1)
def _names(file: Path, changed: int) -> frozenset[str]:
    courses = read_courses(file).values()
    return frozenset({"operator", "status"}).union(
        *((*c.people, c.account, c.name) for c in courses)
    )


def names_only(message: str, known: Known = lambda _: True) -> str:
    """Return a message without addresses of the network, what was typed, and browsers' headers.

    Args:
        message: a line of the hub's log.
        known: says whether a word is the name of a user or a course.
    """

    def network(found: re.Match[str]) -> str:
        word = found[0].rstrip(".:")
        try:
            ipaddress.ip_address(word)
        except ValueError:
            return found[0]
        return found[0] if word in _OWN else "-" + found[0][len(word) :]

    def typed(found: re.Match[str]) -> str:
        return found[1] + (found[2] if known(found[2][1:-1]) else "somebody unknown")

    def asked(found: re.Match[str]) -> str:
        return f"{found[1]} {_short(found[2], known)}"

    message = _SAID.sub(r"\1{left out}", _HEADERS.sub("{headers left out}", message))
    message = _NAMED.sub(typed, message)
    message = _ADDRESS.sub(lambda found: _short(found[0], known), _ASKED.sub(asked, message))
    return _MAYBE.sub(network, message)


def _short(address: str, known: Known) -> str:
    """Return an address up to whose it is: what follows names files, or was typed."""
    host, path = _HOST.match(address).groups()  # type: ignore[union-attr]
    kept: list[str] = []
    for word in path.partition("?")[0].split("/"):
        named = kept and kept[-1] in _BEFORE_A_NAME and known(word)
        if word and not named and not _WORD.fullmatch(word):
            kept.append("…")
            break
        kept.append(word)
    return host + "/".join(kept)

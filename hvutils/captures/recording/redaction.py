"""Redaction: a capture without what identifies the machine, and with all that names its platform.

Two passes: the first learns names and serial numbers from the places that give them away, the
second replaces them wherever they stand, and everything that its shape gives away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hvutils.captures.capture import Capture
from hvutils.captures.names import PROGRAMS
from hvutils.captures.probe import ProbeFile, Unread
from hvutils.captures.recording import literals
from hvutils.captures.recording.secrets import Secret, is_kept, secrets
from hvutils.captures.recording.shapes import replace_shapes
from hvutils.captures.recording.tokens import TOKEN, Kind, Replaced, Tokens
from hvutils.errors import CaptureError
from hvutils.tables import detect_virt, dmi, drivers, kernel_log, makers, words

__all__ = ["PLATFORM_WORDS", "Kind", "Redaction", "Replaced", "redact"]

# A machine has some hundred; a text with more is no probe, and would cost hours.
_MOST = 20_000
_SHORTEST = {Kind.HOST: 3, Kind.USER: 3, Kind.DOMAIN: 5, Kind.SERIAL: 6, Kind.ASSET_TAG: 6}
_DIFFERENT = 3
_WORD = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True)
class Redaction:
    """A redacted capture, and what was replaced in it.

    Args:
        capture: the capture.
        replaced: a row a token.
    """

    capture: Capture
    replaced: tuple[Replaced, ...]


def redact(capture: Capture, *, hosts: Iterable[str] = (), users: Iterable[str] = ()) -> Redaction:
    r"""Replace serial numbers, UUIDs, names, IP addresses, the host part of MAC addresses.

    >>> text = "Serial Number: PF2ABC7Q\nlink/ether 00:0c:29:5e:91:d4\n"
    >>> done = redact(Capture.from_text("web-01", text))
    >>> done.capture.files[0].lines
    ('Serial Number: [serial-1]', 'link/ether 00:0c:29:00:00:01')
    >>> [(row.kind.value, row.times) for row in done.replaced]
    [('serial', 1), ('mac', 1)]

    The same value has the same token in the whole capture, and redacting twice changes nothing.

    Args:
        capture: the machine.
        hosts: names of the machine that are known beforehand.
        users: names of users that are known beforehand.

    Returns:
        The capture with tokens, under the same file names unless these hold a secret.

    Raises:
        CaptureError: the capture has more secrets than a machine can have.
    """
    tokens = Tokens()
    known: dict[str, Kind] = {}
    for kind, names in ((Kind.HOST, hosts), (Kind.USER, users)):
        for name in names:
            for secret in _given(kind, name):
                _learn(secret, known)
    labelled: dict[str, list[Secret]] = {}
    for file in capture.files:
        tokens.reserve(file.text)
        found = []
        for secret in secrets(file):
            _learn(secret, known)
            if len(known) <= _MOST:
                found.append(secret)
        labelled[file.name] = _apart(found)
        if len(known) > _MOST:
            raise CaptureError(
                f"{capture.name!r} holds more than {_MOST:,} names and serial numbers, and cannot "
                "be redacted: record it without the probe that lists them"
            )
    spread = literals.pattern(
        (text for text, kind in known.items() if _may_spread(text, kind)), TOKEN
    )
    files = []
    for file in capture.files:
        text = _replace(file.text, labelled[file.name], known, tokens)
        text = _replace_known(text, spread, known, tokens)
        text = replace_shapes(text, tokens)
        files.append(ProbeFile(_name(file.name, spread, known, tokens), text))

    def clean(text: str) -> str:
        return replace_shapes(_replace_known(text, spread, known, tokens), tokens)

    unread = tuple(Unread(clean(item.name), clean(item.reason)) for item in capture.unread)
    name = clean(capture.name)
    return Redaction(Capture(name, tuple(files), unread), tokens.replaced())


def _given(kind: Kind, name: str) -> Iterator[Secret]:
    host, _, domain = name.partition(".") if kind is Kind.HOST else (name, "", "")
    for part, text in ((kind, host), (Kind.DOMAIN, domain)):
        if text and not is_kept(part, text) and not TOKEN.search(text):
            yield Secret(part, 0, len(text), text)


def _learn(secret: Secret, known: dict[str, Kind]) -> None:
    known.setdefault(literals.folded(secret.value), secret.kind)


def _apart(found: Iterable[Secret]) -> list[Secret]:
    """Return secrets in order, without those that overlap an earlier or a longer one."""
    apart: list[Secret] = []
    for secret in sorted(found, key=lambda item: (item.start, -item.end)):
        if not apart or secret.start >= apart[-1].end:
            apart.append(secret)
    return apart


def _vocabulary() -> frozenset[str]:
    """Return the words that name platforms: as a machine's name they would be everywhere."""
    texts = [need.text for row in (*dmi.HYPERVISORS, *dmi.CLOUDS) for need in row.needs]
    texts += [row.prefix for row in makers.MAKERS]
    texts += [*makers.FIRMWARE, *detect_virt.WORDS, *drivers.DRIVERS, *Kind, *PROGRAMS]
    texts += [row.text for row in (*kernel_log.DETECTED, *kernel_log.ACPI, *kernel_log.DISKS)]
    for words_of in (words.Role, words.Hypervisor, words.Cloud, words.Container):
        texts += list(words_of)
    found = {word for text in texts for word in _WORD.findall(text.casefold())}
    return frozenset(found | _COMMON)


_COMMON = frozenset(
    (
        *("linux", "debian", "ubuntu", "windows", "server", "client", "kernel", "intel", "amd"),
        *("host", "guest", "virtual", "machine", "system", "product", "processor", "cpu", "bios"),
        *("type", "vendor", "hypervisor", "model", "version", "name", "none", "full", "para"),
        *("test", "node", "redacted", "localhost", "link", "ether", "brd", "state", "bridge"),
        *("information", "manufacturer", "virtualization", "detected", "flags", "with", "and"),
        *("driver", "kvm", "pci", "acpi", "dmi", "controller", "device", "network", "ethernet"),
        *("the", "for", "not", "lan", "eth", "disk", "boot", "data", "local", "root", "admin"),
    )
)
PLATFORM_WORDS = _vocabulary()
"""Words that name platforms, or are too common: as names they are replaced in their place only."""


def _may_spread(text: str, kind: Kind) -> bool:
    """Tell whether a value is so telling that it is replaced wherever it stands."""
    if len(text) < _SHORTEST.get(kind, 6) or text in PLATFORM_WORDS:
        return False
    # "VMware, Inc." can own a machine; its name stays where it is the maker's.
    if " " in text and not PLATFORM_WORDS.isdisjoint(_WORD.findall(text)):
        return False
    return kind in (Kind.HOST, Kind.USER, Kind.DOMAIN) or len(set(text)) >= _DIFFERENT


def _replace(text: str, found: list[Secret], known: dict[str, Kind], tokens: Tokens) -> str:
    out, at = [], 0
    for secret in found:
        out += [text[at : secret.start], _token(secret.value, known, tokens)]
        at = secret.end
    return "".join((*out, text[at:]))


def _token(value: str, known: dict[str, Kind], tokens: Tokens) -> str:
    key = literals.folded(value)
    kind = known[key]
    return tokens.count(kind, value, tokens.bracketed(kind, key))


def _replace_known(
    text: str, spread: re.Pattern[str] | None, known: dict[str, Kind], tokens: Tokens
) -> str:
    if spread is None:
        return text
    out, at = [], 0
    for match in spread.finditer(literals.folded(text)):
        if match["found"] is not None:
            start, end = match.span("found")
            out += [text[at:start], _token(text[start:end], known, tokens)]
            at = end
    return "".join((*out, text[at:]))


def _name(name: str, spread: re.Pattern[str] | None, known: dict[str, Kind], tokens: Tokens) -> str:
    """Return a file's name without secrets; which command it is of stays."""
    return replace_shapes(_replace_known(name, spread, known, tokens), tokens)

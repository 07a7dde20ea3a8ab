"""Secrets that are told by their shape: UUIDs, MAC, IP and mail addresses, keys, some serials.

Each keeps its form: a MAC address its first half, which identifies the platform; a UUID its
length and dashes; an IP address its family. Others become a token in brackets.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from heapq import merge

from hvutils.captures.recording.tokens import Kind, Tokens
from hvutils.tables.dmi import CLOUDS, DmiField

__all__ = ["CLOUD_TAGS", "SHAPE", "is_shape", "replace_shapes", "starts"]

CLOUD_TAGS = tuple(
    need for row in CLOUDS for need in row.needs if need.field is DmiField.CHASSIS_ASSET_TAG
)
"""The asset tags that clouds give: they identify the platform, and stay."""

_H = "[0-9a-fA-F]"
_START, _END = "(?<![0-9a-zA-Z])", "(?![0-9a-zA-Z])"
# An address may follow a word and a colon, but never another group of its own.
_FIRST = "(?:(?<![0-9a-zA-Z:.-])|(?<=[a-zA-Z_][a-zA-Z_][:.-]))"
_UUID = (
    rf"(?={_H}{{8}}[-_])(?:{_START}|(?<=pod)){_H}{{8}}(?:[-_]{_H}{{4}}){{3}}[-_]{_H}{{12,32}}{_END}"
)
# Also the forty digits of a key's fingerprint.
_ID = rf"(?={_H}{{32}}){_START}(?:{_H}{{64}}|{_H}{{40}}|{_H}{{32}}){_END}"
# VMware and Parallels spell their UUID out, Hyper-V writes 26 decimals, Windows its product id.
# The lookaheads come first because they fail at once: most text is none of these.
_SERIAL = (
    rf"(?=[0-9]{{4}})(?:{_START}(?<!-)[0-9]{{4}}(?:-[0-9]{{4}}){{5}}-[0-9]{{2}}{_END}(?!-)"
    rf"|{_START}(?<!-)[0-9]{{5}}-(?:OEM|[0-9]{{3}}|[0-9]{{5}})-[0-9]{{5,7}}-(?:[0-9]{{5}}|[A-Z0-9]{{5}}){_END}(?!-))"
    rf"|(?={_H}{{2}}[ -]?{_H})(?:(?<=VMware-)|(?<=Parallels-))"
    rf"{_H}{{2}}(?:[ -]?{_H}{{2}}){{15}}{_END}"
    # A disk's world-wide name.
    rf"|(?={_H}{{16}})(?:(?<=(?i:wwn)[-=]0x)|(?<=_EXTENSION=0x)|(?<=\beui\.)|(?<=\bnaa\.))"
    rf"(?:{_H}{{32}}|{_H}{{16}}){_END}"
)
# What follows the "@" of a unit of systemd's ends as no domain does.
_EMAIL = (
    r"(?<![\w.+%@-])\w[\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}"
    r"(?!(?:service|socket|target|timer|mount|slice|scope|device|path|swap)\b)[A-Za-z]{2,24}"
    r"(?![\w@-])"
)
# SSH's public keys begin with the length of their kind's name.
_KEY = r"(?<![\w/+])AAAA[A-Z][A-Za-z0-9/+]{40,8192}={0,2}"
# Six bytes and more: also EUI-64, InfiniBand's twenty, and DHCP's identifiers.
_MAC = (
    rf"(?={_H}{{2}}[:-]{_H}{{2}}){_FIRST}(?:"
    rf"{_H}{{2}}:(?:{_H}{{2}}:){{4,30}}{_H}{{2}}(?![0-9a-zA-Z:])"
    rf"|{_H}{{2}}-(?:{_H}{{2}}-){{4,30}}{_H}{{2}}(?![0-9a-zA-Z-]))"
    rf"|(?={_H}{{4}}[.]){_FIRST}{_H}{{4}}\.{_H}{{4}}\.{_H}{{4}}(?![0-9a-zA-Z.])"
    rf"|(?={_H}{{12}})(?<=\benx){_H}{{12}}{_END}"
    # Solaris writes a byte without its leading zero.
    rf"|(?={_H}{{1,2}}:)(?<=ether ){_H}{{1,2}}(?::{_H}{{1,2}}){{5}}(?![0-9a-zA-Z:])"
)
_IPV4 = r"(?<![0-9a-zA-Z.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9a-zA-Z]|\.[0-9])"
_IPV6 = (
    rf"(?={_H}{{0,4}}:{_H}{{0,4}}:){_FIRST}{_H}{{0,4}}(?::{_H}{{0,4}}){{2,7}}"
    rf"(?:(?<=:)(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}})?(?![0-9a-zA-Z:])"
)

SHAPE = re.compile(
    f"(?P<serial>{_SERIAL})|(?P<uuid>{_UUID}|{_ID})|(?P<mac>{_MAC})|(?P<ipv4>{_IPV4})"
    f"|(?P<ipv6>{_IPV6})|(?P<key>{_KEY})|(?P<email>{_EMAIL})"
)
"""Any of the shapes."""

# Trying all of them at every character takes a third of a second a megabyte. A shape begins with
# a hexadecimal digit or a colon at a word's beginning, or behind one of a few words, and with as
# many digits as it says; a mail address has its sign.
_CANDIDATE = re.compile(
    r"[0-9a-fA-F:](?:(?<![0-9a-zA-Z].)|(?<=pod.)|(?<=enx.)|(?<=[=-]0x.))(?="
    rf"{_H}{{0,3}}[:.]{_H}{{0,4}}[:.]|(?<=:){_H}{{0,4}}:|{_H}{{7}}[-_]|{_H}{{11}}|{_H}-{_H}{{2}}-"
    rf"|[0-9]{{3,4}}-|AAA[A-Z]|(?:(?<=VMware-.)|(?<=Parallels-.)){_H}[ -]?{_H})"
)
_MAIL_CANDIDATE = re.compile(r"(?<![\w.+%@-])\w[\w.+%-]{0,63}@")

_KEPT_MACS = frozenset(("000000000000", "ffffffffffff", "feffffffffff"))
# Masks, loopback, multicast; the addresses that clouds answer their guests on are the same
# everywhere (169.254.169.254 EC2 and others, 168.63.129.16 Azure).
_KEPT_IPV4 = re.compile(
    r"0\.|127\.|22[4-9]\.|23\d\.|25[0-5]\.|169\.254\.169\.254$|168\.63\.129\.16$"
)
# Four numbers may be a version too: WSL's kernel is 5.10.16.3-microsoft-standard.
_VERSION_BEFORE = re.compile(
    r"(?:(?:version|release|revision|build|firmware|kernel)['\"]?[ \t:=]{0,4}['\"]?"
    r"|\bLinux[ \t]{1,4}(?:\S{1,64}[ \t])?)$",
    re.IGNORECASE,
)
_BEFORE = 80
_EC2 = 3


def is_shape(text: str) -> bool:
    """Tell whether a value is one of the shapes and nothing else."""
    return SHAPE.fullmatch(text) is not None


def replace_shapes(text: str, tokens: Tokens) -> str:
    """Replace every value of a known shape.

    Args:
        text: any text.
        tokens: the tokens of its capture.
    """

    def swap(match: re.Match[str]) -> str:
        kind, old = Kind(match.lastgroup or ""), match[0]
        match kind:
            case Kind.SERIAL:
                if any(need.met_by(old) for need in CLOUD_TAGS):
                    return old
                new = tokens.bracketed(kind, _bare(old))
            case Kind.KEY:
                new = tokens.bracketed(kind, old)
            case Kind.EMAIL:
                new = tokens.bracketed(kind, old.lower())
            case Kind.UUID:
                new = _uuid(old, tokens)
            case Kind.MAC:
                new = _mac(old, tokens)
            case Kind.IPV4:
                kind, new = _ipv4(
                    old, text[max(0, match.start() - _BEFORE) : match.start()], tokens
                )
            case _:
                new = _ipv6(old, tokens)
        return tokens.count(kind, old, new)

    out, at = [], 0
    for start in starts(text):
        if start >= at and (match := SHAPE.match(text, start)) is not None:
            out += [text[at:start], swap(match)]
            at = match.end()
    return "".join((*out, text[at:]))


def starts(text: str) -> Iterator[int]:
    """Yield in order where a shape can begin; at few of these places one does."""
    candidates = (match.start() for match in _CANDIDATE.finditer(text))
    return merge(candidates, _mail_starts(text)) if "@" in text else candidates


def _mail_starts(text: str) -> Iterator[int]:
    at = text.find("@")
    while at >= 0:
        begin = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        for match in _MAIL_CANDIDATE.finditer(text, begin, end):
            yield match.start()
        at = text.find("@", end)


def _bare(text: str) -> str:
    """Return the digits of a value without what stands between them."""
    return re.sub(r"[^0-9a-z]", "", text.lower())


def _filled(old: str, keep: int, number: int) -> str:
    """Return the form of a value with its first digits, zeros, and a number at its end."""
    total = sum(char.isalnum() for char in old)
    digits = [*str(number).zfill(max(0, total - keep))][-(total - keep) :]
    out, at = [], 0
    for char in old:
        if not char.isalnum():
            out.append(char)
            continue
        out.append(char if at < keep else digits[at - keep])
        at += 1
    return "".join(out)


def _uuid(old: str, tokens: Tokens) -> str:
    bare = _bare(old)
    # All zero is Xen's dom0, all ones is "not set".
    if not bare.strip("0") or not bare.strip("f"):
        return old
    # EC2's first Xen machines are told by these three digits.
    keep = _EC2 if bare.startswith("ec2") else 0
    return _filled(old, keep, tokens.number(Kind.UUID, bare))


def _mac(old: str, tokens: Tokens) -> str:
    groups = re.split(r"[:.-]", old)
    padded = [group.zfill(2) for group in groups] if len(groups) > 3 else groups
    bare = "".join(padded).lower()
    if bare in _KEPT_MACS or not bare[6:].strip("0"):
        return old
    # By the host part alone: a guest's address and its tap's on the host differ in the first byte.
    number = tokens.number(Kind.MAC, bare[6:].lstrip("0"))
    return _filled(old if len(bare) == sum(map(len, groups)) else ":".join(padded), 6, number)


def _ipv4(old: str, before: str, tokens: Tokens) -> tuple[Kind, str]:
    parts = [int(part) for part in old.split(".")]
    kept = _KEPT_IPV4.match(old) or max(parts) > 255 or _VERSION_BEFORE.search(before)
    plain = ".".join(map(str, parts))
    return Kind.IPV4, old if kept else tokens.ipv4(plain)


def _ipv6(old: str, tokens: Tokens) -> str:
    # Most are the time of day.
    if "::" not in old and old.count(":") < 6:
        return old
    try:
        address = ipaddress.IPv6Address(old)
    except ValueError:
        return old
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return old
    return tokens.ipv6(address.compressed, link_local=address.is_link_local)

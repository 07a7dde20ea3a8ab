"""Secrets that their places give away, without what identifies the platform.

``systeminfo``, which is always translated, is read by the order of its lines, which is the same in
every language; everything else by the rules of ``places``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures.probe import ProbeFile
from hvutils.captures.recording.places import RULES, lowered
from hvutils.captures.recording.shapes import CLOUD_TAGS, is_shape
from hvutils.captures.recording.tokens import TOKEN, Kind
from hvutils.tables import makers
from hvutils.tables.dmi import CLOUDS, DmiField, Match

__all__ = ["Secret", "is_kept", "secrets"]


@dataclass(frozen=True)
class Secret:
    """A value that its place gives away.

    Args:
        kind: what it is.
        start: where it begins in the file's text.
        end: where it ends.
        value: the text there.
    """

    kind: Kind
    start: int
    end: int
    value: str


# In a recorded root these are one value each.
_FILES = {
    "product_serial": Kind.SERIAL,
    "board_serial": Kind.SERIAL,
    "chassis_serial": Kind.SERIAL,
    "serial-number": Kind.SERIAL,
    "system-id": Kind.SERIAL,
    "ibm,partition-name": Kind.HOST,
    "board_asset_tag": Kind.ASSET_TAG,
    "chassis_asset_tag": Kind.ASSET_TAG,
    "hostname": Kind.HOST,
    "domainname": Kind.DOMAIN,
}
_SYSTEM_TYPE = re.compile(r"(?i)(?:x64|x86|ARM64|Itanium|ia64)-based PC")
_ROW = re.compile(
    r"(?m)^[ \t]{0,8}[^\s:：][^\n:：]{0,80}[ \u00a0]?[:：][ \t]{0,40}(?P<value>\S[^\r\n]{0,199})?"
)
# Host name, OS name, version, maker, configuration, build type, owner, organisation.
_OWNER, _ORGANISATION = 6, 7

_PLACEHOLDERS = frozenset(
    (
        *("not provided", "not present", "not settable", "no asset tag", "no asset information"),
        *("asset tag", "system serial number", "serial number", "chassis serial number", "empty"),
        *("base board serial number", "default", "invalid", "chassis asset tag", "sernum", "null"),
        *("asset-1234567890", "no enclosure", "true", "false", "noasset tag", "not applicable"),
        *("localhost", "localhost.localdomain", "localdomain", "local", "workgroup", "(none)"),
        *("root", "nobody", "user", "administrator", "windows user", "public", "default user"),
        *("all users", "guest", "admin", "tcp", "udp", "wheel", "users"),
    )
)
_FILLER = re.compile(
    r"[\W_0xXfF]*|<.*>|\(.*\)|\[.*not set.*\]|[*?#]+|\d{1,2}|scsi\d{1,3}", re.IGNORECASE
)


def is_kept(kind: Kind, value: str) -> bool:
    """Tell whether a labelled value is none: a placeholder, a token, or a cloud's own tag."""
    low = value.casefold().strip()
    return (
        low in makers.UNSET
        or low.startswith(makers.PLACEHOLDERS)
        or low in _PLACEHOLDERS
        or _FILLER.fullmatch(low) is not None
        or (kind is Kind.ASSET_TAG and any(need.met_by(value.strip()) for need in CLOUD_TAGS))
    )


def secrets(file: ProbeFile) -> Iterator[Secret]:
    """Yield the values that their places give away; some may overlap.

    Args:
        file: a probe.
    """
    kind = _FILES.get(file.name.rpartition("/")[2].removesuffix(".txt").lower())
    if kind is not None and "\n" not in file.text.strip():
        yield from _made(kind, 0, file.text)
        return
    text = file.text
    low = lowered(text)
    for rule in RULES:
        for start, end in rule.pieces(low):
            for match in rule.pattern.finditer(text, start, end):
                yield from _made(rule.kind, match.start("value"), match["value"])
    if "-based pc" in low:
        yield from _systeminfo(text)


def _systeminfo(text: str) -> Iterator[Secret]:
    """Yield what systeminfo says of the machine's owner and name, in any language."""
    anchor = _SYSTEM_TYPE.search(text)
    if anchor is None:
        return
    # Only the top of the listing this system type stands in.
    before = text[max(0, anchor.start() - 4000) : anchor.start()]
    base = anchor.start() - len(before)
    rows = list(_ROW.finditer(before))
    # Thirteen lines stand above this one, whose label is the last row.
    first = len(rows) - 14
    if first < 0 or not rows[first]["value"]:
        return
    for at, kind in ((0, Kind.HOST), (_OWNER, Kind.USER), (_ORGANISATION, Kind.USER)):
        row = rows[first + at]
        if row["value"] is not None:
            yield from _made(kind, base + row.start("value"), row["value"])
    last: re.Match[str] | None = None
    for row in _ROW.finditer(text, anchor.end(), anchor.end() + 20_000):
        value = row["value"] or ""
        if value.startswith("\\\\") and last is not None and last["value"]:
            yield from _made(Kind.DOMAIN, last.start("value"), last["value"])
        last = row


_KEPT_PARTS = tuple(
    need
    for row in CLOUDS
    for need in row.needs
    if need.field is DmiField.PRODUCT_SERIAL and len(need.text) > 3
)
_BRANDS = ("VMware-", "Parallels-", "VirtualBox-")


def _made(kind: Kind, start: int, text: str) -> Iterator[Secret]:
    """Yield a secret without what surrounds it, and without what identifies the platform."""
    value = text.rstrip(" \t\r\n\0\"',;")
    start += len(value) - len(value.lstrip())
    value = value.lstrip()
    if kind is Kind.USER and "\\" in value:
        domain, _, value = value.rpartition("\\")
        yield from _made(Kind.DOMAIN, start, domain)
        start += len(domain) + 1
    if not value or TOKEN.search(value) or is_kept(kind, value):
        return
    if kind is Kind.SERIAL:
        start, value = _without_brand(start, value)
        if not value or is_kept(kind, value):
            return
    # Shapes have tokens that keep their form.
    if is_shape(value):
        return
    if kind is Kind.HOST and "." in value.strip("."):
        host, _, domain = value.partition(".")
        yield Secret(Kind.HOST, start, start + len(host), host)
        yield from _made(Kind.DOMAIN, start + len(host) + 1, domain)
        return
    yield Secret(kind, start, start + len(value), value)


def _without_brand(start: int, value: str) -> tuple[int, str]:
    for need in _KEPT_PARTS:
        if need.match is Match.SUFFIX and need.met_by(value):
            return start, value[: -len(need.text)]
        if need.match is Match.PREFIX and need.met_by(value):
            return start + len(need.text), value[len(need.text) :]
    for brand in _BRANDS:
        if value.startswith(brand):
            return start + len(brand), value[len(brand) :]
    return start, value

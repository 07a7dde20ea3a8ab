r"""Secrets that are told by what stands before them: labels, prompts, folders, a log's host.

    Serial Number: VMware-56 4d …          Host Name:        WEB-01
    [anna@web-01 ~]$ lscpu                  Nov 23 01:02:03 web-01 kernel: …
    "hostname": "web-01"                    C:\Users\anna\Desktop

Labels are English, as probes under ``LC_ALL=C`` print them; ``systeminfo``, which is always
translated, is read by the order of its lines, which is the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures.probe import ProbeFile
from hvutils.captures.recording.shapes import CLOUD_TAGS, is_shape
from hvutils.captures.recording.tokens import TOKEN, Kind
from hvutils.tables import makers
from hvutils.tables.dmi import CLOUDS, DmiField, Match

__all__ = ["RULES", "Rule", "Secret", "is_kept", "lowered", "secrets"]


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


_SEP = r"""["']?[ \t.]{0,60}(?:=>|:|=)[ \t]{0,60}"""
# In quotes a value ends at the next one, without them at the line's end or at a JSON key.
_VALUE = (
    r"""(?P<quote>["'])?(?P<value>(?(quote)[^"'\n]{1,999}"""
    r"""|[^\s"'](?:(?!,[ \t]?["'])[^\n]){0,999}))"""
)
_WORD = r"""["']?(?P<value>[A-Za-z0-9_][\w.$-]{0,252})"""
_LINE = r"""(?im)^[ \t"'*|{-]{0,40}(?:[\w.]{1,20}[: ]{1,12})?"""


@dataclass(frozen=True)
class Rule:
    """A place that gives a value away.

    Args:
        kind: what it is.
        words: one of them is in each line of such a place, in lower case; empty where none is.
        pattern: finds the place; its group ``value`` is the value.
        lines: whether a place stands on one line.
    """

    kind: Kind
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    lines: bool = True

    def pieces(self, low: str) -> Iterator[tuple[int, int]]:
        """Yield where the pieces of a text begin and end in which such a place can be.

        Args:
            low: the text in lower case.
        """
        if self.words and self.lines:
            yield from _lines_with(self.words, low)
        elif not self.words or any(word in low for word in self.words):
            yield 0, len(low)


_HOST_WORDS = (
    *("host", "fqdn", "node", "machine", "computer", "csname", "systemname", "__server"),
    *("lpar name", "partition name", " name", "domain"),
)
RULES = (
    Rule(
        Kind.SERIAL,
        ("serial", "service", "identifyingnumber"),
        re.compile(
            r"(?i)(?:serial[ _-]?(?:number|no|num)|serialnumber|service[ _]tag|IdentifyingNumber"
            rf"|product_?serial|(?:board|chassis|disk|bios)_?serial(?:_number)?){_SEP}{_VALUE}"
        ),
    ),
    Rule(Kind.SERIAL, ("serial",), re.compile(rf"{_LINE}serial{_SEP}{_VALUE}")),
    Rule(Kind.SERIAL, ("id_serial",), re.compile(r"(?m)\bID_SERIAL_SHORT=(?P<value>\S{1,200})")),
    Rule(
        Kind.SERIAL,
        ("id_serial",),
        re.compile(r"(?m)\bID_SERIAL=[^\n]{0,200}_(?P<value>[^\s_]{1,100})$"),
    ),
    # wmic's column; only a column that stands alone can be told from its neighbours.
    Rule(
        Kind.SERIAL,
        ("serialnumber", "identifyingnumber"),
        re.compile(r"(?im)^(?:SerialNumber|IdentifyingNumber)\s{1,80}?\n\s{0,4}" + _VALUE),
        lines=False,
    ),
    # IBM Z: /proc/sysinfo calls the machine's serial number so.
    Rule(Kind.SERIAL, ("sequence code",), re.compile(rf"(?m)^Sequence Code{_SEP}{_VALUE}")),
    Rule(
        Kind.ASSET_TAG,
        ("asset",),
        re.compile(rf"(?i)(?:asset[ _]?tag(?:[ _]?number)?){_SEP}{_VALUE}"),
    ),
    Rule(
        Kind.HOST,
        _HOST_WORDS,
        re.compile(
            rf"{_LINE}(?:ansible_|static |transient |pretty )?(?:host[ _]?name|host|fqdn"
            rf"|node[ _]?name|machine[ _]?name|computer[ _]?name|dns[ _]?host[ _]?name|CSName"
            rf"|PSComputerName|SystemName|__SERVER|LPAR Name|Partition Name|VM\d\d Name"
            rf"|(?:ldom_)?control_?domain|domain_?control){_SEP}{_WORD}(?=[\s\"',;]|$)"
        ),
    ),
    Rule(
        Kind.HOST,
        ("\\\\",),
        re.compile(r"\\\\(?P<value>[A-Za-z0-9][\w.-]{0,62})(?=\s|$|\\[A-Za-z])"),
    ),
    Rule(
        Kind.HOST,
        ("linux ",),
        re.compile(r"(?m)^Linux (?P<value>[A-Za-z0-9][\w.-]{0,252}) \d{1,3}\.\d"),
    ),
    Rule(
        Kind.HOST,
        ("hostname",),
        re.compile(r"(?i)\bhostname (?:set )?to <?(?P<value>[A-Za-z0-9][\w.-]{0,252})"),
    ),
    Rule(
        Kind.HOST,
        (),
        re.compile(
            r"(?m)^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
            r"|\d{4}-\d\d-\d\dT[\d:.,]{8,18}(?:Z|[+-]\d\d:?\d\d)?)"
            r" (?P<value>[A-Za-z0-9][\w.-]{0,252}) [\w./@-]{1,80}(?:\[\d{1,10}\])?:"
        ),
    ),
    # journalctl -o short-monotonic; other words may stand there in dmesg.
    Rule(
        Kind.HOST,
        ("kernel:", "systemd[1]:"),
        re.compile(
            r"(?m)^\[[ \d]{1,8}\.\d{6}\] (?P<value>[A-Za-z0-9][\w.-]{0,252})"
            r" (?:kernel|systemd\[1\]):"
        ),
    ),
    Rule(
        Kind.HOST,
        ("@",),
        re.compile(
            r"(?m)^[ \t]{0,8}(?:\([\w.-]{1,40}\) )?\[?[A-Za-z_][\w.-]{0,63}@"
            r"(?P<value>[A-Za-z0-9][\w.-]{0,63})(?=[: ~\]][^\n]{0,128}[$#%>])"
        ),
    ),
    Rule(
        Kind.USER,
        ("@",),
        re.compile(
            r"(?m)^[ \t]{0,8}(?:\([\w.-]{1,40}\) )?\[?(?P<value>[A-Za-z_][\w.-]{0,63})@"
            r"[\w.-]{1,64}(?=[: ~\]][^\n]{0,128}[$#%>])"
        ),
    ),
    Rule(
        Kind.DOMAIN,
        ("domain", "workgroup", "dns"),
        re.compile(
            rf"{_LINE}(?:ansible_)?(?:domain|dns[ _]?domain|workgroup"
            r"|connection-specific dns suffix|primary dns suffix|dns suffix search list)"
            rf"{_SEP}{_WORD}(?=[\s\"',;]|$)"
        ),
    ),
    Rule(
        Kind.USER,
        ("user", "logname", "owner"),
        re.compile(
            rf"{_LINE}(?:ansible_)?(?:user_?id|user[ _]?name|logname|sudo_user|user"
            rf"|primary ?owner ?name|registered ?(?:owner|user)){_SEP}{_VALUE}"
        ),
    ),
    Rule(
        Kind.USER,
        ("/home", "\\users", "documents and settings"),
        re.compile(
            r"(?:/home|[A-Za-z]:\\(?:Users|Documents and Settings))[/\\](?P<value>[\w.-]{1,64})"
        ),
    ),
    # What sshd, sudo, PAM, logind and the audit log into the same file as the kernel.
    Rule(
        Kind.USER,
        (" from ",),
        re.compile(
            r"\b(?:password|publickey|pam|none) for (?:invalid user )?"
            r"(?P<value>[\w.$-]{1,64}) from "
        ),
    ),
    Rule(
        Kind.USER,
        ("session ",),
        re.compile(
            r"\bsession (?:opened for|closed for|\S{1,20} of) user (?P<value>[\w.$-]{0,63}[\w$])"
        ),
    ),
    Rule(
        Kind.USER,
        (" : tty=", " : pwd="),
        re.compile(r"(?<![\w.$-])(?P<value>[\w.$-]{1,64}) : (?:TTY|PWD)="),
    ),
    Rule(Kind.USER, ("acct=",), re.compile(r"\bacct=\"(?P<value>[^\"\n]{1,64})\"")),
    Rule(
        Kind.HOST,
        ("hostname=",),
        re.compile(r"\bhostname=(?P<value>[A-Za-z0-9][\w.-]{0,252})(?=[\s'\"]|$)"),
    ),
    Rule(Kind.NETWORK, ("ssid",), re.compile(rf"\bE?SSID{_SEP}{_VALUE}")),
    Rule(
        Kind.USER,
        ("uid=", "gid="),
        re.compile(r"\b[ug]id=\d{1,10}\((?P<value>[A-Za-z_][\w.-]{0,63})\)"),
    ),
)
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


# What a pattern takes for an ASCII letter where case does not count, beyond the other case.
_LOWER = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}


def lowered(text: str) -> str:
    """Return a text in lower case, each character in its place."""
    return text.lower() if text.isascii() else text.translate(_LOWER).lower()


def _lines_with(words: tuple[str, ...], low: str) -> Iterator[tuple[int, int]]:
    """Yield where the lines begin and end that have one of the words."""
    places = {word: low.find(word) for word in words}
    places = {word: at for word, at in places.items() if at >= 0}
    done = 0
    while places:
        at = min(places.values())
        start = max(low.rfind("\n", 0, at) + 1, done)
        end = low.find("\n", at)
        end = done = len(low) if end < 0 else end
        yield start, end
        places = {
            word: found
            for word, at in places.items()
            if (found := at if at >= end else low.find(word, end)) >= 0
        }


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

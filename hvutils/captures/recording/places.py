r"""The places that give secrets away: labels, prompts, folders, a log's host; a rule each.

    Serial Number: VMware-56 4d …          Host Name:        WEB-01
    [anna@web-01 ~]$ lscpu                  Nov 23 01:02:03 web-01 kernel: …
    "hostname": "web-01"                    C:\Users\anna\Desktop

Labels are English, as probes under ``LC_ALL=C`` print them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hvutils.captures.recording.tokens import Kind

__all__ = ["RULES", "Rule", "lowered"]

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

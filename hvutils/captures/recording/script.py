"""The recorder as one POSIX shell script, for servers where nothing may be installed.

It runs the same probes, from the same list, and writes the same files and the same manifest.
"""

from __future__ import annotations

import shlex
from importlib.resources import files

from hvutils.captures.probes import MAX_OUTPUT, PROBES, SECONDS, Probe
from hvutils.captures.recording.manifest import SCHEMA
from hvutils.captures.recording.redaction import PLATFORM_WORDS
from hvutils.captures.recording.shapes import CLOUD_TAGS
from hvutils.tables.dmi import Match

__all__ = ["rules", "script"]

_TEMPLATE = "record.sh"
_NONE = r"(Not |None|Unknown|N\/A|To [Bb]e|Default|No |Empty|OEM|0+$|[.]+$|\[)"
_BEFORE, _AFTER = "(^|[^0-9A-Za-z])", "([^0-9A-Za-z]|$)"
_HEX = "[0-9A-Fa-f]"


def script(made_by: str) -> str:
    """Return the text of the script.

    Args:
        made_by: the program and its version, for the manifest.
    """
    template = files(__package__).joinpath(_TEMPLATE).read_text(encoding="utf-8")
    values = {
        "MADE_BY": shlex.quote(f"{made_by} script"),
        "SECONDS": str(SECONDS),
        "MOST": str(MAX_OUTPUT),
        "WORDS": shlex.quote(" ".join(sorted(PLATFORM_WORDS))),
        "SCHEMA": str(SCHEMA),
        "RULES": "\n".join(rules()),
        "TAG": f"/^({_tags()})[[:space:]]*$/!s/^([^[:space:]].*)$/[redacted]/",
        "PROBES": "\n".join(_line(probe) for probe in PROBES),
    }
    for key, value in values.items():
        template = template.replace(f"@{key}@", value)
    return template


def _line(probe: Probe) -> str:
    words = [probe.file, probe.title, probe.root, probe.lines, *probe.command]
    return " ".join(["run" if probe.command else "take", *map(shlex.quote, words)])


def _tags() -> str:
    """Return the clouds' asset tags, and what stands for none, as one expression."""
    tags = []
    for need in CLOUD_TAGS:
        text = need.text.replace(".", "[.]")
        tags.append(f".*{text}" if need.match is Match.SUFFIX else text)
    return "|".join((*tags, f"{_NONE}.*"))


def rules() -> list[str]:
    """Return sed's rules, in the order in which they run.

    sed cannot count, so every value of a kind becomes the same token; it says no more than "here
    stood one".
    """
    serial = "Serial Number|Service Tag|serial|SerialNumber|Sequence Code"
    mac = f"(({_HEX}{{2}}:){{3}})({_HEX}{{2}}:){{2}}{_HEX}{{2}}"
    zero = "00000000-0000-0000-0000-000000000000"
    public = f"[23]{_HEX}{{3}}|[Ff][CcDd]{_HEX}{{2}}"
    return [
        rf"/({serial})[[:space:]]*[:=][[:space:]]*{_NONE}/!s/(({serial})[[:space:]]*[:=][[:space:]]*"
        r"(VMware-|Parallels-|VirtualBox-|GoogleCloud-)?)[^[:space:]].*/\1[redacted]/",
        rf"/Asset Tag[[:space:]]*:[[:space:]]*({_tags()})[[:space:]]*$/!s/(Asset Tag[[:space:]]*:"
        r"[[:space:]]*)[^[:space:]].*/\1[redacted]/",
        # IBM Z's partitions and guests.
        r"s/^((LPAR|VM[0-9][0-9]) Name:[[:space:]]*)[^[:space:]].*/\1[host-1]/",
        # EC2's first three digits tell the cloud; all zero is Xen's dom0.
        rf"/{zero}/!s/{_BEFORE}([Ee][Cc]2){_HEX}{{5}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}/"
        r"\1\200000-0000-0000-0000-000000000001/g",
        rf"/{zero}|[Ee][Cc]200000-0000/!s/(^|[^0-9A-Za-z]|pod){_HEX}{{8}}([-_]{_HEX}{{4}}){{3}}"
        rf"[-_]{_HEX}{{12}}/\1{zero[:-1]}1/g",
        *(f"s/{_BEFORE}{_HEX}{{{n}}}{_AFTER}/\\1{'1'.zfill(n)}\\2/g" for n in (64, 32)),
        # Twice: an address and the next share the blank between them.
        *[rf"s/(^|[^0-9A-Za-z:]){mac}([^0-9A-Za-z:]|$)/\1\200:00:00\5/g"] * 2,
        "s/(ff:ff:ff|fe:ff:ff):00:00:00/\\1:ff:ff:ff/g",
        r"s/(^|[^0-9A-Za-z:])fe80:[0-9A-Fa-f:]+/\1fe80::1/g",
        # A PCI address is none, in whatever domain: Azure and WSL 2 number theirs from 0 to ffff.
        rf"/(^|[^0-9A-Za-z:])({public}):{_HEX}{{2}}:{_HEX}{{2}}[.][0-7]/!"
        rf"s/(^|[^0-9A-Za-z:])({public}):[0-9A-Fa-f]*:[0-9A-Fa-f:]+/\12001:db8::1/g",
        *[r"s/(^|[^0-9A-Za-z.])([0-9]{1,3}[.]){3}[0-9]{1,3}([^0-9A-Za-z.-]|$)/\1198.18.0.1\3/g"]
        * 2,
        r"s/\/home\/[^/[:space:]]+/\/home\/[user-1]/g",
    ]

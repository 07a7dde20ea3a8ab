"""Prompts and headings: the lines of a transcript that show a command, and its probe's name."""

from __future__ import annotations

import re

from hvutils.captures.names import PROGRAMS

__all__ = ["mark", "probe_name"]

_LONGEST = 400
# Every part has a bound, so that no line takes more than its length times a constant.
_PROMPT = re.compile(
    r"(?:\([\w.-]{1,40}\) )?"
    r"(?:\[[A-Za-z_][\w.-]{0,63}@[^\]]{1,128}\] ?"
    r"|[A-Za-z_][\w.-]{0,63}@[\w.-]{1,64}(?:[: ][^\s$#%>]{0,128})? ?"
    r"|-?(?:ba|k|z|da|c)?sh-[\d.]{1,8}"
    r"|[A-Za-z][\w.-]{0,63}:[~/][^\s$#]{0,128} ?)"
    r"[$#%>](?:\s+(.*))?"
)
_ESX_PROMPT = re.compile(r"\[[A-Za-z_][\w.-]{0,63}@[\w.-]{1,64}:[~/][^\]\s]{0,128}\] (.*)")
_WINDOWS_PROMPT = re.compile(
    r"(?:PS (?:[A-Za-z]:\\|/|[\w.]{1,64}::)[^<>|]{0,200}|PS|[A-Za-z]:\\[^<>|\"*?]{0,200})> ?(.*)"
)
# A line that shows a command begins with one of these, ends in a colon, or has a prompt's sign.
_FIRST = frozenset("`~[#=*-+_>$%")
_SIGN = re.compile(r"[$#%>]")
_DOLLAR = re.compile(r"[$%]\s+([A-Za-z_./~].*)")
_RULES = "#=*-+~_<>[]: `"
_RULED = ("##", "==", "**", "--", "++", "~~", "__", ">>", "[[", "+ ")
_BEFORE = frozenset(
    ("sudo", "doas", "env", "time", "command", "exec", "nice", "lc_all=c", "lang=c")
)
_READERS = frozenset(
    ("cat", "type", "more", "less", "head", "tail", "grep", "strings", "zcat", "gc")
)
_SUBCOMMANDS = frozenset(
    (
        *("a", "addr", "address", "l", "link", "li", "show", "list", "info", "get", "bios", "path"),
        *("computersystem", "csproduct", "baseboard", "cpu", "nic", "os", "diskdrive", "system"),
        *("win32_computersystem", "win32_bios", "cim_computersystem", "virtual", "dmi"),
    )
)
# Words that are a label on their own line; "dmi:" and "xen:" are keys of other formats.
_LABELS = frozenset(
    (
        *("dmesg", "dmidecode", "driverquery", "getmac", "ifconfig", "inxi", "ipconfig", "lsblk"),
        *("lscpu", "lshw", "lsmod", "lspci", "systemd-detect-virt", "systeminfo", "virt-what"),
    )
)


def mark(line: str) -> str | None:
    """Return the command that a line shows, "" for a fence or an empty prompt, else None."""
    text = line.strip()
    if not text or len(text) > _LONGEST:
        return None
    if text[0] not in _FIRST and text[-1] != ":" and not _SIGN.search(text):
        return None
    if text.startswith(("```", "~~~")) and "`" not in text.strip("`"):
        return ""
    for pattern in (_PROMPT, _WINDOWS_PROMPT, _ESX_PROMPT, _DOLLAR):
        if (match := pattern.fullmatch(text)) is not None:
            return (match[1] or "").strip()
    if text.startswith(("# ", *_RULED)):
        body = text[2:].strip() if text.startswith("# ") else text.strip(_RULES)
        return body if _is_probe(body) else None
    if text.endswith(":") and line[0] == text[0] and text.split(None, 1)[0].rstrip(":") in _LABELS:
        return text[:-1] if _is_probe(text[:-1]) else None
    return None


def _words(command: str) -> list[str]:
    """Return a command's words, the program's bare name first."""
    words = command.split()
    while words and (words[0].lower() in _BEFORE or (len(words) > 1 and words[0] == "-E")):
        words.pop(0)
    if words:
        program = re.split(r"[/\\]", words[0].lower())[-1].removesuffix(".exe")
        # A path alone, as a heading, stands for its contents.
        words[:1] = ["cat", words[0]] if words[0].startswith(("/proc/", "/sys/")) else [program]
    return words


def _is_probe(command: str) -> bool:
    """Tell whether this is a probe's command line, and not a sentence that begins like one."""
    words = _words(command)
    if not words:
        return False
    if words[0] in _READERS:
        return any("/" in word for word in words[1:])
    if words[0] not in PROGRAMS:
        return False
    after = words[1].lower() if len(words) > 1 else "-"
    return after.startswith(("-", "/", "|", ">", "2>", "&&", ";")) or after in _SUBCOMMANDS


def probe_name(command: str) -> str:
    """Return the name under which parsers get a command's output."""
    words = _words(command)
    if words and words[0] in _READERS:
        path = next((word for word in words[1:] if "/" in word), "")
        if path:
            return path.strip("'\"").removeprefix("./").lstrip("/").rstrip(";|&")
    return " ".join(words).replace("/", "_")

r"""How the commonest probes begin: their parser is asked before the others.

A parser that is asked first still decides by the whole content, so this only saves asking those
that stand before it. Nothing that they accept begins like this: a test reads every machine with
and without it. A file's name plays no part.
"""

from __future__ import annotations

import re

from hvutils.parsers.record import split_label
from hvutils.tables import lscpu, systeminfo

__all__ = ["begins_like"]

_FORMS = {
    "DMI": r"# dmidecode \d|Handle 0x[0-9A-F]{4,8}, DMI type",
    "lsmod": r"Module +Size +Used by",
    "lspci": r"(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] [^\n]|Slot:\t",
    "/proc/cpuinfo": r"(?:processor|vendor_id)\s{0,12}\t?: ",
    "MAC addresses": r"\d{1,3}: [^\s:]{1,40}: <|[^\s:]{1,40}: flags=\d{1,8}<",
    "kernel log": r"\[ {0,8}\d{1,9}\.\d{6}\] ",
}
_NAMES = tuple(_FORMS)
_OPENING = re.compile(rf"\s{{0,8}}(?:{'|'.join(f'({form})' for form in _FORMS.values())})")
_ROWS = re.compile(r"\s{0,8}(\S[^\n]{0,400})\n([^\n]{0,400})")


def begins_like(text: str) -> str | None:
    r"""Return the name of the parser whose probe begins like this text.

    Args:
        text: a probe's text.

    Returns:
        The name; None where none of the forms fits.

    >>> begins_like("Module                  Size  Used by\n")
    'lsmod'
    >>> begins_like("\r\nHost Name:     WEB-01\r\nOS Name:      Microsoft Windows 10 Pro\r\n")
    'systeminfo'
    """
    if match := _OPENING.match(text):
        return _NAMES[(match.lastindex or 1) - 1]
    rows = _ROWS.match(text)
    if rows is None:
        return None
    first, second = split_label(rows[1]), split_label(rows[2])
    if first and lscpu.LABELS.get(first[0]) is lscpu.Label.ARCHITECTURE:
        return "lscpu"
    # Above the system's name stands the machine's, in every language.
    label = systeminfo.LABELS.get(second[0].casefold()) if first and second else None
    return "systeminfo" if label is systeminfo.Label.OS_NAME else None

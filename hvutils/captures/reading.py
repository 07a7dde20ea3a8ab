"""Reading bytes that come from outside as text: encodings are told apart in linear time."""

from __future__ import annotations

import codecs

__all__ = ["decode", "is_text"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first bytes of what looks like text to nobody but a statistic.
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf")
_HEAD = 4096
# "系统", which stands in several labels of every Chinese systeminfo, in GBK.
_GBK_WORD = b"\xcf\xb5\xcd\xb3"
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b\x08")
_HIGH = bytes(range(128, 256))


def is_text(head: bytes | bytearray) -> bool:
    """Tell by a file's first bytes whether it can be text.

    Args:
        head: some thousand bytes; they may end in the middle of a character.

    Returns:
        False where ``decode`` would refuse the file.
    """
    if head.startswith(_PACKED):
        return False
    if any(head.startswith(mark) for mark, _ in _BOMS) or _utf16(head):
        return True
    if _has_zeros(head):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return not _looks_binary(head)
    return True


def decode(data: bytes | bytearray) -> str:
    """Decode a probe's bytes: a byte order mark decides, then UTF-16, UTF-8, GBK, and cp850.

    The encodings are those met in recorded ``systeminfo`` output: PowerShell's ``>`` writes
    UTF-16 with a mark, the Chinese console GBK, the western European ones cp850. A text that was
    cut in the middle of a character, or has a stray byte, is read but for that character.

    Raises:
        UnicodeError: the bytes are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    head = data[:_HEAD]
    if not is_text(head):
        raise UnicodeError("control bytes")
    if wide := _utf16(head):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _GBK_WORD in data:
        return data.decode("gb18030", "replace")
    # One bad byte in a hundred characters beyond ASCII is damage; another encoding has many.
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    beyond_ascii = len(text) - bad - len(data.translate(None, _HIGH))
    if bad * 100 <= beyond_ascii or (bad == 1 and text.endswith("\ufffd")):
        return text
    return data.decode("cp850")


def _utf16(head: bytes | bytearray) -> str:
    """Return which UTF-16 this is without its mark, or an empty string.

    The blanks, line ends and digits of any language have a zero byte on one side, always the
    same. C strings (the device tree, /proc/1/environ) have theirs on both.
    """
    even, odd = head[::2], head[1::2]
    if len(head) < 8:
        return ""
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        # A quarter: a Chinese systeminfo is half blanks. The other side hardly ever has one.
        if zeros.count(0) * 4 > len(zeros) and others.count(0) * 20 < zeros.count(0):
            return encoding
    return ""


def _has_zeros(head: bytes | bytearray) -> bool:
    # C strings end in one zero byte each; what has more of them is no text.
    return head.count(0) > 0.1 * len(head) and len(head) > 64


def _looks_binary(head: bytes | bytearray) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > 0.02 * len(head)

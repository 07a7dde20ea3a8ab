"""Gathering: what folders and archives offer becomes probes, within the limits."""

from __future__ import annotations

from collections.abc import Callable

from hvutils.captures import names
from hvutils.captures.limits import Limits
from hvutils.captures.probe import ProbeFile, Unread
from hvutils.captures.reading import decode, is_text

__all__ = ["Gathering", "Read", "may_be_probe"]

Read = Callable[[int], bytes]
"""Reads up to that many bytes of one member, fewer only at its end."""

HEAD = 4096
_CHUNK = 1024 * 1024
_REST = "…"
_BINARY = "is binary: save the command's output as text, or leave it out"


def may_be_probe(name: str, head: bytes = b"") -> bool:
    """Tell by a file's name and first bytes whether it can be a probe at all.

    Nothing is parsed here: a name that suggests a probe, or one that says nothing, and text.

    Args:
        name: the path inside the capture.
        head: the first bytes, where they are known.
    """
    if not is_text(head):
        return False
    return names.suggests_probe(name) or not (names.has_place(name) or names.is_data(name))


class Gathering:
    """The probes and the unreadable files of one capture, while it is loaded.

    Args:
        limits: the bounds to keep.
        everything: whether every file that is no text is listed as unread, as in a folder that
            somebody put together, or only one whose name suggests a probe, as in an archive.
    """

    def __init__(self, limits: Limits, *, everything: bool = False) -> None:
        self.limits = limits
        self._everything = everything
        self._files: dict[str, ProbeFile] = {}
        self._unread: dict[str, Unread] = {}
        self._members = 0
        self._bytes = 0
        self._unnamed = 0

    @property
    def left(self) -> int:
        """How many more members may be looked at."""
        return self.limits.members - self._members

    def count(self) -> bool:
        """Count one member, and tell whether it may be looked at."""
        self._members += 1
        if self._members > self.limits.members:
            self._stop(f"more than {self.limits.members:,} members: the rest was left out")
            return False
        return True

    def refuse(self, name: str, reason: str) -> None:
        """List a file as unread."""
        name = names.clean(name)
        if len(self._unread) < self.limits.files:
            self._unread.setdefault(name, Unread(name, reason))

    def take(self, name: str, read: Read, size: int = 0, *, given: bool = False) -> None:
        """Read one member if it can be a probe, and keep its text.

        Args:
            name: the path inside the capture.
            read: reads from the member.
            size: how large the member says that it is; only a too large one is believed.
            given: whether this very file was asked for.
        """
        name = names.clean(name)
        telling = given or names.suggests_probe(name)
        if not (given or may_be_probe(name)) or not self._has_room(telling):
            return
        limit = self.limits.probe_bytes
        too_big = (
            f"{name!r} is larger than {limit:,} bytes, the setting probe_bytes "
            "(hv classify --probe-mib): cut it to the lines that matter, or raise the setting"
        )
        if size > limit:
            return self.refuse(name, too_big)
        head = read(min(HEAD, limit + 1))
        if not is_text(head):
            self._bytes += len(head)
            if telling or self._everything:
                self.refuse(
                    name, f"{name!r} is binary: save the command's output as text, or leave it out"
                )
            return None
        # One buffer: pieces and what they are joined to would be twice as much.
        data = bytearray(head)
        while len(data) <= limit and (chunk := read(min(_CHUNK, limit + 1 - len(data)))):
            data += chunk
        self._bytes += len(data)
        if len(data) > limit:
            return self.refuse(name, too_big)
        try:
            text = decode(data)
        except UnicodeError:
            reason = f"{name!r} {_BINARY}"
            return self.refuse(name, reason) if telling or self._everything else None
        self._unnamed += not telling
        # The last of one name counts, as when an archive is unpacked.
        self._files[name] = ProbeFile(name, text)
        return None

    def inside(self, written: str) -> str:
        """Return an archive member's name below the top, or nothing where it leads out of it."""
        # Only archives made on Windows by wrong tools have backslashes, and then for all folders.
        parts = [part for part in written.replace("\\", "/").split("/") if part not in ("", ".")]
        if ".." in parts:
            name = names.clean(written)
            if names.suggests_probe(name):
                self.refuse(name, f"{name!r} leads out of its archive: pack it by a plain name")
            return ""
        return names.clean("/".join(parts))

    def has(self, name: str) -> bool:
        """Tell whether this member was read."""
        return names.clean(name) in self._files

    def files(self) -> tuple[ProbeFile, ...]:
        """Return what was read, by name in order."""
        return tuple(sorted(self._files.values(), key=lambda file: file.name))

    def unread(self) -> tuple[Unread, ...]:
        """Return what could not be read, in the order in which it was met."""
        return tuple(self._unread.values())

    def strip(self) -> None:
        """Leave out the one folder that everything stands in, as archives have it.

        A folder that says what its files are, such as ``proc`` or ``sys_class_dmi_id``, stays.
        """
        top = {name.split("/", 1)[0] if "/" in name else "" for name in self._files}
        if len(top) != 1 or "" in top:
            return
        (folder,) = top
        if names.has_place(f"{folder}/x") or "dmi" in folder or folder == "id":
            return
        cut = len(folder) + 1
        self._files = {
            name[cut:]: ProbeFile(name[cut:], file.text) for name, file in self._files.items()
        }

    def _has_room(self, telling: bool) -> bool:
        limits = self.limits
        if len(self._files) >= limits.files:
            self._stop(f"more than {limits.files:,} files: the rest was left out")
        elif self._bytes >= limits.total_bytes:
            self._stop(f"more than {limits.total_bytes:,} bytes: the rest was left out")
        elif not telling and self._unnamed >= limits.unnamed:
            self._stop(
                f"more than {limits.unnamed:,} files whose names suggest no probe: the rest of "
                "these was left out; name files after their commands"
            )
        else:
            return True
        return False

    def _stop(self, reason: str) -> None:
        self._unread.setdefault(_REST, Unread(_REST, reason))

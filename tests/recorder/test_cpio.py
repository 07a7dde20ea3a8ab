"""The archive that a guest boots from."""

from __future__ import annotations

from recorder import cpio


def _members(data: bytes) -> dict[str, tuple[int, bytes]]:
    """Read an archive back, from the format's description and without the writer's code."""
    found: dict[str, tuple[int, bytes]] = {}
    at = 0
    while True:
        assert data[at : at + 6] == b"070701" and at % 4 == 0
        fields = [int(data[at + 6 + 8 * n : at + 14 + 8 * n], 16) for n in range(13)]
        size, name_size = fields[6], fields[11]
        name = data[at + 110 : at + 110 + name_size - 1].decode()
        start = -(-(at + 110 + name_size) // 4) * 4
        if name == "TRAILER!!!":
            return found
        found[name] = (fields[1], data[start : start + size])
        at = -(-(start + size) // 4) * 4


def test_files_links_devices_and_their_folders() -> None:
    entries = {
        "init": cpio.file(b"#!/bin/sh\n", 0o755),
        "usr/bin/ip": cpio.file(b"x" * 5),
        "bin/lsmod": cpio.link("kmod"),
        "dev/console": cpio.device(5, 1),
    }
    members = _members(cpio.archive(entries))
    assert members["init"] == (0o100755, b"#!/bin/sh\n")
    assert members["usr/bin/ip"] == (0o100644, b"xxxxx")
    assert members["bin/lsmod"] == (0o120777, b"kmod")
    assert members["dev/console"] == (0o020600, b"")
    assert {"usr", "usr/bin", "bin", "dev"} < members.keys()
    assert list(members) == sorted(members), "a folder comes before what lies in it"


def test_the_same_members_give_the_same_bytes() -> None:
    one = {"a": cpio.file(b"1"), "b": cpio.file(b"2")}
    other = {"b": cpio.file(b"2"), "a": cpio.file(b"1")}
    assert cpio.archive(one) == cpio.archive(other)

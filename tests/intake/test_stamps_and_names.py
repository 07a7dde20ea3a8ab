"""When a submission says that it was handed in, and by whom."""

from __future__ import annotations

import os
from datetime import datetime

import pytest

from hvutils.grading.intake import fault_of_student, read_stamp, time_of


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-24 12:00:00.5 UTC", datetime(2026, 11, 24, 12, 0, 0, 500000)),
        ("2026-11-24T12:00:00", datetime(2026, 11, 24, 12)),
        ("2026-11-24 12:00:00.5 +0100", datetime(2026, 11, 24, 11, 0, 0, 500000)),
        ("2026-11-24 12:00:00 -0530", datetime(2026, 11, 24, 17, 30)),
        ("2026-11-24 12:00 +01:00", datetime(2026, 11, 24, 11)),
        ("2026-11-24T12:00:00+0100", datetime(2026, 11, 24, 11)),
        ("2026-11-24 12:00:00 CET", datetime(2026, 11, 24, 11)),
        ("2026-11-24", datetime(2026, 11, 24)),
    ],
)
def test_a_time_is_read(text, time):
    assert time_of(text) == time


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2026-11-24 12:00:00 /dev/zero",
        "2026-11-24 12:00:00 ../../tmp/pipe",
        "99999-99-99 99:99:99 UTC",
        "0001-01-01 00:00:00 +2359",
        "2026-11-24 12:00:00 UTC\x1b[2J",
        "9" * 60,
    ],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="is no time"):
        time_of(text)


def test_a_stamp_is_read_without_following_anything(tmp_path):
    folder = tmp_path / "submitted" / "ada" / "recon"
    folder.mkdir(parents=True)
    assert read_stamp(folder) is None
    stamp = folder / "timestamp.txt"
    stamp.write_text("2026-11-24 12:00:00 UTC\n")
    assert read_stamp(folder) == datetime(2026, 11, 24, 12)
    stamp.write_text("x" * 1_000_000)
    with pytest.raises(ValueError, match="has more than"):
        read_stamp(folder)
    stamp.unlink()
    stamp.symlink_to("/etc/hostname")
    with pytest.raises(ValueError, match=r"timestamp\.txt"):
        read_stamp(folder)
    stamp.unlink()
    os.mkfifo(stamp)
    with pytest.raises(ValueError, match="is a pipe"):
        read_stamp(folder)


@pytest.mark.parametrize(
    "name", ["ada", "a.b@c.example", "O_Brien", "müller", "s-2026+01", "王伟", "4711", "Ada L"]
)
def test_user_names_are_taken(name):
    assert fault_of_student(name) is None


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", ".hidden", "--help", "-x", "a/b", "a\x00b", "a\nb", "<img src=x>", 'a"b'),
        *("a'b", "a&b", "a`b", "a;b", "a$b", "a\u202eb", "a\u200bb", "x" * 200, "a ", "a*", "a[1]"),
    ],
)
def test_what_can_be_no_user_name_is_said(name):
    assert "can be no user name" in (fault_of_student(name) or "")

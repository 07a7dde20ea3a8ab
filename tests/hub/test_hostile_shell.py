"""A student with a shell: what Eve can do to the machine, and to Ada who is at work.

Eve has a shell on the hub's machine, as JupyterLab's terminal is one.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.hub.browsing import ASSIGNMENT
from tests.hub.hubs import COURSE
from tests.hub.intruders import ADA, EVE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "deed",
    [
        "cat /proc/{pid}/environ",
        "ls /proc/{pid}/fd",
        "ls /proc/{pid}/cwd/",
        "cat /proc/{pid}/maps",
        "head -c 1 /proc/{pid}/mem",
        "kill -0 {pid}",
        "kill {pid}",
        "sudo -n true",
        "su -c true hvt-amy </dev/null",
        "sg hv-staff true </dev/null",
        "sg course-hvtest true </dev/null",
        "{python} -c 'import os; os.setgroups([])'",
        "{python} -c 'import os, pwd; os.setuid(pwd.getpwnam(\"hvt-amy\").pw_uid)'",
        "ln {notebook} ~/stolen.ipynb",
        "ln -s {notebook} ~/link.ipynb && cat ~/link.ipynb",
        "ln -s {course}/source ~/source && ls ~/source/",
        "chmod 777 {exchange}",
        "chmod 777 {exchange}/inbound",
        "chgrp hv-staff ~/",
        "mount -t tmpfs tmpfs {exchange}/outbound",
        "ls /root",
        "touch /etc/cron.d/eve",
        "touch /run/hypervisors/eve",
        "mv /run/hypervisors/hvt-amy /run/hypervisors/gone",
    ],
)
def test_a_student_with_a_shell_cannot(hub, ada_at_work, deed):
    place = {
        "notebook": hub.top / "homes" / ADA / COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb",
        "exchange": hub.exchange,
        "course": hub.course,
        "envs": hub.top / "envs",
        "python": hub.top / "envs" / "server" / "bin" / "python",
    }
    quoted = {name: shlex.quote(str(path)) for name, path in place.items()}
    script = deed.format(pid=ada_at_work, **quoted)
    done = hub.as_user(EVE, f"rm -rf ~/link.ipynb ~/source ~/stolen*; {script}")
    assert done.returncode != 0, f"{deed} worked: {done.stdout[:200]}"
    assert Path("/proc", ada_at_work).is_dir()


def test_a_student_is_in_the_groups_of_the_course_and_in_no_other(hub):
    assert set(hub.as_user(EVE, "id -nG").stdout.split()) == {EVE, f"hv-{COURSE}"}


def test_what_is_at_work_leaves_nothing_open_in_shared_folders(hub, ada_at_work):
    """In /tmp everybody may write: what lies there must be shut to Eve."""
    shared = "/tmp /var/tmp /dev/shm /run/lock"
    for who in (ADA, f"course-{COURSE}"):
        # Eve looks, for what lies in a folder that is shut is shut too.
        done = hub.as_user(EVE, f"find {shared} -user {who} -perm /007 ! -type l")
        assert done.stdout == "", who

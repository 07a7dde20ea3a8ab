"""Further ways in, tried: what a student with a shell can do to the machine and to its other users.

Eve has a shell on the hub's machine, as JupyterLab's terminal is one. Ada is at work.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.listeners import owners
from tests.hub.browsing import ASSIGNMENT
from tests.hub.hubs import COURSE, Hub, ask_server, environment_of

pytestmark = pytest.mark.browser

ADA, EVE = "hvt-amy", "hvt-eve"
ACTION = {"course_id": COURSE, "assignment_id": ASSIGNMENT}


@pytest.fixture(scope="module")
def ada_at_work(hub: Hub, people) -> str:
    """Ada's server with a kernel that has run something; return the server's process."""
    people(ADA)
    people(EVE)
    if not (hub.top / "homes" / ADA / COURSE / ASSIGNMENT).is_dir():
        assert ask_server(ADA, "POST", "/assignments/fetch", ACTION)["success"]
    ask_server(ADA, "POST", "/api/kernels", {"name": "hypervisors"})
    time.sleep(5)
    return server_of(ADA)


def server_of(name: str) -> str:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (
                folder.owner() == name
                and "jupyterhub.singleuser" in (folder / "cmdline").read_text()
            ):
                return folder.name
        except (OSError, KeyError):
            continue
    raise AssertionError(f"{name} has no server")


def port_of(name: str) -> int:
    return int(environment_of(name)["JUPYTERHUB_SERVICE_URL"].split(":")[2].split("/")[0])


# --- the machine


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


# --- ports


def test_every_port_of_the_hub_refuses_a_shell_without_a_token(hub, ada_at_work):
    """Asked from Eve's shell, each port of the hub and of Ada's server."""
    script = """
import sys, urllib.error, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_): return None
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
for address in sys.argv[1:]:
    try:
        print(opener.open(address, timeout=20).status, address)
    except urllib.error.HTTPError as error:
        print(error.code, address)
"""
    base, ada = hub.port, port_of(ADA)
    asked = [
        f"http://127.0.0.1:{base + 1}/hub/api/users",
        f"http://127.0.0.1:{base + 1}/hub/api/proxy",
        f"http://127.0.0.1:{base + 1}/hub/metrics",
        f"http://127.0.0.1:{base + 2}/api/routes",
        f"http://127.0.0.1:{base + 2}/api/routes/user/{ADA}",
        f"http://127.0.0.1:{base + 4}/services/{COURSE}/formgrader/api/assignments",
        f"http://127.0.0.1:{base + 4}/services/{COURSE}/files/gradebook.db",
        f"http://127.0.0.1:{ada}/user/{ADA}/api/contents",
        f"http://127.0.0.1:{ada}/user/{ADA}/api/kernels",
        f"http://127.0.0.1:{ada}/user/{ADA}/files/{COURSE}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb",
        f"http://127.0.0.1:{ada}/user/{ADA}/metrics",
    ]
    python = hub.top / "envs" / "server" / "bin" / "python"
    words = " ".join(map(shlex.quote, (str(python), "-c", script, *asked)))
    done = hub.as_user(EVE, words)
    answers = dict(reversed(line.split(" ", 1)) for line in done.stdout.splitlines())
    assert answers.keys() == set(asked), done.stderr
    assert set(answers.values()) <= {"302", "403", "404"}, answers


THIEF = """
import http.server, os, sys
class Thief(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(os.path.expanduser("~/heard"), "a") as heard:
            heard.write(self.path + str(dict(self.headers)) + chr(10))
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
    log_message = lambda *_: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Thief)
print(os.getpid(), flush=True)
server.serve_forever()
"""


@contextmanager
def thief_on(hub: Hub, port: int) -> Iterator[None]:
    """Eve listens on a port; what she is told is in ~/heard."""
    python = hub.top / "envs" / "server" / "bin" / "python"
    words = " ".join(map(shlex.quote, (str(python), "-c", THIEF, str(port))))
    thief = subprocess.Popen(
        ["runuser", "--login", EVE, "--command", f"rm -f ~/heard; exec {words}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert thief.stdout is not None
    pid = thief.stdout.readline().strip()
    try:
        assert pid.isdigit()
        yield
    finally:
        hub.as_user(EVE, f"kill {pid}")
        thief.wait(timeout=30)


def test_who_listens_on_a_formgraders_port_is_named(hub, ada_at_work):
    """Of a course that is to come: its formgrader's port is known beforehand."""
    hub.command("add-course", "hvlate")
    # The place behind the course's own.
    port = hub.port + 3 + 2
    try:
        with thief_on(hub, port):
            health = hub.command("health", check=False)
        assert health.returncode == 1
        said = f"{EVE} listens on port {port}, which is for the formgrader of hvlate"
        assert said in health.stdout
    finally:
        hub.command("archive", "hvlate")


# --- what an administrator's commands find in the exchange


@pytest.mark.parametrize("plant", ["folder", "link", "inside"])
def test_what_a_student_put_where_a_course_is_to_be_is_given_to_nobody(hub, tmp_path, plant):
    """The exchange can be written by all: root must not follow what lies in it."""
    name = f"hvp{plant}"
    place = hub.top / "exchange" / name
    precious = Path("/srv", f"hv-precious-{hub.port}")
    precious.mkdir(mode=0o700)
    try:
        script = {
            "folder": f"mkdir -m 777 {place}",
            "link": f"ln -s {precious} {place}",
            "inside": f"mkdir -m 777 {place} && ln -s {precious} {place}/inbound",
        }[plant]
        assert hub.as_user(EVE, script).returncode == 0
        done = hub.command("add-course", name, check=False)
        assert done.returncode == 2 and "Traceback" not in done.stderr
        assert str(place) in done.stderr
        assert ("is no folder" if plant == "link" else f"belongs to {EVE}") in done.stderr
        status = precious.stat()
        assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (0, 0, 0o700)
        assert name not in (hub.top / "courses.toml").read_text()
        # Once it is gone the course can be added.
        place.unlink() if place.is_symlink() else shutil.rmtree(place)
        hub.command("add-course", name)
        hub.command("archive", name)
    finally:
        precious.rmdir()


def test_a_courses_account_reads_no_file_of_roots_by_a_new_term(hub):
    """Graders have a shell as the course: a link in its source/ is copied as a link."""
    secret = Path("/srv", f"hv-secret-{hub.port}")
    secret.write_text("of root")
    secret.chmod(0o600)
    link = hub.course / "source" / ASSIGNMENT / "link.txt"
    link.symlink_to(secret)
    try:
        hub.command("new-term", COURSE, "hvlinks")
        copied = hub.top / "courses" / "hvlinks" / "source" / ASSIGNMENT / "link.txt"
        assert copied.is_symlink()
        assert secret.owner() == "root" and secret.stat().st_mode & 0o777 == 0o600
        assert hub.as_user("course-hvlinks", f"cat {copied}").returncode != 0
    finally:
        link.unlink()
        hub.command("archive", "hvlinks")
        secret.unlink()


# --- last, for the hub starts anew, and servers end with it


@pytest.fixture
def stolen_port(hub: Hub, ada_at_work) -> Iterator[int]:
    """A port that Eve holds, and that the hub chooses for the next server."""
    port = hub.port + 11
    config = hub.top / "local_config.py"
    with thief_on(hub, port):
        config.write_text(
            "import jupyterhub.spawner as spawner\n"
            f"ports, choose = iter([{port}]), spawner.random_port\n"
            "spawner.random_port = lambda: next(ports, None) or choose()\n"
        )
        hub.stop()
        hub.start()
        yield port
    config.unlink()
    hub.stop()
    hub.start()


def test_a_port_that_somebody_else_took_gets_nobodys_browser(hub, stolen_port):
    """The hub names a port before the server has it: Eve is quicker, and is not believed."""
    eve, ada = ((hub.top / "homes" / name).stat().st_uid for name in (EVE, ADA))
    assert owners(stolen_port) == {eve}
    hub.operator("POST", f"/users/{ADA}/server", {})
    until = time.monotonic() + 120
    while not server_is_ready(hub, ADA):
        assert time.monotonic() < until, hub.log()[-3000:]
        time.sleep(0.5)
    assert port_of(ADA) != stolen_port
    assert owners(port_of(ADA)) == {ada}
    assert f"{EVE} took port {stolen_port}, which {ADA}'s server was given" in hub.log()
    assert not (hub.top / "homes" / EVE / "heard").exists()


def server_is_ready(hub: Hub, name: str) -> bool:
    _, user = hub.operator("GET", f"/users/{name}")
    return bool(user and (user["servers"].get("") or {}).get("ready"))

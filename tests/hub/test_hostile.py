"""Further ways in, tried: what a student with a shell can do to the machine and to its other users.

Eve has a shell on the hub's machine, as JupyterLab's terminal is one. Ada is at work.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.listeners import owners
from tests.hub.browsing import ASSIGNMENT
from tests.hub.hubs import COURSE, Hub, ask_server, environment_of, server_is_ready, start_server

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


def test_no_process_of_a_users_answers_a_stranger(hub, ada_at_work):
    """A kernel that listened on a port could be asked by everybody; a debugger would obey."""
    uid = Path("/proc", ada_at_work).stat().st_uid
    listening = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if int(words[7]) == uid and (words[3] == "0A" or table.startswith("udp")):
                listening.append(int(words[1].rpartition(":")[2], 16))
    # ipykernel has one more for what forked processes print: it speaks ZeroMQ, takes what begins
    # with a secret of sixteen bytes, and tells nothing.
    assert port_of(ADA) in listening
    others = [port for port in listening if port != port_of(ADA)]
    assert len(others) <= len(ask_server(ADA, "GET", "/api/kernels"))
    for port in others:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as stranger:
            assert stranger.recv(10)[:1] == b"\xff"
    specs = ask_server(ADA, "GET", "/api/kernelspecs")["kernelspecs"]
    assert list(specs) == ["hypervisors"]
    assert specs["hypervisors"]["spec"]["metadata"]["debugger"] is False


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
import http.server, os, sys, time
class Thief(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(os.path.expanduser("~/heard"), "a") as heard:
            heard.write(self.path + str(dict(self.headers)) + chr(10))
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
    log_message = lambda *_: None
print(os.getpid(), flush=True)
while True:
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Thief)
        break
    except OSError:
        time.sleep(0.005)
print("listens", flush=True)
server.serve_forever()
"""


@contextmanager
def thief_for(hub: Hub, port: int) -> Iterator[subprocess.Popen[str]]:
    """Eve takes a port as soon as it is free, and says so; what she is told is in ~/heard."""
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
        yield thief
    finally:
        hub.as_user(EVE, f"kill {pid}")
        thief.wait(timeout=30)


@contextmanager
def thief_on(hub: Hub, port: int) -> Iterator[None]:
    """Eve listens on a port."""
    with thief_for(hub, port) as thief:
        assert thief.stdout is not None and thief.stdout.readline() == "listens\n"
        yield


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


HOSTILE = f"""
set -e
cd {{inbound}}
made() {{{{ d="{EVE}+{ASSIGNMENT}+2099-01-01 00:00:0$1.000000 UTC+$2"; mkdir "$d"; }}}}
stamp() {{{{ printf '2099-01-01 00:00:0%s.000000 UTC' $1 > "$d/timestamp.txt"; }}}}
made 1 key; stamp 1; ln -s {{key}} "$d/recon.ipynb"
made 2 fifo; stamp 2; mkfifo "$d/recon.ipynb"
made 3 large; stamp 3; truncate -s 1T "$d/recon.ipynb"
made 4 hard; stamp 4; echo '{{{{}}}}' > ~/mine; ln ~/mine "$d/recon.ipynb"
made 5 shut; stamp 5; echo '{{{{}}}}' > "$d/recon.ipynb"; chmod 000 "$d/recon.ipynb"
made 6 deep; stamp 6; (cd "$d"; for n in $(seq 60); do mkdir d; cd d; done)
ln -s {{course}}/source/recon "{EVE}+{ASSIGNMENT}+2099-01-01 00:00:07.000000 UTC+linked"
"""


def test_hostile_submissions_are_collected_as_nothing(hub, ada_at_work):
    """Links to the key, a pipe that never ends, a terabyte: Ada's is collected all the same."""
    assert ask_server(ADA, "POST", "/assignments/submit", ACTION)["success"]
    inbound = hub.exchange / "inbound"
    key = hub.course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml"
    script = HOSTILE.format(inbound=inbound, key=key, course=hub.course)
    done = hub.as_user(EVE, script)
    assert done.returncode == 0, done.stderr
    submitted = hub.course / "submitted"
    kept = submitted / EVE
    before = kept.exists()
    python = hub.top / "envs" / "whole" / "bin" / "python"
    try:
        for stamp in range(7, 0, -1):
            command = f"cd {hub.course} && {python} -m nbgrader collect {ASSIGNMENT} --update"
            said = hub.as_user(f"course-{COURSE}", command)
            assert said.returncode == 0, said.stdout + said.stderr
            assert "Traceback" not in said.stdout + said.stderr
            for path in (kept / ASSIGNMENT).rglob("*") if kept.exists() else ():
                assert not path.is_symlink() and path.stat().st_size < 10**6
                if path.is_file():
                    assert b"[[" not in path.read_bytes()[:2000] or path.suffix == ".ipynb"
            # The newest first, then the one before it.
            for folder in inbound.glob(f"{EVE}+{ASSIGNMENT}+2099-01-01 00:00:0{stamp}*"):
                folder.unlink() if folder.is_symlink() else shutil.rmtree(folder)
            if not before:
                shutil.rmtree(kept, ignore_errors=True)
        collected = submitted / ADA / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        assert json.loads(collected.read_text())["cells"]
    finally:
        for folder in inbound.glob(f"{EVE}+{ASSIGNMENT}+2099*"):
            folder.unlink() if folder.is_symlink() else shutil.rmtree(folder)


# --- the browser: Ada, logged in, is led to a page under Eve's host name

DEEDS = """async ([server, ours]) => {
    const said = {};
    const ask = async (name, path, options) => {
        try {
            const answer = await fetch(server + path, {credentials: 'include', ...options});
            said[name] = answer.type + ' ' + answer.status;
        } catch (error) { said[name] = 'refused'; }
    };
    const form = {method: 'POST', mode: 'no-cors',
                  headers: {'Content-Type': 'text/plain'}, body: '{}'};
    document.cookie = '_xsrf=tossed; path=/; domain=' + ours;
    document.cookie = '_xsrf=tossed; path=' + new URL(server).pathname + '; domain=' + ours;
    await ask('terminal', '/api/terminals?_xsrf=tossed', form);
    await ask('kernel', '/api/kernels?_xsrf=tossed', form);
    await ask('submit', '/assignments/submit?_xsrf=tossed', form);
    await ask('read', '/api/contents', {});
    const socket = (path) => new Promise((done) => {
        const one = new WebSocket(server.replace('http', 'ws') + path);
        one.onopen = () => done('open');
        one.onerror = () => done('refused');
    });
    said.socket = await socket('/terminals/websocket/1');
    said.events = await socket('/api/events/subscribe');
    return said;
}"""


def test_a_page_of_eves_does_nothing_in_adas_name(hub, people, ada_at_work):
    """Subdomains are one site: the browser sends Ada's cookies along, and more must be asked."""
    ask_server(ADA, "POST", "/api/terminals")
    before = {
        path: len(ask_server(ADA, "GET", path)) for path in ("/api/terminals", "/api/kernels")
    }
    handed = len(list((hub.exchange / "inbound").glob(f"{ADA}+*")))
    trap = people(ADA).page.context.new_page()
    trap.goto(f"http://{EVE}.{hub.subdomains}:{hub.port}/hub/static/favicon.ico")
    server = f"http://{ADA}.{hub.subdomains}:{hub.port}/user/{ADA}"
    said = trap.evaluate(DEEDS, [server, hub.subdomains])
    trap.context.clear_cookies(name="_xsrf")
    trap.close()
    assert said["read"] == said["socket"] == said["events"] == "refused", said
    for path, number in before.items():
        assert len(ask_server(ADA, "GET", path)) == number, (path, said)
    assert len(list((hub.exchange / "inbound").glob(f"{ADA}+*"))) == handed, said


def test_a_page_of_eves_cannot_be_shown_inside_adas_or_around_it(hub, people, ada_at_work):
    """Ada's lab in a frame of Eve's page could be clicked without being seen."""
    page = people(ADA).page.context.new_page()
    for path in (f"/user/{ADA}/lab", "/hub/home"):
        host = f"{ADA}.{hub.subdomains}" if "/user/" in path else hub.subdomains
        # The browser's own, for Playwright's requests know no names of localhost.
        answer = page.goto(f"http://{host}:{hub.port}{path}")
        assert answer is not None and answer.ok, path
        policy = answer.headers.get("content-security-policy", "")
        assert "frame-ancestors 'none'" in policy or "frame-ancestors 'self'" in policy, path
    page.close()


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


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nowhere: only browsers know names of localhost."""

    def redirect_request(self, *_: object) -> None:
        return None


def test_the_port_of_a_server_that_has_died_is_nobodys_until_no_way_leads_there(hub, ada_at_work):
    """Ada's page goes on asking: without the hub's hold Eve would get her cookies for seconds."""
    start_server(hub, ADA)
    port, pid = port_of(ADA), int(server_of(ADA))
    cookie = {"Host": f"{ADA}.{hub.subdomains}:{hub.port}", "Cookie": "jupyterhub-user=Adas-token"}
    answers: list[object] = []
    ended = threading.Event()

    def ask() -> None:
        address = f"http://127.0.0.1:{hub.port}/user/{ADA}/api/contents"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
        while not ended.is_set():
            try:
                opener.open(urllib.request.Request(address, headers=cookie), timeout=60).read()
            except urllib.error.HTTPError as error:
                answers.append(error.code)
            except OSError as error:
                answers.append(error)
            time.sleep(0.05)

    with thief_for(hub, port) as thief, ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        try:
            time.sleep(1)
            os.kill(pid, signal.SIGKILL)
            until = time.monotonic() + 60
            while hub.operator("GET", f"/users/{ADA}")[1]["servers"]:
                assert time.monotonic() < until
                time.sleep(0.1)
            # Eve was there all the time: now it is hers, and nobody comes.
            assert thief.stdout is not None and thief.stdout.readline() == "listens\n"
            assert owners(port) == {(hub.top / "homes" / EVE).stat().st_uid}
            time.sleep(2)
        finally:
            ended.set()
        for one in asking:
            one.result(timeout=90)
    heard = hub.top / "homes" / EVE / "heard"
    assert not heard.exists(), heard.read_text()[:500]
    # Ada is told by the proxy and the hub that nothing runs.
    assert 503 in answers and set(answers) <= {302, 403, 404, 424, 503}, answers
    start_server(hub, ADA)

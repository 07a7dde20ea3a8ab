"""Who may see what, tried: a student with a shell, tokens, cookies and a browser of their own.

Eve is enrolled, and knows all names and paths; what she must not know, the tests look up as root.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.hub.hubs import COURSE, environment_of

pytestmark = pytest.mark.browser

ADA, EVE, INES = "hvt-amy", "hvt-eve", "hvt-ines"
ASSIGNMENT = "recon"


@pytest.fixture(scope="module")
def handed_in(hub) -> Path:
    """Ada's submission in the exchange, handed in by nbgrader's own command in her server's way."""
    python = hub.top / "envs" / "server" / "bin" / "python"
    settings = hub.top / "settings" / "student"
    script = f"""
        export JUPYTER_CONFIG_PATH={settings} HV_COURSES={COURSE}
        cd && [ -d {COURSE}/{ASSIGNMENT} ] ||
            {python} -m nbgrader fetch_assignment {ASSIGNMENT} --course {COURSE}
        {python} -m nbgrader submit {ASSIGNMENT} --course {COURSE}"""
    done = hub.as_user(ADA, script)
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted((hub.exchange / "inbound").glob(f"{ADA}+{ASSIGNMENT}+*"))[-1]


@pytest.fixture(scope="module")
def feedback(hub) -> Path:
    """A page of feedback that is released, with a name as nbgrader makes it."""
    page = hub.exchange / "feedback" / f"{'0123456789abcdef' * 2}.html"
    page.write_text("Ada's feedback")
    page.chmod(0o644)
    return page


def tries(hub, name: str, script: str) -> subprocess.CompletedProcess[str]:
    return hub.as_user(name, script)


def test_a_submission_is_its_owners_and_the_courses_alone(hub, handed_in):
    status = handed_in.stat()
    assert (handed_in.owner(), handed_in.group()) == (ADA, f"course-{COURSE}")
    assert status.st_mode & 0o007 == 0
    account = f"course-{COURSE}"
    assert tries(hub, account, f"cat {shlex.quote(str(handed_in))}/*.ipynb").returncode == 0
    assert not list((hub.exchange / "inbound").glob(".arriving*"))


@pytest.mark.parametrize(
    "deed",
    [
        "ls {inbound}",
        "ls {submission}",
        "cat {submission}/recon.ipynb",
        "cat {submission}/submission_secret.txt",
        "echo x > {submission}/recon.ipynb",
        "touch {submission}/more.txt",
        "rm -rf {submission} && ! test -e {submission}",
        "mv {submission} {submission}-gone",
        "mv {submission} {inbound}/hvt-eve+recon+stolen",
        "ls /run/hypervisors/hvt-amy",
        "ls {homes}/hvt-amy",
        "cat {homes}/hvt-amy/hvtest/recon/recon.ipynb",
        "ls {exchange}/feedback",
        "echo x > {feedback}",
        "touch {exchange}/feedback/forged.html",
        "touch {exchange}/outbound/recon/recon.ipynb",
        "touch {exchange}/outbound/forged",
        "mkdir {exchange}/outbound/forged",
        "rm {exchange}/outbound/recon/recon.ipynb",
        "mv {exchange} {exchange}-gone",
        "rmdir {exchange}",
        "ls {course}",
        "cat {course}/source/recon/recon.key.toml",
        "cat {course}/gradebook.db",
        "ls {envs}/whole/",
        "{envs}/whole/bin/python -c pass",
        "cat {envs}/whole/share/hypervisors/source/recon/recon.key.toml",
        "{envs}/server/bin/python -c 'import hvutils'",
        "{envs}/kernel/bin/python -c 'import hvutils.grading'",
        "{envs}/kernel/bin/python -c 'import hvutils.verdict'",
        "ls {top}/state",
        "cat {top}/state/cookie_secret",
        "cat {top}/state/proxy_token",
        "cat {top}/state/operator_token",
        "cat {top}/state/jupyterhub.sqlite",
        "cat {top}/courses.toml",
        "cat {top}/logs/hub.log",
        "ls {top}/backups",
        "touch {envs}/server/lib/x",
        "touch {top}/settings/student/nbgrader_config.py",
        "touch {top}/x",
    ],
)
def test_a_student_cannot(hub, handed_in, feedback, deed):
    place = {
        "inbound": handed_in.parent,
        "submission": handed_in,
        "exchange": hub.exchange,
        "feedback": feedback,
        "homes": hub.top / "homes",
        "course": hub.course,
        "envs": hub.top / "envs",
        "top": hub.top,
    }
    quoted = {name: shlex.quote(str(path)) for name, path in place.items()}
    done = tries(hub, EVE, deed.format(**quoted))
    assert done.returncode != 0, f"{deed} worked: {done.stdout[:200]}"
    assert handed_in.is_dir() and feedback.read_text() == "Ada's feedback"


def test_the_deeds_are_spelled_right(hub, handed_in):
    """The same paths can be read by whom they belong to: the refusals are no spelling mistakes."""
    for owner, path in (
        (ADA, handed_in / f"{ASSIGNMENT}.ipynb"),
        (ADA, hub.top / "homes" / ADA / COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"),
        (f"course-{COURSE}", hub.course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.key.toml"),
        (f"course-{COURSE}", hub.course / "gradebook.db"),
    ):
        assert tries(hub, owner, f"cat {shlex.quote(str(path))} >/dev/null").returncode == 0, path


def test_who_hands_in_as_another_is_refused_and_named(hub, handed_in):
    """Everybody enrolled can make a folder in inbound; whose it is, its owner says."""
    forged = f"{ADA}+{ASSIGNMENT}+2099-01-01 00:00:00.000000 UTC+forged"
    script = f"""cp -r {hub.exchange}/outbound/{ASSIGNMENT} '{handed_in.parent}/{forged}' &&
        printf '2099-01-01 00:00:00.000000 UTC' > '{handed_in.parent}/{forged}/timestamp.txt'"""
    assert tries(hub, EVE, script).returncode == 0
    python = hub.top / "envs" / "whole" / "bin" / "python"
    command = f"cd {hub.course} && {python} -m nbgrader collect {ASSIGNMENT} --update"
    said = tries(hub, f"course-{COURSE}", command)
    said_text = said.stdout + said.stderr
    assert f"claims to be '{ADA}''s, and '{EVE}' owns it" in said_text.replace('"', "'")
    collected = hub.course / "submitted" / ADA / ASSIGNMENT / "timestamp.txt"
    assert "2099" not in collected.read_text()


# --- the hub's API, the formgrader and other servers, with what Eve has: her server's own token


@pytest.fixture(scope="module")
def eves_token(hub, people) -> str:
    """The token that the hub gave to Eve's server; she can read it in a terminal."""
    people(EVE)
    people(ADA)
    return environment_of(EVE)["JUPYTERHUB_API_TOKEN"]


def test_a_students_token_reaches_no_other_user(hub, eves_token):
    for method, path, body in (
        ("GET", "/users", None),
        ("GET", f"/users/{ADA}", None),
        ("GET", f"/users/{ADA}/tokens", None),
        ("POST", f"/users/{ADA}/tokens", {"note": "forged"}),
        ("DELETE", f"/users/{ADA}/server", None),
        ("POST", f"/users/{ADA}/server", {}),
        ("DELETE", f"/users/{ADA}", None),
        ("GET", "/groups", None),
        ("POST", f"/groups/formgrade-{COURSE}/users", {"users": [EVE]}),
        ("GET", "/proxy", None),
        ("GET", "/services", None),
        ("POST", f"/users/{EVE}/tokens", {"scopes": ["admin:users"]}),
        ("POST", "/users/hvt-new", {}),
        ("POST", "/shutdown", {}),
    ):
        code, answer = hub.api(method, path, eves_token, body)
        if code == 200:
            assert ADA not in json.dumps(answer) and INES not in json.dumps(answer), path
            assert path in ("/users", "/groups", "/services"), path
        else:
            assert code in (403, 404, 405), (path, code)


def ask(url: str, headers: dict[str, str], method: str = "GET") -> int:
    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    try:
        with opener.open(urllib.request.Request(url, headers=headers, method=method)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"Authorization": "token eve"},
        {"Authorization": "token forged-0123456789abcdef0123456789abcdef"},
        {"X-Forwarded-User": ADA, "Remote-User": ADA, "REMOTE_USER": ADA, "X-Remote-User": ADA},
        {"Cookie": f"jupyterhub-session-id=x; jupyterhub-hub-login=x; jupyterhub-user-{ADA}=x"},
        {"Cookie": f'jupyterhub-user-{ADA}="2|1:0|10:1|20:x|24:YWRh|{"0" * 64}"'},
    ],
    ids=["nothing", "eves", "invented", "headers", "cookie", "signed"],
)
def test_nobody_becomes_another(hub, eves_token, forged):
    if forged.get("Authorization") == "token eve":
        forged = {"Authorization": f"token {eves_token}"}
    ada = environment_of(ADA)["JUPYTERHUB_SERVICE_URL"].rstrip("/")
    through = {"Host": f"{ADA}.{hub.subdomains}:{hub.port}"}
    grader = {"Host": f"{COURSE}--service.{hub.subdomains}:{hub.port}"}
    front = f"http://127.0.0.1:{hub.port}"
    back = f"http://127.0.0.1:{hub.port + 4}"
    for url, host in (
        (f"{front}/user/{ADA}/api/contents", through),
        (f"{front}/user/{ADA}/api/terminals", through),
        (f"{front}/user/{ADA}/assignments?course_id={COURSE}", through),
        (f"{ada}/api/contents", {}),
        (f"{front}/services/{COURSE}/formgrader/api/assignments", grader),
        (f"{front}/services/{COURSE}/api/contents", grader),
        (f"{back}/services/{COURSE}/api/contents", {}),
        (f"{hub.local}/hub/api/users/{ADA}", {}),
        (f"http://127.0.0.1:{hub.port + 2}/api/routes", {}),
    ):
        assert ask(url, forged | host) in (302, 403, 404), url


def test_the_way_to_another_is_open_with_the_right_token(hub, eves_token):
    """The addresses are spelled right: whom they belong to is let in."""
    token = {"Authorization": f"token {environment_of(ADA)['JUPYTERHUB_API_TOKEN']}"}
    ada = environment_of(ADA)["JUPYTERHUB_SERVICE_URL"].rstrip("/")
    assert ask(f"{ada}/api/contents", token) == 200
    through = {"Host": f"{ADA}.{hub.subdomains}:{hub.port}"}
    url = f"http://127.0.0.1:{hub.port}/user/{ADA}/api/contents"
    assert ask(url, token | through) == 200


def test_a_page_of_eves_reads_nothing_of_adas(hub, people, eves_token):
    """Ada's browser, logged in, opens a page that Eve wrote: other host, other cookies."""
    ada = people(ADA)
    trap = ada.page.context.new_page()
    port = hub.port
    trap.goto(f"http://{EVE}.{hub.subdomains}:{port}/hub/static/favicon.ico")
    said = trap.evaluate(
        """async (url) => {
            try { const a = await fetch(url, {credentials: 'include'}); return await a.text(); }
            catch (error) { return 'refused'; }
        }""",
        f"http://{ADA}.{hub.subdomains}:{port}/user/{ADA}/api/contents",
    )
    trap.close()
    assert said == "refused"


def test_a_kernel_talks_over_sockets_that_nobody_else_reaches(hub, eves_token):
    """Over TCP everybody on this machine could subscribe to what a kernel prints."""
    known = environment_of(ADA)
    request = urllib.request.Request(
        known["JUPYTERHUB_SERVICE_URL"].rstrip("/") + "/api/kernels",
        data=json.dumps({"name": "hypervisors"}).encode(),
        headers={"Authorization": f"token {known['JUPYTERHUB_API_TOKEN']}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        kernel = json.loads(answer.read())["id"]
    folder = Path("/run/hypervisors", ADA)
    assert folder.owner() == ADA and folder.stat().st_mode & 0o077 == 0
    connection = json.loads((folder / f"kernel-{kernel}.json").read_text())
    assert connection["transport"] == "ipc"
    assert Path(connection["ip"]).parent == folder
    # The kernel makes them when it is up, which is after the answer.
    end = time.monotonic() + 60
    while len([path for path in folder.iterdir() if path.is_socket()]) < 5:
        assert time.monotonic() < end, sorted(path.name for path in folder.iterdir())
        time.sleep(0.2)


def test_another_users_processes_tell_nothing(hub, eves_token):
    script = "for p in /proc/[0-9]*; do [ -O $p ] || cat $p/environ 2>/dev/null; done | head -c 200"
    assert tries(hub, EVE, script).stdout == ""
    lines = tries(hub, EVE, "ps -eo args").stdout
    for name in ("proxy_token", "operator_token", "cookie_secret"):
        secret = (hub.top / "state" / name).read_bytes().strip()
        assert secret.decode("latin-1") not in lines


def test_who_is_in_no_course_is_told_so(hub, browser):
    """The password is right, the person is not enrolled: a sentence, and no server."""
    name = "hvt-nobody"
    subprocess.run(["useradd", "--create-home", name], check=True)
    try:
        subprocess.run(["chpasswd"], input=f"{name}:a-right-password\n", text=True, check=True)
        page = browser.new_context().new_page()
        page.goto(f"{hub.url}/hub/login")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill("a-right-password")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_selector("text=is not enrolled in a course of this hub")
        page.context.close()
    finally:
        subprocess.run(["userdel", "--remove", name], capture_output=True)
    assert tries(hub, "nobody", f"ls {hub.exchange}").returncode != 0

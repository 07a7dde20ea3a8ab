"""The logs: user names, and nothing else that says who somebody is or what somebody wrote."""

from __future__ import annotations

import http.cookiejar
import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from hub.config.logs import names_only
from hub.config.spawning import LOG, with_own_log
from tests.hub.hubs import Hub, ask_server, environment_of, start_server

ROOT = Path(__file__).resolve().parents[2]
EVE, BEN = "hvt-eve", "hvt-ben"
SECRET = "Diary"


@pytest.mark.parametrize(
    "address", ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::17", "fe80::1", "10.0.0.1"]
)
def test_the_log_names_no_address(address):
    line = f"200 GET /hub/home (ada@{address}) 7.25ms at 2026-11-24 18:31:24.239"
    kept = names_only(line)
    assert address not in kept and "ada@-" in kept
    assert "7.25ms" in kept and "18:31:24.239" in kept


def test_the_log_names_no_browser():
    line = '403 GET / (@192.0.2.7)\n{\n  "Host": "hub",\n  "User-Agent": "Mozilla/5.0"\n}'
    assert names_only(line) == "403 GET / (@-)\n{headers left out}"
    assert names_only("http://127.0.0.1:8001/hub/") == "http://127.0.0.1:8001/hub/"


def _known(name: str) -> bool:
    return name in ("ada", "hv")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("404 GET /hub/user/ada/api/contents/Diary.ipynb?a=b (ada@-)", "GET /hub/user/ada/api/…"),
        ("302 GET /hub/x -> http://a.hub:80/user/ada/lab/tree/Diary.ipynb", "a.hub:80/user/ada/…"),
        ("404 GET /Diary.ipynb (@-) 1ms", "404 GET /… (@-) 1ms"),
        ("404 GET /hub/Diary.ipynb (@-) 1ms", "404 GET /hub/… (@-) 1ms"),
        ("404 GET /user/Diary/x (@-) 1ms", "404 GET /user/… (@-) 1ms"),
        ("302 GET /services/hv/formgrader/Diary", "302 GET /services/hv/…"),
        ("302 GET /hub/login?next=%2FDiary -> /hub/spawn?Diary", "GET /hub/login -> /hub/spawn"),
        ("Failing request to not-running server: /hub/user/ada/x/Diary.ipynb", "/hub/user/ada/…"),
        ("Failed login for 'Diary'", "Failed login for somebody unknown"),
        ("PAM Authentication failed ('Dia\\'ry Diary'@-): no", "(somebody unknown@-): no"),
        ("Disallowing redirect outside JupyterHub: '//Diary'", "outside JupyterHub: {left out}"),
        ('Content security violation: {"script-sample": "Diary"}', "violation: {left out}"),
    ],
)
def test_the_log_keeps_nothing_that_somebody_typed(line, kept):
    said = names_only(line, _known)
    assert kept in said and SECRET not in said and "ry'" not in said


@pytest.mark.parametrize(
    "line",
    [
        "200 POST /hub/api/users/ada/server (operator@127.0.0.1) 3.21ms",
        "302 GET / -> /hub/ (@127.0.0.1) 0.50ms",
        "Failed login for 'ada'",
        "Adding user ada to proxy ada.hub.localhost/user/ada/ => http://127.0.0.1:40123",
        '  File "/srv/hv/envs/server/lib/hub/config/logs.py", line 3, in filter',
        "Hub API listening on http://127.0.0.1:8001/hub/",
    ],
)
def test_the_log_keeps_what_an_administrator_needs(line):
    assert names_only(line, _known) == line


def test_the_proxys_log_ends_an_address_behind_its_user():
    if shutil.which("node") is None:
        pytest.skip("Node.js is not here")
    lines = (
        "503 GET /user/ada/api/contents/Diary.ipynb connect",
        "404 GET /Diary x",
        "GET /hub/Diary",
        "201 POST /api/routes/user/ada",
        "Removing route /ada.hub/user/ada",
    )
    script = f"process.stdout.write({json.dumps(chr(10).join(lines))})"
    done = subprocess.run(
        ["node", "--require", str(ROOT / "hub" / "proxy_log.cjs"), "-e", script],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "503 GET /user/ada/… connect",
        "404 GET /… x",
        "GET /hub/…",
        *lines[3:],
    ]


def test_a_server_has_a_log_of_its_own_and_starts_without_one(tmp_path):
    command = with_own_log([sys.executable, "-c", "print('said'); import sys; sys.exit(3)"])
    for folder, log in ((tmp_path, "said\n"), (tmp_path / "gone", None)):
        done = subprocess.run(
            command, env={"JUPYTER_RUNTIME_DIR": str(folder)}, capture_output=True, text=True
        )
        assert (done.returncode, done.stdout, done.stderr) == (3, "", "")
        assert not folder.is_dir() or (folder / LOG).read_text() == log


# --- a hub that runs


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nowhere: only browsers know names of localhost."""

    def redirect_request(self, *_: object) -> None:
        return None


def through_the_proxy(hub: Hub, host: str, path: str, **headers: str) -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{hub.port}{path}", headers={"Host": f"{host}:{hub.port}", **headers}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    try:
        with opener.open(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def log_in_wrongly(hub: Hub, name: str, password: str) -> None:
    """Fill in the form of the log-in."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )
    address = f"{hub.local}/hub/login"
    with opener.open(address, timeout=60) as page:
        (token,) = set(re.findall(r'name="_xsrf"\s+value="([^"]+)"', page.read().decode()))
    form = {"username": name, "password": password, "_xsrf": token}
    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(address, urllib.parse.urlencode(form).encode(), timeout=60)
    assert refused.value.code == 403 and b"Invalid username" in refused.value.read()


def test_the_logs_know_people_by_their_user_names_only(hub):
    """What a student names a notebook, types into an address, or into the wrong field."""
    start_server(hub, EVE)
    token = environment_of(EVE)["JUPYTERHUB_API_TOKEN"]
    host = f"{EVE}.{hub.subdomains}"
    mine = {"Authorization": f"token {token}", "User-Agent": f"{SECRET}/1"}
    hidden = f"My%20{SECRET}.ipynb?{SECRET}={SECRET}"
    # Not there; there, and not a notebook; of another; of a server that does not run; of nobody.
    path = f"/api/contents/My%20{SECRET}.ipynb"
    ask_server(EVE, "PUT", path, {"type": "file", "format": "text", "content": "no notebook"})
    assert through_the_proxy(hub, host, f"/user/{EVE}/api/contents/{hidden}", **mine) == 400
    assert through_the_proxy(hub, host, f"/user/{EVE}/api/contents/no{hidden}", **mine) == 404
    assert through_the_proxy(hub, host, f"/user/{EVE}/files/no{hidden}", **mine) == 404
    for place, wanted in (
        (f"/user/{BEN}/api/contents/{hidden}", "of another"),
        (f"/hub/user/{EVE}/lab/tree/{hidden}", "of the hub"),
        (f"/hub/{hidden}", "typed"),
        (f"/{hidden}", "typed"),
        (f"/user/{SECRET.lower()}-not-a-user/x", "typed as a name"),
        (f"/hub/login?next=%2Fhub%2F{hidden}", "the way back"),
    ):
        code = through_the_proxy(hub, hub.subdomains, place, **mine)
        assert code in (200, 302, 403, 404, 424), (wanted, code)
    log_in_wrongly(hub, f"{SECRET}-my-password", "x")
    log_in_wrongly(hub, EVE, f"{SECRET}-wrong")
    log, proxys = hub.log(), (hub.top / "logs" / "proxy.log").read_text(errors="replace")
    for text in (log, proxys):
        assert EVE in text
        assert SECRET.lower() not in text.lower()
        for word in ("User-Agent", "X-Forwarded-For", "/api/contents/", "10.0.0."):
            assert word not in text
    # What an administrator needs is there.
    assert f"404 GET /hub/user/{EVE}/…" in log or f"GET /hub/user/{EVE}/…" in log
    assert f"Failed login for '{EVE}'" in log and "Failed login for somebody unknown" in log
    for name, password in hub.passwords.items():
        assert password not in log + proxys, name
    for secret in ("operator_token", "proxy_token"):
        assert (hub.top / "state" / secret).read_text().strip() not in log + proxys


def test_a_servers_own_log_is_its_users(hub):
    """It does name files."""
    start_server(hub, EVE)
    log = Path("/run/hypervisors", EVE, LOG)
    assert log.owner() == EVE and log.parent.stat().st_mode & 0o077 == 0
    assert hub.as_user(BEN, f"cat {log}").returncode != 0
    text, until = log.read_text(), time.monotonic() + 30
    while "jupyter" not in text.lower() and time.monotonic() < until:
        time.sleep(0.5)
        text = log.read_text()
    assert "jupyter" in text.lower()
    course = Path("/run/hypervisors", f"course-{hub.course.name}", LOG)
    assert course.owner() == f"course-{hub.course.name}"
    assert hub.as_user(BEN, f"cat {course}").returncode != 0

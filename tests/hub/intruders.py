"""Eve, who wants more than she may, and Ada, who is at work."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hub.hubs import Hub, environment_of

ADA, EVE = "hvt-amy", "hvt-eve"


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

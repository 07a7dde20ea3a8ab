"""Opens the course: builds it, grades a demo class, and starts a student's JupyterLab.

With CI=true or LAB_CHECK=1 it asks both servers over HTTP whether they work, and stops.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import webbrowser

from demo import ASSIGNMENT, FIRST, Demo
from progress import SetupError, say
from servers import Server, check_port, start

CHECK = os.environ.get("CI") == "true" or os.environ.get("LAB_CHECK") == "1"
DEFAULT_PORT = 8888


def main() -> int:
    """Open the course; return the exit code."""
    servers: list[Server] = []
    # A plain kill ends the servers as Ctrl+C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        port = _port()
        for number in (port, port + 1):
            check_port(number)
        demo = Demo()
        graded = demo.lay_out()
        servers += start_servers(demo, port)
        for server in servers:
            server.wait()
        if CHECK:
            _check(servers, graded=graded)
        else:
            _open(servers)
    except SetupError as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("\nStopped. Your work is in demo/student; 'make lab' opens it again.")
    finally:
        for server in servers:
            server.stop()
    return 0


def _port() -> int:
    text = os.environ.get("PORT", str(DEFAULT_PORT))
    if not text.isdigit() or not 1024 <= int(text) <= 65534:
        raise SetupError(f"PORT={text} is no port: give a number from 1024 to 65534.")
    return int(text)


def start_servers(demo: Demo, port: int) -> list[Server]:
    """Start the student's server, and the instructor's on the next port."""
    page = f"/lab/tree/{FIRST}/{FIRST}.ipynb"
    instructor = demo.settings("instructor")
    return [
        start("student", port, demo.student, demo.settings("student"), page),
        start("instructor", port + 1, demo.course, instructor, "/formgrader"),
    ]


def _open(servers: list[Server]) -> None:
    say("")
    say(f"  The course, as a student:   {servers[0].link}")
    for server in servers[1:]:
        say(f"  The formgrader, to mark by: {server.link}")
    say("  Stop with Ctrl+C.")
    if sys.stdout.isatty() and (sys.platform == "darwin" or os.environ.get("DISPLAY")):
        webbrowser.open(servers[0].link)
    while all(server.process.poll() is None for server in servers):
        time.sleep(0.5)
    raise SetupError("A Jupyter server has ended: see test-output/jupyter-*.log.")


def _check(servers: list[Server], *, graded: bool) -> None:
    """Ask the servers over HTTP for what their users need.

    Raises:
        SetupError: something is missing.
    """
    student = servers[0]
    page = student.get("/lab")
    config = json.loads(
        page.split('<script id="jupyter-config-data" type="application/json">')[1].split(
            "</script>"
        )[0]
    )
    extensions = {extension["name"] for extension in config["federated_extensions"]}
    if "@jupyter/nbgrader" not in extensions:
        raise SetupError(f"JupyterLab answers without nbgrader's extension; it has {extensions}.")
    kernels = json.loads(student.get("/api/kernelspecs"))["kernelspecs"]
    if list(kernels) != ["hypervisors"]:
        raise SetupError(f"The student's kernels are {sorted(kernels)}, not just 'hypervisors'.")
    folder = json.loads(student.get(f"/api/contents/{FIRST}"))
    names = sorted(entry["name"] for entry in folder["content"])
    if f"{FIRST}.ipynb" not in names:
        raise SetupError(f"The student's folder has no notebook; it has {names}.")
    say(f"JupyterLab answers, nbgrader's extension is on, and {names} are there.")
    for server in servers[1:]:
        rows = json.loads(server.get(f"/formgrader/api/submissions/{ASSIGNMENT}"))
        marked = [row["student"] for row in rows if row["autograded"]]
        if graded and len(marked) < 6:
            raise SetupError(f"The formgrader shows {len(marked)} graded students, not six.")
        say(f"The formgrader answers and shows {len(marked)} graded students.")


if __name__ == "__main__":
    sys.exit(main())

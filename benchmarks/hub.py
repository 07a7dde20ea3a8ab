"""Measures a hub with a class: starting its servers, then all of them fetching and handing in.

    make bench-hub            # 100 students; STUDENTS=20 for fewer

It uses the real hub, its API, its proxy, its exchange and real users of this machine, and looks at
the end whether each submission is there and its student's own.
"""

from __future__ import annotations

import dataclasses
import json
import os
import statistics
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client import BlockingKernelClient

from hub.scale import MEASURED, Measured
from tests.hub.hubs import COURSE, Hub, free_port, new_hub

ASSIGNMENT = "recon"
_PATIENCE = 900.0


@dataclass(frozen=True)
class Server:
    """A student's server.

    Args:
        name: the student.
        url: its address.
        token: its token.
        pid: its process.
    """

    name: str
    url: str
    token: str
    pid: int

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the server; return its answer."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as answer:
            return json.loads(answer.read() or b"null")


def main() -> int:
    """Measure, print, and return 1 where a submission is lost or mixed up."""
    students = tuple(f"hvb-{n:03d}" for n in range(int(os.environ.get("STUDENTS") or 100)))
    hub = new_hub(free_port(), "bench", subdomains="")
    try:
        hub.lay_out()
        for start in range(0, len(students), 25):
            hub.command("enrol", COURSE, *students[start : start + 25])
        hub.start()
        return measure(hub, students)
    finally:
        hub.remove()


def measure(hub: Hub, students: tuple[str, ...]) -> int:
    """Measure a hub that runs."""
    print(f"{len(students)} students, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    before, cpu = _free(), _cpu_of_machine()
    begin = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda name: spawn(hub, name), students))
    spent = time.monotonic() - begin
    servers = find_servers(students)
    print(f"started: {len(servers)} servers in {spent:.0f} s ({spent / len(servers):.2f} s each)")
    print(f"  waited: {statistics.median(waits):.1f} s (median), {max(waits):.1f} s at most")
    shares = [_pss(server.pid) for server in servers]
    hubs = sum(_cpu(pid) for pid in _hub_pids(hub)) / len(servers)
    own = sum(_cpu(server.pid) for server in servers) / len(servers)
    print(f"  processor time of a server until it answers: {own:.2f} s, of the hub {hubs:.2f} s")
    print(f"  memory of a server: {statistics.mean(shares):.0f} MB (PSS)")
    own_mb, taken_mb = hub_pss(hub), (before - _free()) / len(servers)
    print(f"  memory of hub and proxy: {own_mb} MB (PSS)")
    print(f"  memory of the machine taken: {taken_mb:.0f} MB a server")
    for server in servers:
        server.ask("GET", f"/assignments?course_id={COURSE}")
    cost = _cpu_of_machine()
    fetched = at_once(servers, "fetched", lambda server: _act(server, "fetch"))
    cost = _cpu_of_machine() - cost
    for server in servers:
        _write(server)
    cost -= _cpu_of_machine()
    handed_in = at_once(servers, "handed in", lambda server: _act(server, "submit"))
    cost += _cpu_of_machine()
    seconds = fetched + handed_in
    print(f"  {len(servers)} fetches and {len(servers)} submits in {seconds:.1f} s")
    kernel = print_kernels([_notebook(server) for server in servers[:10]])
    print(f"  processor time of the whole: {_cpu_of_machine() - cpu:.0f} s of the machine's")
    lost = check(hub, students)
    print(f"submissions lost or mixed up: {len(lost)} {' '.join(lost[:5])}")
    measured = dataclasses.replace(
        MEASURED,
        server_mb=round(statistics.mean(shares)),
        kernel_mb=round(kernel.ran_mb),
        start_seconds=round(own, 2),
        hub_seconds=round(hubs, 2),
        run_seconds=round(kernel.run_seconds, 2),
        exchange_seconds=round(cost / len(servers) / 2, 3),
    )
    at_most = 4 * (os.cpu_count() or 1)
    rows = {
        f"started through the hub's API, at most {at_most} at once": f"{len(servers)}, in "
        f"{spent:.0f} s; one waited {statistics.median(waits):.0f} s in the middle, "
        f"{max(waits):.0f} s at most",
        "processor time of a server until it answers": f"{own:.1f} s, and {hubs:.2f} s of the hub",
        "memory of a server (PSS, which counts shared pages by share)": f"{measured.server_mb:g} "
        f"MB; the machine lost {taken_mb:.0f} MB each",
        "memory of hub and proxy": f"{own_mb} MB",
        "memory of a kernel": f"{kernel.started_mb:.0f} MB when it has started, "
        f"{kernel.ran_mb:.0f} MB when it has run Recon",
        "processor time of a kernel": f"{kernel.start_seconds:.2f} s to start, "
        f"{kernel.run_seconds:.2f} s to run Recon",
        f"{len(servers)} fetches, all at the same moment": f"{fetched:.1f} s",
        f"{len(servers)} submits, all at the same moment, each with work of its own": (
            f"{handed_in:.1f} s"
        ),
        "submissions lost or mixed up": (
            f"{len(lost)}" if lost else "none: each was compared with its student's words"
        ),
    }
    print_ready(len(students), measured, rows)
    return 1 if lost or seconds > 60 or len(servers) < len(students) else 0


def print_ready(students: int, measured: Measured, rows: dict[str, str]) -> None:
    """Print what was measured as the places have it where it is kept."""
    print("\nFor hub/scale.py (python -m hub.scale then prints the table of docs/hub-scale.md):")
    values = "".join(f"    {name}={value:g},\n" for name, value in vars(measured).items())
    print(f"MEASURED = Measured(\n{values})")
    print(f"\nFor docs/hub-scale.md:\n| what | {students} students |\n|---|---|")
    print("".join(f"| {what} | {found} |\n" for what, found in rows.items()))


def spawn(hub: Hub, name: str) -> float:
    """Start a server as the hub's page does; return how long it took until it was ready."""
    begin = time.monotonic()
    while True:
        code, _ = hub.operator("POST", f"/users/{name}/server", {})
        if code not in (429, 503) or time.monotonic() - begin > _PATIENCE:
            break
        # Too many at once: the hub tells a browser to come again.
        time.sleep(1)
    if code == 404:
        hub.operator("POST", f"/users/{name}")
        return spawn(hub, name)
    while time.monotonic() - begin < _PATIENCE:
        _, user = hub.operator("GET", f"/users/{name}")
        if user and (user["servers"].get("") or {}).get("ready"):
            return time.monotonic() - begin
        time.sleep(0.5)
    raise AssertionError(f"{name}'s server did not start")


def find_servers(names: tuple[str, ...]) -> list[Server]:
    """Return the servers of these students, with what their processes know."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if "jupyterhub.singleuser" not in (folder / "cmdline").read_text():
                continue
            pairs = (folder / "environ").read_text().split("\0")
        except OSError:
            continue
        known = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        if known.get("JUPYTERHUB_USER") in names:
            url = known["JUPYTERHUB_SERVICE_URL"].rstrip("/")
            name = known["JUPYTERHUB_USER"]
            found.append(Server(name, url, known["JUPYTERHUB_API_TOKEN"], int(folder.name)))
    return sorted(found, key=lambda server: server.name)


def at_once(servers: list[Server], what: str, act: Callable[[Server], float]) -> float:
    """Let all servers do something at the same time; return how long all of it took."""
    begin = time.monotonic()
    with ThreadPoolExecutor(len(servers)) as pool:
        each = list(pool.map(act, servers))
    spent = time.monotonic() - begin
    print(
        f"{what}: {len(servers)} in {spent:.1f} s; one waited {statistics.median(each):.1f} s",
        end="",
    )
    print(f" (median), {max(each):.1f} s at most")
    return spent


def _act(server: Server, action: str) -> float:
    begin = time.monotonic()
    body = {"course_id": COURSE, "assignment_id": ASSIGNMENT}
    answer = server.ask("POST", f"/assignments/{action}", body)
    assert answer["success"], answer
    return time.monotonic() - begin


def _write(server: Server) -> None:
    path = f"/api/contents/{COURSE}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    model = server.ask("GET", path)
    model["content"]["cells"][-1]["source"] = f"This is {server.name}'s work."
    server.ask("PUT", path, {"type": "notebook", "content": model["content"]})


@dataclass(frozen=True)
class Run:
    """A kernel that ran the whole notebook.

    Args:
        started_mb: its memory before.
        ran_mb: its memory afterwards.
        start_seconds: its processor time until it answered.
        run_seconds: its processor time of all cells.
    """

    started_mb: float
    ran_mb: float
    start_seconds: float
    run_seconds: float


def print_kernels(runs: list[Run]) -> Run:
    """Print what kernels took that ran the notebook one after the other; return the mean."""
    of = {name: statistics.mean(getattr(run, name) for run in runs) for name in vars(runs[0])}
    print(f"kernels that ran {ASSIGNMENT}: {len(runs)}, one after the other")
    print(f"  memory of one: {of['started_mb']:.0f} MB started, {of['ran_mb']:.0f} MB run (PSS)")
    print(
        f"  processor time: {of['start_seconds']:.2f} s to start, {of['run_seconds']:.2f} s to run"
    )
    return Run(**of)


def _notebook(server: Server) -> Run:
    """Run all cells of a student's notebook as JupyterLab does, in a kernel of the server's."""
    path = f"{COURSE}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    asked = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "hypervisors"}}
    kernel = server.ask("POST", "/api/sessions", asked)["kernel"]["id"]
    cells = server.ask("GET", f"/api/contents/{path}")["content"]["cells"]
    file = Path("/run/hypervisors", server.name, f"kernel-{kernel}.json")
    client = BlockingKernelClient(connection_file=str(file))
    client.load_connection_file()
    client.start_channels()
    try:
        _wait_for(client)
        pid = _pid_of(file.name)
        started_mb, before = _pss(pid), _cpu(pid)
        for cell in cells:
            if cell["cell_type"] == "code":
                client.execute_interactive(
                    cell["source"], timeout=_PATIENCE, output_hook=lambda _: None
                )
        return Run(started_mb, _pss(pid), before, _cpu(pid) - before)
    finally:
        client.stop_channels()


def _wait_for(client: BlockingKernelClient) -> None:
    """Wait for a kernel that starts.

    A client takes one for dead whose heart does not beat within a second; on a busy machine it
    takes some seconds until it does.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            client.wait_for_ready(timeout=_PATIENCE)
            return
        except RuntimeError:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def _pid_of(connection_file: str) -> int:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text()
        except OSError:
            continue
        if "ipykernel_launcher" in words and connection_file in words:
            return int(folder.name)
    raise AssertionError(f"no kernel has {connection_file}")


def check(hub: Hub, students: tuple[str, ...]) -> list[str]:
    """Return whose submission is not there, or is not their own."""
    there: dict[str, list[Path]] = {}
    for folder in (hub.exchange / "inbound").iterdir():
        there.setdefault(folder.owner(), []).append(folder)
    wrong = []
    for name in students:
        mine = there.get(name, [])
        whole = len(mine) == 1 and mine[0].name.startswith(f"{name}+{ASSIGNMENT}+")
        words = f"This is {name}'s work."
        if not whole or words not in (mine[0] / f"{ASSIGNMENT}.ipynb").read_text():
            wrong.append(name)
    return wrong


def _hub_pids(hub: Hub) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text()
        except OSError:
            continue
        if "jupyterhub\0--config" in words and str(hub.top) in words:
            found.append(int(folder.name))
    return found


def hub_pss(hub: Hub) -> int:
    """Return the memory of the hub's own processes, in MB."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text()
            if str(hub.top) in words and "singleuser" not in words and "formgrader" not in words:
                total += _pss(int(folder.name))
        except OSError:
            continue
    return round(total)


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cpu_of_machine() -> float:
    words = Path("/proc/stat").read_text().split()[1:9]
    user, nice, system, _, _, irq, soft, _ = map(int, words)
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def _free() -> float:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no MemAvailable")


if __name__ == "__main__":
    sys.exit(main())

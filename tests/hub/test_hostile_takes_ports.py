"""A port that is free for a moment: Eve takes it, and gets nobody's browser.

Servers end with these tests, which therefore come after the others on what is hostile.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.listeners import owners
from tests.hub.hubs import Hub, server_is_ready, start_server
from tests.hub.intruders import ADA, EVE, port_of, server_of, thief_for, thief_on

pytestmark = pytest.mark.browser


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

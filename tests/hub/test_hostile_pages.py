"""The browser: Ada, logged in, is led to a page under Eve's host name."""

from __future__ import annotations

import pytest

from tests.hub.hubs import ask_server
from tests.hub.intruders import ADA, EVE

pytestmark = pytest.mark.browser

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

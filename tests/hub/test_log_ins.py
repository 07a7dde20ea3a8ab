"""The shipped configurations for authenticators, run: OAuth 2 and LTI 1.3, against local ones.

PAM is what every other test of this room logs in with.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.hubs import Hub
from tests.hub.providers import SECRET, Provider, provider

pytestmark = pytest.mark.browser

CONFIGS = Path(__file__).resolve().parents[2] / "hub" / "authenticators"


@pytest.fixture(scope="module")
def login() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(180_000)
    yield page
    context.close()


def restart(hub: Hub, name: str, login: Provider) -> None:
    """Start the hub anew with a shipped configuration; only names of hosts are other ones."""
    text = (CONFIGS / f"{name}.py").read_text()
    secret = hub.top / "state" / "oauth-secret"
    secret.write_text(SECRET)
    for theirs, ours in (
        ("https://hub.example.org", hub.url),
        ("https://login.example.org", login.url),
        ("https://lms.example.org", login.url),
        ("/etc/hypervisors/oauth-secret", str(secret)),
        # Here is no TLS, without which browsers keep no cookie of that kind.
        ('uri_scheme = "https"', 'uri_scheme = "http"'),
        ('{"SameSite": "None", "Secure": True}', "{}"),
    ):
        text = text.replace(theirs, ours)
    assert "example.org" not in text.split('"""', 2)[2]
    hub.stop()
    (hub.top / "local_config.py").write_text(text)
    hub.start()


@pytest.fixture(scope="module", params=["oauth", "lti13"])
def configured(request, hub: Hub, login: Provider) -> Iterator[str]:
    restart(hub, request.param, login)
    yield request.param
    hub.stop()
    (hub.top / "local_config.py").unlink()
    hub.start()


def come_in(hub: Hub, login: Provider, window: Page, how: str, user: str) -> None:
    login.user = user
    if how == "oauth":
        window.goto(f"{hub.url}/hub/login")
        window.get_by_text("Sign in with").first.click()
    else:
        window.goto(f"{login.url}/start?hub={hub.url}")
        window.get_by_role("link", name="Open the lab").click()


def test_a_student_comes_in(hub, login, window, configured):
    come_in(hub, login, window, configured, "hvt-ben")
    window.wait_for_url("**/lab**", timeout=300_000)
    assert "/user/hvt-ben/" in window.url


def test_who_is_not_enrolled_is_told_so(hub, login, window, configured):
    come_in(hub, login, window, configured, "stranger")
    expect(window.get_by_text("'stranger' is not enrolled in a course").first).to_be_visible()


def test_a_user_of_the_system_stays_outside(hub, login, window, configured):
    come_in(hub, login, window, configured, "root")
    expect(window.get_by_text("'root' is not enrolled in a course").first).to_be_visible()


def test_a_launch_that_another_signed_is_refused(hub, login, window, configured):
    if configured != "lti13":
        pytest.skip("OAuth signs nothing: the hub asks the provider itself")
    login.forged = True
    try:
        come_in(hub, login, window, configured, "hvt-ines")
        expect(window.locator("body")).to_contain_text("400")
        assert "/user/" not in window.url
    finally:
        login.forged = False

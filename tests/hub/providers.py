"""A small OAuth 2 provider and a small LTI 1.3 platform, on this machine, for the tests."""

from __future__ import annotations

import html
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

SECRET = "the-hub-and-the-provider-know-it"
_LTI = "https://purl.imsglobal.org/spec/lti/claim"


class Provider(ThreadingHTTPServer):
    """Lets whoever asks in as the user that was set last.

    Args:
        user: the user name that it vouches for.
        issuer: whose name it signs with; its own address where it is empty.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.user = ""
        self.issuer = ""
        self.forged = False
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def launch(self, hub: str, query: dict[str, str]) -> str:
        """Return the page by which an LTI platform sends somebody back, signed."""
        now = int(time.time())
        claims = {
            "iss": self.issuer or self.url,
            "aud": query["client_id"],
            "sub": f"opaque-{self.user}",
            "nonce": query["nonce"],
            "iat": now,
            "exp": now + 300,
            f"{_LTI}/message_type": "LtiResourceLinkRequest",
            f"{_LTI}/version": "1.3.0",
            f"{_LTI}/deployment_id": "1",
            f"{_LTI}/target_link_uri": hub,
            f"{_LTI}/resource_link": {"id": "1"},
            f"{_LTI}/roles": [],
            f"{_LTI}/custom": {"login": self.user},
        }
        key = self.other_key if self.forged else self.key
        token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "1"})
        fields = {"id_token": token, "state": query["state"]}
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in fields.items()
        )
        to = html.escape(query["redirect_uri"])
        form = f'<form method="post" action="{to}">{inputs}</form>'
        return form + "<script>document.forms[0].submit()</script>"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        path, _, text = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(text))
        if path == "/authorize" and query.get("response_type") == "id_token":
            self._send(self.server.launch(query["redirect_uri"], query), "text/html")
        elif path == "/authorize":
            back = {"code": self.server.user, "state": query["state"]}
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{urllib.parse.urlencode(back)}")
            self.end_headers()
        elif path == "/userinfo":
            user = self.headers["Authorization"].removeprefix("Bearer ")
            self._json({"preferred_username": user, "sub": f"opaque-{user}"})
        elif path == "/jwks":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
            self._json({"keys": [key | {"kid": "1", "use": "sig", "alg": "RS256"}]})
        elif path == "/start":
            fields = {
                "iss": self.server.url,
                "login_hint": self.server.user,
                "client_id": "hypervisors-hub",
                "target_link_uri": f"{query['hub']}/hub",
            }
            to = f"{query['hub']}/hub/lti13/oauth_login?{urllib.parse.urlencode(fields)}"
            self._send(f'<a href="{html.escape(to)}">Open the lab</a>', "text/html")
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(urllib.parse.parse_qsl(body))
        if form.get("client_secret", SECRET) != SECRET:
            self.send_error(401)
            return
        self._json({"access_token": form["code"], "token_type": "Bearer"})

    def _json(self, data: Any) -> None:
        self._send(json.dumps(data), "application/json")

    def _send(self, text: str, kind: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider."""
    made = Provider()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        made.shutdown()

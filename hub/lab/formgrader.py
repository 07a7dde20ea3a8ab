"""A formgrader: a Jupyter server on a course's folder, on the socket that the hub hands to it."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from jupyter_server import serverapp
from jupyterhub.singleuser import main

from hub.config.kept_sockets import listen_on, take

__all__: list[str] = []


def _listen_on_what_was_handed_over() -> None:
    sockets = take()
    port = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port or 0
    if port in sockets:
        listen_on(sockets, port)
        # It would try first whether the port is free.
        jupyters: Any = serverapp
        jupyters.bind_sockets = lambda *_: []


if __name__ == "__main__":
    _listen_on_what_was_handed_over()
    main()

"""The hub's configuration, for JupyterHub 6; ``python -m hub serve`` starts it with this.

What is decided here: who may log in and see what, what a server starts with, the formgraders.
``local_config.py`` in the hub's folder is read at the end: an authenticator, a host name, TLS.
"""

from __future__ import annotations

import os

from jupyterhub.services import service

from hub.config import spawning
from hub.config.enrolment import enrolment_hook
from hub.config.kept_sockets import hand_over, listen_on, take
from hub.config.own_port import OwnPortSpawner
from hub.config.services import formgraders, roles, status
from hub.courses import read_courses
from hub.places import Places
from hub.ports import Ports

places = Places.from_environment()
ports = Ports.from_environment()
courses = read_courses(places.list_of_courses)
c = get_config()  # noqa: F821  (traitlets provides it)

# --- addresses. The proxy runs beside the hub, so that a hub that restarts interrupts nobody.
c.JupyterHub.bind_url = f"http://{ports.address}:{ports.public}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = ports.hub
sockets = take()
listen_on(sockets, ports.hub)
hand_over(sockets, service)
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports.proxy}"
c.ConfigurableHTTPProxy.auth_token = (places.state / "proxy_token").read_text().strip()
c.JupyterHub.cleanup_servers = False
# Users do not trust each other: each has a host name of their own, so that a page of one can
# neither read another's nor send its cookies.
if ports.subdomains:
    c.JupyterHub.subdomain_host = f"http://{ports.subdomains}:{ports.public}"

# --- what the hub remembers
c.JupyterHub.db_url = f"sqlite:///{places.state / 'jupyterhub.sqlite'}"
# A newer JupyterHub brings it up to date, and keeps a copy of it beside.
c.JupyterHub.upgrade_db = True
c.JupyterHub.cookie_secret_file = str(places.state / "cookie_secret")

# --- logs: user names, and nothing else that says who somebody is
c.JupyterHub.logging_config = {
    "filters": {"names_only": {"()": "hub.config.logs.NamesOnly"}},
    "handlers": {"console": {"filters": ["names_only"]}},
}

# --- who may log in: who is in courses.toml, looked up at each log-in
c.Authenticator.allow_all = True
c.Authenticator.post_auth_hook = enrolment_hook(places)
c.Authenticator.delete_invalid_users = False
if places.real_users:
    c.JupyterHub.authenticator_class = "pam"
else:
    c.JupyterHub.authenticator_class = "shared-password"
    c.SharedPasswordAuthenticator.user_password = (places.state / "password").read_text().strip()

# --- who may do what
c.JupyterHub.load_groups = {
    group: {"users": []}
    for course in courses.values()
    for group in (f"formgrade-{course.name}", f"nbgrader-{course.name}")
}
# A formgrader asks the hub for its own account.
for course in courses.values():
    c.JupyterHub.load_groups[f"formgrade-{course.name}"] = {"users": [course.account]}
c.JupyterHub.services = [*formgraders(places, courses, ports), status(places, ports)]
# By its token the operator's commands ask the hub: who is there, and stop servers.
c.JupyterHub.services.append(
    {"name": "operator", "api_token": (places.state / "operator_token").read_text().strip()}
)
c.JupyterHub.load_roles = roles(courses)

# --- a user's server
c.JupyterHub.spawner_class = OwnPortSpawner if places.real_users else "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(places.homes / "{username}")
c.Spawner.disable_user_config = True
c.Spawner.pre_spawn_hook = spawning.hook(places)
c.Spawner.env_keep = ["LANG", "LC_ALL", "TZ"]
c.Spawner.default_url = "/lab"
# Its requests name files.
c.Spawner.args = ["--log-level=WARN"]
# How long whoever asks a server that has died must wait.
c.Spawner.poll_interval = 5
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
# Starting one takes two to three seconds of a core: more at once only makes all of them late.
c.JupyterHub.concurrent_spawn_limit = 4 * (os.cpu_count() or 1)

local = places.top / "local_config.py"
if local.is_file():
    load_subconfig(str(local))  # noqa: F821

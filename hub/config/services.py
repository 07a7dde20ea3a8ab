"""The formgraders, a service of the hub for each course, and the roles of the hub's users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.config.spawning import environment_of, runtime_of, with_own_log
from hub.courses import Course
from hub.places import Places
from hub.ports import Ports

__all__ = ["formgraders", "roles", "status"]

Settings = dict[str, Any]

# The hub ends where a service does not answer in time, and all start at once on a busy machine.
_START_SECONDS = 110


def formgraders(places: Places, courses: Mapping[str, Course], ports: Ports) -> list[Settings]:
    """Return a service for each course: a Jupyter server on its folder, as its own account.

    Args:
        places: the hub.
        courses: its courses.
        ports: its ports.
    """
    return [_formgrader(places, course, ports) for course in courses.values()]


def _formgrader(places: Places, course: Course, ports: Ports) -> Settings:
    folder = places.courses / course.name
    service: Settings = {
        "name": course.name,
        "url": f"http://127.0.0.1:{ports.formgrader(course.place)}",
        "command": with_own_log(
            [
                str(places.whole / "bin" / "python"),
                *("-m", "hub.lab.formgrader"),
                f"--ServerApp.root_dir={folder}",
                "--ServerApp.default_url=/formgrader",
                "--log-level=WARN",
            ]
        ),
        "cwd": str(folder),
        "environment": environment_of(places, "instructor", [course.name])
        | {"HOME": str(folder), "JUPYTERHUB_USER": course.account}
        | {"JUPYTER_RUNTIME_DIR": str(runtime_of(places, course.account))},
        "display": True,
        "oauth_no_confirm": True,
        "timeout": _START_SECONDS,
    }
    if places.real_users:
        service["user"] = course.account
    return service


def status(places: Places, ports: Ports) -> Settings:
    """Return the health endpoint's service.

    Args:
        places: the hub.
        ports: its ports.
    """
    return {
        "name": "status",
        "url": f"http://127.0.0.1:{ports.status}",
        "command": [str(places.server / "bin" / "python"), "-m", "hub.config.status"],
        "environment": {
            "HV_HUB": str(places.top),
            "PORT": str(ports.public),
            "HUB_ADDRESS": ports.address,
            "HUB_SUBDOMAINS": ports.subdomains,
        },
        "display": False,
        "timeout": _START_SECONDS,
    }


def roles(courses: Mapping[str, Course]) -> list[Settings]:
    """Return who may open which formgrader, and what a formgrader may ask the hub.

    Args:
        courses: the hub's courses.
    """
    found: list[Settings] = [
        {
            "name": "operator",
            "description": "what python -m hub asks the hub",
            "services": ["operator"],
            "scopes": ["list:users", "admin:users", "admin:servers"],
        }
    ]
    for name, course in courses.items():
        found += [
            {
                "name": f"formgrade-{name}",
                "description": f"open the formgrader of {name}",
                "groups": [f"formgrade-{name}"],
                "scopes": [f"access:services!service={name}"],
            },
            {
                "name": f"formgrader-{name}",
                "description": f"what the formgrader of {name} asks the hub",
                "services": [name],
                "scopes": [
                    f"read:users!user={course.account}",
                    f"read:users!group=nbgrader-{name}",
                ],
            },
        ]
    return found

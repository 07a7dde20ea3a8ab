"""The hub's own configuration on Kubernetes: numbers, groups and what each role starts with.

The chart calls ``configure``; the file comes to the hub as a ConfigMap. It needs nothing of the
project, for the hub's image is the chart's.

In pods users are told apart by numbers, as on one machine by accounts: the exchange's modes hold on
a shared volume only where a user's number is the user's alone.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from tornado import web

COURSES = Path("/srv/courses/courses.toml")
PEOPLE = Path("/srv/people")
STAFF_IMAGE = os.environ.get("HV_STAFF_IMAGE", "REGISTRY.EXAMPLE.ORG/hypervisors-instructor:TAG")

FIRST_USER = 100_000
"""The number of the hub's first user; below it is what images bring along."""

FIRST_COURSE = 60_000
"""A course's account, and its group, is this number and the course's place."""

FIRST_PEOPLE = 61_000
"""The group of a course's people is this number and the course's place."""

# What grading needs: kernels make namespaces of their own and mount a /proc in them.
# seccomp and AppArmor: the runtime's default profiles refuse unshare and mount. Unmasked /proc:
# Linux mounts none beneath one that is covered in part. hostUsers: the pod's root is nobody.
GRADING_POD = {"hostUsers": False}
GRADING_CONTAINER = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "procMount": "Unmasked",
    "seccompProfile": {"type": "Unconfined"},
    "appArmorProfile": {"type": "Unconfined"},
    "runAsNonRoot": True,
}
# A new volume belongs to root. fsGroup would give the home to its user and, with some drivers, the
# whole exchange too; so one container before the server gives the home, and sees nothing else.
HOME = "home"
HOME_PATH = "/home/jovyan"
HOME_CONTAINER = {
    "runAsUser": 0,
    "runAsGroup": 0,
    "runAsNonRoot": False,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"], "add": ["CHOWN"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
STUDENT_CONTAINER = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
    "runAsNonRoot": True,
}


def read_courses() -> dict[str, dict[str, Any]]:
    """Return courses.toml: the same file as on one machine."""
    return tomllib.loads(COURSES.read_text(encoding="utf-8"))


def courses_of(name: str, courses: dict[str, dict[str, Any]]) -> dict[str, bool]:
    """Return a user's courses, and whether the user is of its staff."""
    found = {}
    for course, row in courses.items():
        staff = name in (*row.get("instructors", ()), *row.get("graders", ()))
        if staff or name in row.get("students", ()):
            found[course] = staff
    return found


def enrol(authenticator: Any, handler: Any, model: dict[str, Any]) -> dict[str, Any]:
    """Let those in who are in courses.toml."""
    if not courses_of(model["name"], read_courses()):
        raise web.HTTPError(
            403,
            f"The log-in is right, but {model['name']!r} is not enrolled in a course of this hub. "
            "Ask your instructor to enrol you, and log in again.",
        )
    model["admin"] = False
    return model


def uid_of(spawner: Any) -> int:
    """Return the user's own number; it never changes, and nobody else gets it."""
    return FIRST_USER + int(spawner.user.id)


def groups_of(spawner: Any) -> list[int]:
    """Return the groups of the user's courses, which open their exchange."""
    courses = read_courses()
    return [
        FIRST_PEOPLE + courses[name]["place"] for name in courses_of(spawner.user.name, courses)
    ]


def profiles(spawner: Any) -> list[dict[str, Any]]:
    """Return what a user may start: students have no choice, the staff may open a course."""
    courses = read_courses()
    found = [{"display_name": "My notebooks", "slug": "student", "default": True}]
    for course, staff in courses_of(spawner.user.name, courses).items():
        if staff:
            found.append(
                {
                    "display_name": f"Grade {course}",
                    "description": "The course's folder, the formgrader, hv grade.",
                    "slug": f"grade-{course}",
                    "kubespawner_override": grading(course, courses[course]["place"]),
                }
            )
    return found


def grading(course: str, place: int) -> dict[str, Any]:
    """Return a grading pod: the whole installation on the course's volume, as its account."""
    return {
        "image": STAFF_IMAGE,
        "uid": FIRST_COURSE + place,
        "gid": FIRST_COURSE + place,
        "supplemental_gids": [FIRST_PEOPLE + place],
        "default_url": "/formgrader",
        "working_dir": "/srv/course",
        "notebook_dir": "/srv/course",
        "cpu_guarantee": 1,
        "cpu_limit": 4,
        "mem_guarantee": "2G",
        "mem_limit": "8G",
        "extra_pod_config": GRADING_POD,
        "container_security_context": GRADING_CONTAINER,
        "extra_labels": {"hypervisors/role": "grading"},
        "environment": {
            "HV_COURSES": course,
            "HOME": "/srv/course",
            "HV_DB_URL": {
                "valueFrom": {
                    "secretKeyRef": {"name": f"gradebook-{course}", "key": "url"},
                }
            },
        },
        # It has no home volume, so none is to be given.
        "init_containers": [],
        "volumes": [
            {"name": "exchange", "persistentVolumeClaim": {"claimName": "exchange"}},
            {"name": "people", "persistentVolumeClaim": {"claimName": "people"}},
            {"name": "course", "persistentVolumeClaim": {"claimName": f"course-{course}"}},
        ],
        "volume_mounts": [
            {"name": "exchange", "mountPath": "/srv/exchange", "subPath": "exchange"},
            {"name": "people", "mountPath": "/var/lib/extrausers", "readOnly": True},
            {"name": "course", "mountPath": "/srv/course"},
        ],
    }


def prepare(spawner: Any) -> None:
    """Write down who has which number, so that names are known in every pod."""
    courses = courses_of(spawner.user.name, read_courses())
    if not courses:
        raise ValueError(f"{spawner.user.name!r} is not enrolled in a course of this hub")
    spawner.environment["HV_COURSES"] = " ".join(courses)
    spawner.init_containers = [home_of(spawner)]
    note(spawner.user.name, uid_of(spawner))


def home_of(spawner: Any) -> dict[str, Any]:
    """Return the container that gives a new home to its user."""
    uid = uid_of(spawner)
    return {
        "name": "home",
        "image": spawner.image,
        "command": ["chown", f"{uid}:{uid}", HOME_PATH],
        "securityContext": HOME_CONTAINER,
        "volumeMounts": [{"name": HOME, "mountPath": HOME_PATH}],
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "64Mi"}},
    }


def note(name: str, uid: int) -> None:
    """Add a user to the list of names that all pods read (libnss-extrausers)."""
    PEOPLE.mkdir(parents=True, exist_ok=True)
    file = PEOPLE / "passwd"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    mine = f"{name}:x:{uid}:{uid}::/home/jovyan:/bin/bash"
    if mine in lines:
        return
    lines = [line for line in lines if line.split(":")[0] != name and f":x:{uid}:" not in line]
    fresh = PEOPLE / ".passwd.new"
    fresh.write_text("\n".join([*lines, mine]) + "\n", encoding="utf-8")
    fresh.chmod(0o644)
    fresh.replace(file)


def configure(c: Any) -> None:
    """Set up the hub; ``c`` is its configuration."""
    c.Authenticator.post_auth_hook = enrol
    c.KubeSpawner.uid = uid_of
    c.KubeSpawner.gid = uid_of
    c.KubeSpawner.fs_gid = None
    c.KubeSpawner.supplemental_gids = groups_of
    c.KubeSpawner.container_security_context = STUDENT_CONTAINER
    c.KubeSpawner.automount_service_account_token = False
    c.KubeSpawner.profile_list = profiles
    c.Spawner.pre_spawn_hook = prepare
    c.Spawner.disable_user_config = True

"""Handing in without a browser, and what the course's account does."""

from __future__ import annotations

from pathlib import Path

from tests.hub.browsing import ASSIGNMENT
from tests.hub.hubs import COURSE, Hub, ask_server

ACTION = {"course_id": COURSE, "assignment_id": ASSIGNMENT}


def submit(name: str) -> dict:
    """Submit as the button does; the answer's value is what the student reads."""
    return ask_server(name, "POST", "/assignments/submit", ACTION)


def submissions(hub: Hub, name: str) -> list[Path]:
    return sorted((hub.exchange / "inbound").glob(f"{name}+{ASSIGNMENT}+*"))


def as_course(hub: Hub, *module: str) -> str:
    python = hub.top / "envs" / "whole" / "bin" / "python"
    words = " ".join(f"'{word}'" for word in module)
    done = hub.as_user(f"course-{COURSE}", f"cd {hub.course} && {python} -m {words}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr

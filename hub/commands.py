"""What an administrator does with a hub."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from hub import backup, demo, layout, serve, terms
from hub.courses import Course, read_courses
from hub.errors import HubError
from hub.health import look
from hub.links import pull_link
from hub.people import remove_people
from hub.places import Places
from hub.ports import Ports
from hub.proxy import start_proxy

__all__ = ["main"]

Options = argparse.Namespace


def main(arguments: list[str]) -> int:
    """Do what the command line says; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(Places.from_environment(), options) or 0)
    except HubError as error:
        print(f"hub: {error}", file=sys.stderr)
        return 2
    except PermissionError as error:
        print(f"hub: {error.filename} is closed to you: run this as root", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _up(places: Places, options: Options) -> None:
    """Start proxy and hub, and stop them at Ctrl+C."""
    # A plain kill ends everything as Ctrl+C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ports = Ports.from_environment()
    running = serve.start(places, ports)
    try:
        _say(f"The hub: {ports.url}")
        for line in demo.log_ins(places):
            _say(f"  {line}")
        if options.check:
            return
        _say("Stop with Ctrl+C.")
        running.keep(_say)
    except KeyboardInterrupt:
        _say("\nStopping servers, hub and proxy; homes and submissions stay.")
    finally:
        running.stop()


def _proxy(places: Places, options: Options) -> int:
    """Run the proxy alone: for systemd."""
    return _stay(start_proxy(places, Ports.from_environment()))


def _serve(places: Places, options: Options) -> int:
    """Run the hub alone: for systemd."""
    ports = Ports.from_environment()
    ports.refuse_taken({ports.hub: "the hub itself"})
    serve.end_leftovers(places)
    serve.check(places, ports, proxy_runs=True)
    sockets = serve.open_sockets(places, ports, {})
    return _stay(serve.start_hub(places, ports, sockets))


def _stay(process: object) -> int:
    import subprocess

    assert isinstance(process, subprocess.Popen)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    return int(process.wait())


def _health(places: Places, options: Options) -> int:
    rows = look(places, Ports.from_environment())
    for row in rows:
        _say(f"{'ok ' if row.well else 'BAD'}  {row.name}: {row.says}")
    return 0 if all(row.well for row in rows) else 1


def _add_course(places: Places, options: Options) -> None:
    course = layout.add_course(places, options.course, options.source)
    if options.instructor:
        people = tuple(options.instructor)
        layout.enrol(places, course.name, "instructors", people, remove=False)
    _say(f"{course.name} is there. Enrol its people, release its assignments, restart the hub.")


def _enrol(places: Places, options: Options) -> None:
    role = f"{options.role}s"
    people = tuple(options.people)
    layout.enrol(places, options.course, role, people, remove=options.remove)
    if options.remove:
        _say("Taken out; their work stays. An open server of theirs ends with the next restart.")
    else:
        _say(f"Enrolled as {role}: they can log in now.")


def _release(places: Places, options: Options) -> None:
    for course in _chosen(places, options.course):
        for name in layout.release(places, course):
            _say(f"released {name} in {course.name}")


def _repair(places: Places, options: Options) -> None:
    layout.settle(places)
    for course in read_courses(places.list_of_courses).values():
        layout.lay_out(places, course)
        _say(f"{course.name}: accounts, folders and modes are right")


def _backup(places: Places, options: Options) -> None:
    for course in _chosen(places, options.course):
        _say(f"{backup.back_up(places, course)}")


def _restore(places: Places, options: Options) -> None:
    (course,) = _chosen(places, options.course)
    file = options.file or backup.newest(places, course)
    for line in backup.restore(places, course, file):
        _say(line)


def _term(places: Places, options: Options) -> None:
    (old,) = _chosen(places, options.course)
    new = terms.new_term(places, old, options.name)
    _say(f"{new.name} is there, with {old.name}'s material and instructors; restart the hub.")


def _archive(places: Places, options: Options) -> None:
    (course,) = _chosen(places, options.course)
    _say(f"{terms.archive(places, course)} holds {course.name}; restart the hub.")


def _clean(places: Places, options: Options) -> None:
    if not places.real_users:
        return
    for name in remove_people(places):
        _say(f"removed the user {name}")


def _link(places: Places, options: Options) -> None:
    hub = options.hub or Ports.from_environment().url
    _say(pull_link(hub, options.repository, options.path, options.branch))


def _demo(places: Places, options: Options) -> None:
    demo.make(places)


def _chosen(places: Places, name: str | None) -> list[Course]:
    courses = read_courses(places.list_of_courses)
    if name is None:
        return list(courses.values())
    if name not in courses:
        raise HubError(f"there is no course {name!r}; there is {', '.join(courses) or 'none yet'}")
    return [courses[name]]


def _say(text: str) -> None:
    print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hub",
        description="Runs and looks after a hub; HV_HUB names its folder, PORT its port.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., object], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    up = command("up", _up, "start proxy and hub, until Ctrl+C")
    up.add_argument("--check", action="store_true", help="stop as soon as all of it answers")
    command("proxy", _proxy, "run the proxy alone, for systemd")
    command("serve", _serve, "run the hub alone, for systemd")
    command("health", _health, "say whether a class can work; exit code 1 if it cannot")
    command("demo", _demo, "add a demo class where there is no course")
    add = command("add-course", _add_course, "add a course")
    add.add_argument("course")
    add.add_argument("--source", type=Path, help="its source/ (the project's own otherwise)")
    add.add_argument("--instructor", action="append", help="who teaches it; may be repeated")
    who = command("enrol", _enrol, "put people into a course, or take them out")
    who.add_argument("course")
    who.add_argument("people", nargs="+", help="their user names")
    who.add_argument(
        "--role", choices=("student", "grader", "instructor"), default="student", help="as what"
    )
    who.add_argument("--remove", action="store_true", help="take them out; their work stays")
    optional = (
        ("release", _release, "build and release all assignments"),
        ("backup", _backup, "back up gradebook, records, submissions and feedback"),
    )
    for name, run, text in optional:
        command(name, run, text).add_argument("course", nargs="?", help="one course, or all")
    back = command("restore", _restore, "bring a course back from a backup")
    back.add_argument("course")
    back.add_argument("--file", type=Path, help="the backup; the newest otherwise")
    term = command("new-term", _term, "start a new term with a course's material")
    term.add_argument("course")
    term.add_argument("name", help="the new course's name")
    command("archive", _archive, "pack a course away, and close it").add_argument("course")
    link = command("link", _link, "print a link that brings students notebooks from git")
    link.add_argument("repository", help="the git repository's address")
    link.add_argument("path", help="the notebook that opens")
    link.add_argument("--hub", help="the hub's address")
    link.add_argument("--branch", default="main", help="the branch (main)")
    command("repair", _repair, "set accounts, folders and modes right")
    command("clean", _clean, "remove the users that this hub made, with their homes")
    return parser

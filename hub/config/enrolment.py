"""At each log-in: lets those in who are in ``courses.toml``, and puts them into their groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jupyterhub import orm
from tornado import web

from hub.courses import groups_of, read_courses
from hub.errors import HubError
from hub.places import Places

__all__ = ["enrolment_hook"]

_OURS = ("formgrade-", "nbgrader-")


def enrolment_hook(places: Places) -> Callable[[Any, Any, dict[str, Any]], dict[str, Any]]:
    """Return what the hub calls after a password, an OAuth or an LTI log-in was right.

    Args:
        places: the hub.
    """

    def enrol(authenticator: Any, handler: Any, model: dict[str, Any]) -> dict[str, Any]:
        name = model["name"]
        try:
            courses = read_courses(places.list_of_courses)
        except HubError as error:
            authenticator.log.error("%s", error)
            raise web.HTTPError(
                503, "The list of courses cannot be read. Tell the hub's administrator."
            ) from None
        wanted = groups_of(courses, name)
        if not wanted:
            raise web.HTTPError(
                403,
                f"The log-in is right, but {name!r} is not enrolled in a course of this hub. "
                "Ask your instructor to enrol you, and log in again.",
            )
        model["admin"] = False
        _settle(handler.db, handler.user_from_username(name).orm_user, wanted)
        return model

    return enrol


def _settle(db: Any, user: Any, wanted: list[str]) -> None:
    """Put a user into these groups of courses, and out of all others."""
    for group in list(user.groups):
        if group.name.startswith(_OURS) and group.name not in wanted:
            group.users.remove(user)
    for name in wanted:
        group = orm.Group.find(db, name)
        # A course that was added since the hub started gets its groups at the next start.
        if group is not None and user not in group.users:
            group.users.append(user)
    db.commit()

"""nbgrader's assignment list, whose failures students read as sentences instead of tracebacks."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from nbgrader.server_extensions import assignment_list

__all__ = ["SaidAssignmentList", "load_jupyter_server_extension"]

Answer = dict[str, Any]

_EXCEPTION = re.compile(r"^(?:[A-Za-z_][\w.]*\.)?(?P<kind>[A-Z]\w*): (?P<message>.+)", re.M)
_LOG = logging.getLogger(__name__)
_OURS = ("ExchangeError", "RuntimeError")


class SaidAssignmentList(assignment_list.handlers.AssignmentList):  # type: ignore[misc]
    """Does what nbgrader's does."""

    def list_released_assignments(self, course_id: str | None = None) -> Answer:
        """Return what is released."""
        return said(super().list_released_assignments(course_id=course_id), self.log)

    def list_submitted_assignments(self, course_id: str | None = None) -> Answer:
        """Return what this student handed in."""
        return said(super().list_submitted_assignments(course_id=course_id), self.log)

    def fetch_assignment(self, course_id: str, assignment_id: str) -> Answer:
        """Fetch an assignment."""
        return said(super().fetch_assignment(course_id, assignment_id), self.log)

    def fetch_feedback(self, course_id: str, assignment_id: str) -> Answer:
        """Fetch the feedback on an assignment."""
        return said(super().fetch_feedback(course_id, assignment_id), self.log)

    def submit_assignment(self, course_id: str, assignment_id: str) -> Answer:
        """Hand an assignment in."""
        return said(super().submit_assignment(course_id, assignment_id), self.log)


def said(answer: Answer, log: Any = _LOG) -> Answer:
    """Return nbgrader's answer, with a sentence in the place of a traceback.

    Args:
        answer: ``success``, and the ``value`` that the list shows.
        log: where the traceback goes.
    """
    value = answer.get("value")
    if answer.get("success") or not isinstance(value, str) or "Traceback" not in value:
        return answer
    log.error("%s", value)
    found = list(_EXCEPTION.finditer(value))
    if found and found[-1]["kind"] in _OURS:
        return answer | {"value": found[-1]["message"].strip()}
    what = found[-1]["message"].strip() if found else "it does not say why"
    return answer | {
        "value": f"That did not work: {what}. Your work is kept: tell your instructor."
    }


def load_jupyter_server_extension(server: Any) -> None:
    """Load nbgrader's list, and let ours answer."""
    load: Callable[[Any], None] = assignment_list.handlers.load_jupyter_server_extension
    load(server)
    manager = SaidAssignmentList(parent=server)
    manager.root_dir = server.root_dir
    server.web_app.settings["assignment_list_manager"] = manager


_load_jupyter_server_extension = load_jupyter_server_extension


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hub.lab.assignment_list"}]

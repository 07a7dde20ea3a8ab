"""Guards the formgrader's pages: names are escaped in them, and only their own scripts run."""

from __future__ import annotations

import re
import secrets
from typing import Any

from hvutils.grading.plugins.policy import FILES, page_policy

__all__ = ["guard_pages"]

_SCRIPT = re.compile(r"<script\b(?![^>]*\bnonce=)")
# Everything of a submission's stands behind this, in the template of a graded notebook.
_SUBMISSION = '<div class="border-box-sizing" id="notebook"'
# A formula may be as large as its writer likes: what a cell shows is painted in its cell only.
_IN_ITS_CELL = "<style>.text_cell_render, .output_subarea { contain: paint }</style>"


def guard_pages() -> None:
    """Guard the pages of the formgrader that is loaded in this process."""
    from nbgrader.server_extensions.formgrader import base, handlers

    if getattr(base.BaseHandler, "guarded", False):
        return
    base.BaseHandler.guarded = True
    render = base.BaseHandler.render

    def escaped(self: Any, name: str, **words: Any) -> str:
        # Its templates put user and assignment names into pages and scripts as they are.
        self.settings["nbgrader_jinja2_env"].autoescape = True
        return _guarded(self, render(self, name, **words))

    def write(self: Any, chunk: Any) -> None:
        if isinstance(chunk, str) and _SUBMISSION in chunk:
            chunk = _guarded(self, chunk)
        super(handlers.SubmissionHandler, self).write(chunk)

    base.BaseHandler.render = escaped
    handlers.SubmissionHandler.write = write
    handlers.SubmissionFilesHandler.content_security_policy = property(lambda self: FILES)


def _guarded(handler: Any, page: str) -> str:
    """Mark a page's own scripts, and allow no others."""
    nonce = secrets.token_urlsafe(16)
    handler.set_header("Content-Security-Policy", page_policy(nonce))
    own, submission, rest = page.partition(_SUBMISSION)
    own = _SCRIPT.sub(f'<script nonce="{nonce}"', own)
    return own + (_IN_ITS_CELL if submission else "") + submission + rest

"""Writes the pages that students get: feedback that loads and runs nothing."""

from __future__ import annotations

from typing import Any

from hvutils.grading.plugins.feedback_page import FeedbackPage
from hvutils.grading.plugins.policy import FEEDBACK

__all__ = ["FeedbackExporter"]

# The page's own styles leave no room between the columns of a notebook's tables.
_TABLES = (
    "<style>td, th { padding: 0.2em 0.8em 0.2em 0; text-align: left; vertical-align: top }</style>"
)


class FeedbackExporter(FeedbackPage):
    """nbgrader's feedback page, with a policy that keeps scripts and foreign addresses out."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> Any:
        """Convert a notebook to a page."""
        page, resources = super().from_notebook_node(nb, resources, **options)
        meta = f'<meta http-equiv="Content-Security-Policy" content="{FEEDBACK}">'
        page = str(page).replace("<head>", f"<head>\n{meta}", 1)
        return page.replace("</head>", f"{_TABLES}\n</head>", 1), resources

"""Content security policies: what pages that show submissions may load and run.

The cleaning leaves nothing to run; these hold where it should ever miss something.
"""

from __future__ import annotations

__all__ = ["FEEDBACK", "FILES", "page_policy"]

# The formgrader loads MathJax 2.7 from there, which draws formulas; it evaluates its own
# configuration, and has its fonts and styles beside it.
_MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/"

FEEDBACK = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""For a page of feedback, as a file or from a server."""

FILES = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
"""For a file of a submission's that the formgrader serves: it is shown, and nothing of it runs."""


def page_policy(nonce: str) -> str:
    """Return the policy of a page of the formgrader's.

    Args:
        nonce: what the page's own scripts carry, and no other can know.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval' {_MATHJAX}",
            "script-src-attr 'unsafe-hashes' " + " ".join(f"'sha256-{own}'" for own in _HANDLERS),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            f"font-src 'self' data: {_MATHJAX}",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


# The formgrader's own handlers in attributes: toggle_name(true); toggle_name(false);
# toggleAllNames()
_HANDLERS = (
    "oGUA7LtyEKDvlMppna1zdKjVAxPLpRV7YpX8dvx6PJo=",
    "7pj7EC95pL82C2/Ze44MC9cnRyAM/uAP2esJ0iv/l1w=",
    "xaPiteI6Q1fG7zz7teIy7XMq1q7pzwVK4Idzx6n9UtY=",
)

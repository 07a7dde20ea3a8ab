"""What a student can read of nbgrader's exchange: the release, one's own submissions, feedback.

Nothing of nbgrader is imported: a student's kernel may not have it. Where the exchange is, the
configuration files of Jupyter say; their plain settings are read, and nothing of them is run.
"""

from __future__ import annotations

import ast
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Exchange", "HandedIn", "feedback_of", "find_exchange", "handed_in", "released"]

# Source: the default of nbgrader.exchange.default.exchange.Exchange.root, nbgrader 0.9.6.
_ROOT = "/usr/local/share/nbgrader/exchange"
_COURSE = "hypervisors"
_FILE = "nbgrader_config.py"
_SETTINGS = (("Exchange", "root"), ("Exchange", "cache"), ("CourseDirectory", "course_id"))


@dataclass(frozen=True)
class Exchange:
    """Where things of a course are exchanged.

    Args:
        root: the exchange's folder.
        cache: where this account's submissions are kept.
        course: the course's name.
    """

    root: Path
    cache: Path
    course: str

    @property
    def there(self) -> bool:
        """Whether this computer has the course's exchange."""
        return (self.root / self.course / "outbound").is_dir()


@dataclass(frozen=True)
class HandedIn:
    """A submission of one's own.

    Args:
        folder: this account's copy of it.
        stamp: when it was handed in, as nbgrader wrote it.
    """

    folder: Path
    stamp: str


def find_exchange() -> Exchange:
    """Return where things are exchanged, as the configuration says, else where they are mostly."""
    said: dict[tuple[str, str], str] = {}
    configs, data = _jupyter()
    # As nbgrader does: the nearer the file, the more it counts.
    here = Path.cwd()
    for folder in (*reversed(configs), here.parent, here):
        said.update(_read(folder / _FILE))
    cache = said.get(("Exchange", "cache")) or str(data / "nbgrader_cache")
    return Exchange(
        Path(said.get(("Exchange", "root"), _ROOT)),
        Path(cache),
        said.get(("CourseDirectory", "course_id"), _COURSE),
    )


def released(exchange: Exchange, assignment: str) -> tuple[Path, ...]:
    """Return the notebooks of an assignment, as they are released."""
    folder = exchange.root / exchange.course / "outbound" / assignment
    return tuple(sorted(folder.glob("*.ipynb")))


def handed_in(exchange: Exchange, assignment: str) -> tuple[HandedIn, ...]:
    """Return this account's submissions of an assignment, oldest first.

    ``nbgrader submit`` keeps a copy once the exchange has taken the submission; the exchange's own
    folder of submissions cannot be listed by students.
    """
    found = []
    for folder in (exchange.cache / exchange.course).glob("*"):
        name, _, rest = folder.name.partition(f"+{assignment}+")
        if name and rest and folder.is_dir():
            found.append(HandedIn(folder, rest.split("+")[0]))
    return tuple(sorted(found, key=lambda one: one.stamp))


def feedback_of(exchange: Exchange, one: HandedIn) -> bool:
    """Return whether feedback on a submission has been released.

    Source: nbgrader.utils.notebook_hash, nbgrader 0.9.6: the page's name is a hash of the
    submission's secret and the notebook's name.
    """
    try:
        secret = (one.folder / "submission_secret.txt").read_text(encoding="utf-8")
    except OSError:
        return False
    for notebook in one.folder.glob("*.ipynb"):
        digest = hashlib.md5((secret + notebook.stem).encode(), usedforsecurity=False).hexdigest()
        # The folder cannot be listed, only asked for what one knows.
        if os.path.exists(exchange.root / exchange.course / "feedback" / f"{digest}.html"):  # noqa: PTH110
            return True
    return False


def _jupyter() -> tuple[list[Path], Path]:
    """Return Jupyter's folders for configuration and data."""
    try:
        from jupyter_core.paths import jupyter_config_path, jupyter_data_dir
    except ImportError:
        # A kernel in the browser has no Jupyter beside it, and no exchange either.
        return [], Path()
    return list(map(Path, jupyter_config_path())), Path(jupyter_data_dir())


def _read(path: Path) -> dict[tuple[str, str], str]:
    """Return the plain settings ``c.Exchange.root = "…"`` of a configuration file."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return {}
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Attribute):
                    name = (target.value.attr, target.attr)
                    if name in _SETTINGS and isinstance(node.value.value, str):
                        found[name] = node.value.value
    return found

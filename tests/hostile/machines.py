"""The machines that hostile texts are made from: all that the project ships, and the golden."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ROOT", "folders"]

ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = ROOT / "hvutils"


def folders() -> list[Path]:
    """Return the folders of their probes, in order."""
    pool = (path for path in _PACKAGE.glob("pool/[!_.]*") if path.is_dir())
    golden = (ROOT / "tests" / "reader" / "golden").glob("*/expected.json")
    return [
        *sorted(path.parent for path in golden),
        *sorted(pool),
        *sorted(_PACKAGE.glob("samples/*/probes")),
    ]

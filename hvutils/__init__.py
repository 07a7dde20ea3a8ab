r"""Reads the probe output of a server and says what it runs on, and why.

>>> import hvutils
>>> lscpu = "Hypervisor vendor: Xen\nVirtualization type: none\n"
>>> verdict = hvutils.classify(hvutils.Capture.from_text("web-01", lscpu))
>>> verdict.role.value, verdict.hypervisor.value, verdict.confidence
('host', 'xen', 0.95)
>>> [f"{finding.file}:{finding.line} {finding.says}" for finding in verdict.findings]
['web-01:1 hosts guests of xen']

``hvutils.classify("captures/web-01")`` loads a folder, an archive or a file itself, and
``hvutils.Capture.live()`` reads this machine. In a notebook a verdict shows itself as a card;
``verdict.findings.to_frame()`` makes a pandas DataFrame of its lines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hvutils.captures import Capture
    from hvutils.verdict import Verdict, classify

__version__ = "0.1.0"

__all__ = ["Capture", "Verdict", "classify"]


def __getattr__(name: str) -> Any:
    # Loaded when first asked for: importing hvutils alone costs next to nothing.
    if name == "Capture":
        return _kept(name, import_module("hvutils.captures").Capture)
    # The students' wheel has no verdict engine: importing hvutils must not need one.
    if name in ("Verdict", "classify"):
        try:
            verdict = import_module("hvutils.verdict")
        except ModuleNotFoundError as error:
            if error.name != "hvutils.verdict":
                raise
            raise AttributeError(
                f"this installation of hvutils has no {name!r}: the students' wheel reads "
                "captures and leaves the verdict to you"
            ) from None
        return _kept(name, getattr(verdict, name))
    raise AttributeError(f"module 'hvutils' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _kept(name: str, value: Any) -> Any:
    globals()[name] = value
    return value

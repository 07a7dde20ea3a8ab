"""Reporting: a verdict as text, tables, pages and frames; one file a format, nothing decided."""

from __future__ import annotations

from hvutils.reporting.findings import Findings
from hvutils.reporting.shape import Judged

__all__ = ["Findings", "Judged"]

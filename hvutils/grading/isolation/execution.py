"""Executes a notebook's cells in an isolated kernel."""

from __future__ import annotations

from hvutils.grading.isolation.jobs import CodeCell, DataFile, Executed, Job

__all__ = ["CodeCell", "DataFile", "Executed", "Job"]

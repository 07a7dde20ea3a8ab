"""What workers need, imported once in the process that they are forked from."""

from importlib import import_module

from hvutils.grading.running.quick_start import start_quickly

__all__: list[str] = []

# Before all else: what comes next imports jsonschema.
start_quickly()
import_module("hvutils.grading.running.work")

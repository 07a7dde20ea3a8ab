"""Captures that graded work draws from: probe output only, without any verdict."""

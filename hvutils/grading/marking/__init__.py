"""Marking: an answer and a key give a mark. Nothing of a student's runs here."""

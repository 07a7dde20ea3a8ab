"""The variables by which the hub tells a server about its user."""

__all__ = ["COURSES", "STUDENT"]

COURSES = "HV_COURSES"
"""The user's courses, with spaces between."""

STUDENT = "HV_HUB_STUDENT"
"""The user's name, where it is not the name of the Linux user."""

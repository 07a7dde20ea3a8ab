"""Sets: which servers of the pool a student gets, and under which harmless details.

A student's kernel and the marker both draw, each for itself, and come to the same set. Nothing
here knows what is right about a server.
"""

from hvutils.sets.drawing import COURSE_DEMO, DrawnServer, DrawnSet, draw, draw_items

__all__ = ["COURSE_DEMO", "DrawnServer", "DrawnSet", "draw", "draw_items"]

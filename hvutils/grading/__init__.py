"""Grading: keys, marking, isolated kernels and the nbgrader plug-ins.

Everything here is the instructor's. The students' installation has none of it.
"""

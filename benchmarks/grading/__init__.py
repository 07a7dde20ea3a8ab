"""How fast a class is graded, beside stock nbgrader: run with ``python -m benchmarks.grading``."""

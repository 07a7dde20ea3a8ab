"""The students' configuration of nbgrader: the course's name, and nothing of grading."""

c = get_config()  # noqa: F821  (traitlets provides it)

c.CourseDirectory.course_id = "hypervisors"

"""A course on the cluster: the project's configuration, PostgreSQL and the shared exchange."""

import os

c = get_config()  # noqa: F821  (traitlets provides it)
load_subconfig("nbgrader_config.py", path="/opt/whole/share/hypervisors")  # noqa: F821

c.CourseDirectory.course_id = os.environ["HV_COURSES"]
c.CourseDirectory.root = "/srv/course"
c.CourseDirectory.db_url = os.environ["HV_DB_URL"]
c.Exchange.root = "/srv/exchange"
c.Exchange.path_includes_course = True

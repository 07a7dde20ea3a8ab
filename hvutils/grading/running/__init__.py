"""Running: the whole class is graded, in parallel and isolated, and recorded by one writer."""

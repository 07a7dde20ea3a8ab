"""Keys: what the instructor holds for each notebook, and what is so about each server."""

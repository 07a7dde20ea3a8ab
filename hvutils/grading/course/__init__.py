"""A course folder, what is done to it, and the command that does it."""

"""Practice machines: probe output, where it came from, and the expert verdict."""

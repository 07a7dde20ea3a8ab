"""A fuzz run over every parser, the decoding and the archive reader; `make fuzz` starts it."""

"""The hub's configuration."""

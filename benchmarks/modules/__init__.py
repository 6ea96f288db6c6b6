"""Modules to measure `curricula check` by: broken on purpose, and made in any number."""

"""Changing a record: assignments, and the form in a person's editor."""

"""Copies of the file, going back to one, and forgetting."""

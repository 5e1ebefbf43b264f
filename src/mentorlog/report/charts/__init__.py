"""The charts of a report, in every medium."""

"""Pages for a terminal or a pipe."""

"""Records: a list of them, and one with its parts."""

"""Records, their fields, and the rules of text."""

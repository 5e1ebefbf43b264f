"""The `list` of each noun, which loads none of the noun's other commands."""

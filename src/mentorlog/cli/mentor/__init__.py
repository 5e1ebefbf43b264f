"""The commands for finding a mentor and agreeing how to work together."""

"""The mentor: finding one, and agreeing how to work together."""

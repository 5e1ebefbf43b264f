"""The mentorship itself: its records, rules and moments; it knows no screen."""

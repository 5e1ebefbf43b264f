"""Bringing in a journal, a calendar, a table or a diary."""

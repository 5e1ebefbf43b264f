"""Bringing in a journal, a calendar, a table, a diary, or a reply to a letter."""

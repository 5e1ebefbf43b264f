"""The schema of a journal: its history in SQL files, and how it is read."""

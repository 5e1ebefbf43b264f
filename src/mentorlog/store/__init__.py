"""A SQLite file: opening, migrating, changing, searching. It knows nothing of mentoring."""

"""A SQLite file: opening, migrating, changing, searching. It knows nothing of mentoring."""

# Each machine that writes a journal gives numbers of a range of its own, so that no two give the same.
NUMBERS_PER_MACHINE = 1_000_000_000

"""The sentences of a report: of its goals, of its season read aloud, and of its figures."""

"""The sentences of a report that stand apart: its headline, and its season read aloud."""

"""Letters to a mentor: what they ask, how they say it, and which text both agreed to."""

"""The questions of a conversation, one after the other: what they ask, and what they offer."""

"""A journal that several machines write: what they said differently, and what does not go together."""

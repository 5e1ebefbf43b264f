"""The journal: one file a noun, with its `add` and its own verbs."""

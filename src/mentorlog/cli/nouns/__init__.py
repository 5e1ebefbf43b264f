"""The commands of the nouns: one file each, with `add` and the noun's own verbs."""

"""Pictures of blocks in the characters of a terminal."""

"""Whether a file is sound, and how it is mended."""

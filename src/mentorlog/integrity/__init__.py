"""Whether a file is sound, and repairing it."""

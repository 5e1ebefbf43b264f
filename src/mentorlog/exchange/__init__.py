"""In and out: what other programs read and write."""

"""Import and export: one file for each format that other programs read or write."""
